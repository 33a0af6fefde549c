"""Comparisons and their levels, said once for Splink, the rules and the reader."""

import duckdb
import pytest

from wengang.engines.linkage.comparisons import Comparison, Level, Text, either, equal, splink_settings
from wengang.engines.linkage.link import KINDS
from wengang.engines.linkage.models import saved_model

COLOUR = Comparison(
    "colour",
    Text("颜色", "colour"),
    unknown=either("colour"),
    levels=(Level(equal("colour"), "相同", "same", frequent="colour"), Level(equal("hue"), "相近", "close")),
    other=Text("不同", "other"),
)


def test_words_of_levels():
    """The best level has the highest number; 0 is the rest."""
    assert [COLOUR.words(level).en for level in (2, 1, 0)] == ["same", "close", "other"]
    assert COLOUR.words(2).both() == "相同/same"


def test_settings_keep_the_order():
    """Unknown first, the levels from the best on, the rest last; blocks and crosswise columns as rules."""
    settings = splink_settings([COLOUR], blocks=["by_hue"], across=[("old", "now")], prior=0.01)
    [comparison] = settings["comparisons"]
    assert [level["sql_condition"] for level in comparison["comparison_levels"]] == [
        either("colour"),
        equal("colour"),
        equal("hue"),
        "ELSE",
    ]
    assert [rule["blocking_rule"] for rule in settings["blocking_rules_to_generate_predictions"]] == [
        "l.by_hue = r.by_hue",
        "l.old = r.now",
        "l.now = r.old",
    ]


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_levels_are_told_apart(kind):
    """Within a comparison no two levels have the same words: models and readers know them by these."""
    for comparison in kind.comparisons:
        for language in ("zh", "en"):
            said = [getattr(one, language) for one in (*comparison.levels, comparison.other)]
            assert len(set(said)) == len(said)


@pytest.mark.parametrize("kind", KINDS)
def test_the_model_that_ships_says_something(kind):
    """Whoever agrees at the best level is likelier the same, whoever agrees at none less likely, where all was learnt."""
    for name, levels in saved_model(kind)["comparisons"].items():
        odds = [
            value["m"] / value["u"] for label, value in levels.items() if value.get("m") and value.get("u")
        ]
        if len(odds) == len(levels):
            assert odds[0] > 1 > odds[-1], name


def test_conditions_are_sql():
    """Each condition is an expression that DuckDB can parse."""
    for kind in KINDS.values():
        for comparison in kind.comparisons:
            for condition in (comparison.unknown, *(level.condition for level in comparison.levels)):
                told = duckdb.sql(
                    f"SELECT json_serialize_sql('SELECT {condition.replace(chr(39), chr(39) * 2)}')"
                )
                assert '"error":false' in told.fetchone()[0], condition
