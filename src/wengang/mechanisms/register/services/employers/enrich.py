"""Rows of further files fill what is blank at an employer; where they disagree, the field becomes unknown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from wengang.kernel.errors import Finding
from wengang.mechanisms.register.services.columns.supplied import finding
from wengang.mechanisms.register.services.joining.joins import Matches, join

from .likely import likely_units
from .roster import FIELDS, FILLED_ONLY, OWN_FIGURES, Roster, agree, is_struck_off, shown


@dataclass(frozen=True)
class Enriched:
    """What came of the further rows: those in quarantine, those that met nobody, and which may be read further."""

    findings: tuple[Finding, ...]
    unmatched: int
    used: np.ndarray


def enrich(roster: Roster, further: np.ndarray) -> Enriched:
    """Add the rows at the places ``further`` (sorted by file and row) to the employers of ``roster``.

    Rows join by what the population's own rows say. A row that only perhaps is about an employer is about nobody; but
    where linkage has been asked, what would bar the employer is open then, not absent.
    A row with a value that differs from one already there (the employer's own, or an earlier file's) is not used at
    all; the field becomes null and is named among the employer's conflicts.
    """
    matches = join(roster.keys.at(further), roster.index)
    joined = (matches.unit >= 0) & matches.certain
    alone = joined & (matches.unit < len(roster))
    alone[list(matches.several)] = False
    adding = _Adding(roster, further)
    for begin, end in _files(roster, further):
        turns = np.arange(begin, end)
        # Rows that share an employer with another row of their file are taken one after the other.
        shared = np.zeros(len(roster), dtype=bool)
        shared[
            [
                u
                for turn in turns[joined[turns] & ~alone[turns]].tolist()
                for u in _units(roster, matches.units(turn))
            ]
        ] = True
        mine = turns[alone[turns]]
        counts = np.bincount(matches.unit[mine], minlength=len(roster))
        shared |= counts > 1
        shared[list(roster.disputed)] = True
        together = mine[~shared[matches.unit[mine]]]
        together = adding.at_once(matches.unit[together], together)
        one_by_one = joined[turns].copy()
        one_by_one[together - begin] = False
        for turn in turns[one_by_one].tolist():
            adding.one(_units(roster, matches.units(turn)), turn)
    if roster.index.links:
        _bars_perhaps(roster, further, matches)
    used = np.ones(len(further), dtype=bool)
    used[list(adding.findings)] = False
    return Enriched(
        findings=tuple(one for turn in sorted(adding.findings) for one in adding.findings[turn]),
        unmatched=int(np.count_nonzero(~joined)),
        used=further[used],
    )


def _bars_perhaps(roster: Roster, further: np.ndarray, matches: Matches) -> None:
    """Make unknown what rows that met nobody for certain say that would bar an employer: struck off, or an agency."""
    open_ = np.flatnonzero((matches.unit < 0) | ~matches.certain).tolist()
    said = {turn: roster.said_by(int(further[turn]), ("status", "dispatch")) for turn in open_}
    bars = {
        turn: [name for name, value in row.items() if value is True or is_struck_off(value)]
        for turn, row in said.items()
    }
    places = [turn for turn in open_ if bars[turn]]
    like = likely_units(roster, roster.table, roster.keys, places=further[places].tolist())
    for turn, units in zip(places, like, strict=True):
        for unit in _units(roster, (*matches.units(turn), *units)):
            for name in bars[turn]:
                if roster.value(unit, name) is None:
                    roster.dispute(unit, name)


def _files(roster: Roster, further: np.ndarray) -> list[tuple[int, int]]:
    """Where the rows of each file begin and end."""
    if not len(further):
        return []
    files = roster.keys.files
    code = files.dictionary_encode().indices.to_numpy()[further]
    cuts = [0, *(np.flatnonzero(code[1:] != code[:-1]) + 1).tolist(), len(further)]
    return list(pairwise(cuts))


def _units(roster: Roster, units: Sequence[int]) -> list[int]:
    """Of some units those that are decided."""
    return [unit for unit in units if unit < len(roster)]


@dataclass
class _Adding:
    """Rows on their way into the roster; ``findings`` by the turn of the row."""

    roster: Roster
    further: np.ndarray
    findings: dict[int, list[Finding]] = field(default_factory=dict)
    first_said: dict[tuple[int, str], Any] = field(default_factory=dict)

    def at_once(self, units: np.ndarray, turns: np.ndarray) -> np.ndarray:
        """Add rows of which each has an employer of its own, but for those that say anything else than is known.

        Gives the turns of the rows that were added.
        """
        rows = self.further[turns]
        equal = np.ones(len(turns), dtype=bool)
        for name in FIELDS:
            if name not in FILLED_ONLY:
                equal &= ~self.roster.differs(name, units, rows)
        for name in FIELDS:
            self.roster.fill(name, units[equal], rows[equal])
        return turns[equal]

    def one(self, units: Sequence[int], turn: int) -> None:
        """Add one row to its employers, or note where it contradicts what is known of them."""
        row = int(self.further[turn])
        said = self.roster.said_by(row, FIELDS)
        contradicted = self._contradictions(units, said)
        if contradicted:
            where = tuple(part[row].as_py() for part in (self.roster.keys.files, self.roster.keys.rows))
            self.findings[turn] = [
                _disagreement(where, name, said[name]) for name in sorted(set(contradicted))
            ]
            return
        for unit in units:
            for name in said:
                if name not in self.roster.disputed.get(unit, ()):
                    self.roster.fill(name, np.array([unit]), np.array([row]))

    def _contradictions(self, units: Sequence[int], said: dict[str, Any]) -> list[str]:
        """Fields in which a row differs from what its employers have; these become disputed there."""
        found = []
        for name, value in said.items():
            if name in FILLED_ONLY:
                continue
            for unit in units:
                there = self.roster.value(unit, name)
                if there is None:  # disputed before: what was said first still stands against the row
                    there = self.first_said.get((unit, name))
                if there is None or agree(name, there, value) or self._is_unread(unit, name):
                    continue
                self.first_said.setdefault((unit, name), there)
                self.roster.dispute(unit, name)
                found.append(name)
        return found

    def _is_unread(self, unit: int, name: str) -> bool:
        return name in OWN_FIGURES and self.roster.is_branch(unit)


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
