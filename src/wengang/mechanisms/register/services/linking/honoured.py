"""Which decisions a run honours (有效判定): those of earlier runs and those just given, one a pair."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from wengang.engines.extracts.cells import read_date
from wengang.engines.extracts.problems import Problem
from wengang.engines.linkage.history import Previous
from wengang.kernel.errors import Finding
from wengang.mechanisms.register.services.linking.decisions import (
    Decision,
    Row,
    decided_table,
    read_decisions,
    settled,
)

_KEPT = "decided.csv"


@dataclass(frozen=True, kw_only=True)
class Honoured:
    """The decisions as the engine takes them, and what is to be said of them.

    Attributes
    ----------
    new
        Those just given that hold.
    previous
        What the earlier run kept, without decisions that are overruled now.
    linked
        Pairs decided to be the same.
    given, overruled
        Decisions of the file, and how many of all a later one replaced.
    warnings, contradictions
        What is to be said; what cannot all be true.
    """

    new: pa.Table
    previous: Previous | None
    linked: frozenset[tuple[Row, Row]]
    given: int
    warnings: tuple[Finding, ...]
    contradictions: tuple[Finding, ...]


def honoured(path: Path | None, previous: Previous | None, repeated: pa.Table) -> Honoured:
    """The decisions of a file together with those of an earlier run. Raises InputError as :func:`read_decisions` does.

    ``repeated``: file, row_id, first: a decision about a row that repeats another is about that one.
    """
    given, told = ([], []) if path is None else read_decisions(path)
    found = settled([*_earlier(previous), *_of_first_rows(given, repeated)])
    held = {one.kept_at for one in found.decisions}
    return Honoured(
        new=decided_table([one for one in found.decisions if one.kept_at is None]),
        previous=None if previous is None else Previous(previous.records, _those(previous.decisions, held)),
        linked=frozenset(one.pair for one in found.decisions if one.same),
        given=len(given),
        warnings=(*told, *found.overruled, *found.contradictions),
        contradictions=found.contradictions,
    )


def _those(kept: pa.Table, held: set[int | None]) -> pa.Table:
    return kept.take(pa.array([place for place in range(kept.num_rows) if place in held], pa.int64()))


def _earlier(previous: Previous | None) -> list[Decision]:
    """The decisions that an earlier run kept, under the names that their rows had in it."""
    found = []
    for place, row in enumerate([] if previous is None else previous.decisions.to_pylist()):
        left, right = sorted([_row(row, "l"), _row(row, "r")])
        on = read_date(row["on"]) if row["on"] else None
        found.append(
            Decision(
                left=left,
                right=right,
                same=row["same"] == "1",
                by=row["by"] or "",
                on=None if isinstance(on, Problem) else on,
                why=row["why"] or "",
                file=_KEPT,
                at=str(place + 2),
                kept_at=place,
            )
        )
    return found


def _row(row: Mapping[str, str | None], side: str) -> Row:
    return str(row[f"file_{side}"]), str(row[f"row_{side}"])


def _of_first_rows(given: Sequence[Decision], repeated: pa.Table) -> list[Decision]:
    """Decisions about the rows that are compared; one about two rows that repeat each other says nothing new."""
    if not repeated.num_rows:
        return list(given)
    cells = (repeated[name].to_pylist() for name in ("file", "row_id", "first"))
    firsts = {(file, row): (file, first) for file, row, first in zip(*cells, strict=True)}
    found = []
    for one in given:
        left, right = sorted(firsts.get(row, row) for row in one.pair)
        if left != right:
            found.append(replace(one, left=left, right=right))
    return found
