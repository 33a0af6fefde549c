"""Rows of further files fill what is blank at an employer; where they disagree, the field becomes unknown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from wengang.kernel.errors import Finding

from .joins import Keys, join
from .roster import FIELDS, FILLED_ONLY, OWN_FIGURES, Roster, agree, shown
from .supplied import column, finding


@dataclass(frozen=True)
class Enriched:
    """What came of the further rows: those in quarantine, those that met nobody, and which may be read further."""

    findings: tuple[Finding, ...]
    unmatched: int
    used: tuple[int, ...]


def enrich(roster: Roster, further: pa.Table) -> Enriched:
    """Add the rows of ``further`` (sorted by file and row) to the employers of ``roster``.

    Rows join by what the population's own rows say. A row that only perhaps is about an employer is about nobody.
    A row with a value that differs from one already there (the employer's own, or an earlier file's) is not used at
    all; the field becomes null and is named among the employer's conflicts.
    """
    keys = Keys.of(further)
    present = [
        (name, column(further, name))
        for name in FIELDS
        if name in further.column_names and further.column(name).null_count < further.num_rows
    ]
    first_said: dict[tuple[int, str], Any] = {}
    findings: list[Finding] = []
    unmatched, used = 0, []
    matches = list(join(keys, roster.index))
    for place, match in enumerate(matches):
        if not match.units or not match.certain:
            unmatched += 1
            used.append(place)
            continue
        units = [unit for unit in match.units if unit < len(roster)]
        said = {name: values[place] for name, values in present if values[place] is not None}
        contradicted = _contradictions(roster, units, said, first_said=first_said)
        if contradicted:
            where = (keys.files[place], keys.rows[place])
            findings += [_disagreement(where, name, said[name]) for name in sorted(set(contradicted))]
            continue
        used.append(place)
        for unit in units:
            _fill(roster, unit, said)
    return Enriched(tuple(findings), unmatched, tuple(used))


def _contradictions(
    roster: Roster, units: Sequence[int], said: dict[str, Any], *, first_said: dict[tuple[int, str], Any]
) -> list[str]:
    """Fields in which a row differs from what its employers have; these become disputed there."""
    found = []
    for name, value in said.items():
        if name in FILLED_ONLY:
            continue
        for unit in units:
            there = roster.columns[name][unit]
            if there is None:  # disputed before: what was said first still stands against the row
                there = first_said.get((unit, name))
            if there is None or agree(name, there, value) or _is_unread(roster, unit, name):
                continue
            first_said.setdefault((unit, name), there)
            roster.dispute(unit, name)
            found.append(name)
    return found


def _is_unread(roster: Roster, unit: int, name: str) -> bool:
    return name in OWN_FIGURES and roster.is_branch(unit)


def _fill(roster: Roster, unit: int, said: dict[str, Any]) -> None:
    disputed = roster.disputed.get(unit, ())
    for name, value in said.items():
        if roster.columns[name][unit] is None and name not in disputed:
            roster.fill(unit, name, value)


def _disagreement(where: tuple[str, str], name: str, value: Any) -> Finding:
    return finding(
        (*where, name, shown(value)),
        (
            "与该单位已有的值不一致, 本行未使用, 该项按未知处理",
            "differs from the value that the employer already has; the row is not used and the field is unknown",
        ),
        (
            "请与来源部门核实后更正其中一方",
            "settle with the departments which is right and correct the other",
        ),
    )
