"""Comparisons (比较项) and their levels: for Splink, for the rules and for the reader, said once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

ID = "id"
_RAREST = 1e-5
"""A value that nobody else has is taken to be as rare as this, not rarer."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words in Chinese and in English."""

    zh: str
    en: str

    def both(self) -> str:
        """For a cell that both readers share."""
        return f"{self.zh}/{self.en}"


@dataclass(frozen=True, slots=True)
class Level:
    """One level: the condition (SQL on columns ``…_l`` and ``…_r``), its words; ``frequent``: the column whose frequency counts."""

    condition: str
    zh: str
    en: str
    frequent: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field compared: its levels from the best on; below them ``other``, and ``unknown`` where a value is missing.

    The level's number, as ``gamma_NAME`` holds it: the best has the highest, ``other`` is 0, unknown -1.
    """

    name: str
    title: Text
    unknown: str
    levels: Sequence[Level]
    other: Text

    def words(self, level: int) -> Text:
        """What a level says."""
        if level <= 0:
            return self.other
        found = self.levels[len(self.levels) - level]
        return Text(found.zh, found.en)

    def settings(self) -> dict[str, Any]:
        """As Splink reads it."""
        unknown = {"sql_condition": self.unknown, "label_for_charts": "unknown", "is_null_level": True}
        other = {"sql_condition": "ELSE", "label_for_charts": self.other.en}
        return {
            "output_column_name": self.name,
            "comparison_levels": [unknown, *(_settings(level) for level in self.levels), other],
        }


def _settings(level: Level) -> dict[str, Any]:
    found: dict[str, Any] = {"sql_condition": level.condition, "label_for_charts": level.en}
    if level.frequent:
        found |= {
            "tf_adjustment_column": level.frequent,
            "tf_adjustment_weight": 1.0,
            "tf_minimum_u_value": _RAREST,
        }
    return found


def either(column: str) -> str:
    """One of the two has no value."""
    return f"({column}_l IS NULL OR {column}_r IS NULL)"


def equal(column: str) -> str:
    """Both have the same value."""
    return f"{column}_l = {column}_r"


def begins(text: str, start: str) -> str:
    """A text begins with another; in words that DuckDB and Spark share."""
    return f"substr({text}, 1, length({start})) = {start}"


def splink_settings(
    comparisons: Sequence[Comparison],
    *,
    blocks: Sequence[str],
    across: Sequence[tuple[str, str]],
    prior: float,
) -> dict[str, Any]:
    """Untrained settings: candidates are rows that share a value of a block, or of two columns crosswise.

    ``prior``: how likely two random rows are to match.
    """
    rules = [f"l.{block} = r.{block}" for block in blocks]
    for one, other in across:
        rules += [f"l.{one} = r.{other}", f"l.{other} = r.{one}"]
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": ID,
        "comparisons": [comparison.settings() for comparison in comparisons],
        "blocking_rules_to_generate_predictions": [{"blocking_rule": rule} for rule in rules],
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": True,
        "probability_two_random_records_match": prior,
    }
