"""Weights from a model: numbers only, the conditions are always those of today."""

import pyarrow as pa
import pytest

from engines.linkage.made_up import NEAR, table, unified_code
from wengang.engines.linkage.employer_kind import EMPLOYERS
from wengang.engines.linkage.link import KINDS
from wengang.engines.linkage.models import saved_model
from wengang.engines.linkage.weights import compared, untrained, weighted
from wengang.kernel.errors import InputError

ROWS = [
    {"name": "锦州朗逸商贸有限公司", "code": unified_code(1), "legal_rep": "高朗逸", "phone": "13841600101"},
    {"name": "锦州朗逸商贸有限公司", "legal_rep": "高朗逸", "phone": "13841600101"},
    {"name": "锦州朗逸商贸有限公司", "legal_rep": "王别人"},
    {"name": "北镇雪松餐饮管理有限公司", "legal_rep": "车雪松"},
]


def pairs_of(rows, model=None):
    """The candidate pairs and their weights."""
    columns = EMPLOYERS.searchable(EMPLOYERS.columns(table(rows), places=NEAR))
    return compared(columns, EMPLOYERS, model or saved_model("employers"))


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_every_level_has_a_value(kind):
    """With the model that ships, with an empty one: no level is left to a silent default of the library."""
    for model in (saved_model(kind.name), {"prior": 0.01, "comparisons": {}}):
        for comparison in weighted(kind, model)["comparisons"]:
            for level in comparison["comparison_levels"]:
                assert level.get("is_null_level") or (
                    level["m_probability"] > 0 and level["u_probability"] > 0
                )


def test_a_model_changes_no_condition():
    """Settings are the kind's own: a model with other words or more comparisons only brings numbers."""
    model = {"prior": 0.5, "comparisons": {"name": {"same name": {"m": 0.5, "u": 0.25}}, "colour": {}}}
    settings = weighted(EMPLOYERS, model)
    plain = EMPLOYERS.settings["comparisons"]
    assert len(settings["comparisons"]) == len(plain)
    for changed, own in zip(settings["comparisons"], plain, strict=True):
        said = [[level["sql_condition"] for level in one["comparison_levels"]] for one in (changed, own)]
        assert said[0] == said[1]
    assert "m_probability" not in plain[0]["comparison_levels"][1]


@pytest.mark.parametrize(
    "model", [{}, {"prior": "x"}, {"prior": 0.1, "comparisons": []}, {"prior": 0.1}, {"a": 1}]
)
def test_no_model(model):
    """What is no model is told, with a cure."""
    with pytest.raises(InputError):
        weighted(EMPLOYERS, model)


def test_what_was_not_learnt_is_named():
    """Every level of an empty model."""
    named = untrained(EMPLOYERS, {"comparisons": {}})
    assert "name: same name" in named
    assert len(named) == sum(len(one.levels) + 1 for one in EMPLOYERS.comparisons)


def test_candidates():
    """Pairs that share something, each once, in order; more that agrees weighs more; strangers are no candidates."""
    found = pairs_of(ROWS)
    ends = list(zip(found["id_l"].to_pylist(), found["id_r"].to_pylist(), strict=True))
    assert ends == sorted(set(ends)) == [(0, 1), (0, 2), (1, 2)]
    weight = dict(zip(ends, found["weight"].to_pylist(), strict=True))
    assert weight[0, 1] > weight[0, 2]


def test_no_candidates():
    """One row, no rows: an empty table in the same columns."""
    for rows in (ROWS[:1], []):
        found = pairs_of(rows)
        assert found.num_rows == 0
        assert found.column_names == pairs_of(ROWS).column_names
        assert pa.types.is_integer(found.schema.field("name").type)


@pytest.mark.parametrize("said", [-5, 0.0000000000000001, 2, "x"])
def test_a_number_that_is_no_probability_is_refused(said):
    """With the cure, not as a defect of ours."""
    model = {"prior": 1e-4, "comparisons": {"name": {"same name": {"m": said, "u": 0.1}}}}
    with pytest.raises(InputError, match="no linkage model"):
        weighted(EMPLOYERS, model)


def test_a_model_of_another_kind_is_refused():
    """Persons' weights say nothing of employers."""
    with pytest.raises(InputError, match="no linkage model"):
        weighted(EMPLOYERS, saved_model("persons"))
