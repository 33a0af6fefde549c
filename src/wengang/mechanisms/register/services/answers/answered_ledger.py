"""Months of the ledger that officers answered for: added where there was no row, headcounts filled where blank."""

from collections import defaultdict
from collections.abc import Collection, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.kernel.errors import Finding
from wengang.mechanisms.register.services.ledger.rows import NUMBER, replaced_column, sorted_ledger
from wengang.mechanisms.register.services.prepared_tables import table_of_rows

from .answer_file import Answer, badly_formed, contradiction
from .answered_rows import INSURANCE, MonthSaid, month_of_key, month_said

_NAMES = (
    *("employer_id", "month", "insurance", "headcount", "due_fen", "paid_fen", "paid_on"),
    *("source_file", "source_row"),
)


def answer_months(
    rows: pa.Table, answers: Sequence[tuple[Answer, int]]
) -> tuple[pa.Table, tuple[Finding, ...]]:
    """Prepared ledger rows, sorted, with the answers ``ledger:YYYY-MM`` (each with its employer_id), and findings.

    A month without rows gets one; a month whose rows leave the people open gets them, if dues and payments agree.
    Anything else that differs from the rows of the month is in contradiction with them.
    """
    findings: list[Finding] = []
    stated: dict[tuple[int, int], tuple[Answer, MonthSaid]] = {}
    for answer, employer in answers:
        month = month_of_key(answer)
        said = badly_formed(answer, "ledger:YYYY-MM") if month is None else month_said(answer, month)
        if isinstance(said, Finding):
            findings.append(said)
        elif month is not None:
            stated[employer, month] = answer, said
    supplied = _rows_of(rows, stated.keys())
    added: list[tuple[object, ...]] = []
    headcounts: dict[int, int] = {}
    for (employer, month), (answer, said) in stated.items():
        places = supplied.get((employer, month))
        if not places:
            added.append(_row(employer, month, said, answer=answer))
            continue
        there = _sum(rows, places)
        if said.agrees_with(there):
            headcounts |= _headcounts(rows, places, said)
        else:
            findings.append(contradiction(answer, f"{there.headcount};{there.due_fen};{there.paid_fen}"))
    if headcounts:
        rows = _with_headcounts(rows, headcounts)
    if added:
        rows = sorted_ledger(pa.concat_tables([rows, table_of_rows("ledger", added, _NAMES)]))
    return rows, tuple(findings)


def _row(employer: int, month: int, said: MonthSaid, *, answer: Answer) -> tuple[object, ...]:
    amounts = (said.headcount, said.due_fen, said.paid_fen, said.paid_on)
    return (employer, month, INSURANCE, *amounts, answer.file, answer.row)


def _rows_of(rows: pa.Table, wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], list[int]]:
    """Places of the unemployment rows of each wanted (employer, month)."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    keys = np.array([employer << 20 | month for employer, month in wanted], dtype=np.int64)
    if not len(keys) or not rows.num_rows:
        return found
    key = rows["employer_id"].to_numpy().astype(np.int64) << 20 | rows["month"].to_numpy()
    of_kind = pc.equal(rows["insurance"], INSURANCE).to_numpy()
    for place in np.flatnonzero(np.isin(key, keys) & of_kind).tolist():
        found[int(key[place]) >> 20, int(key[place]) & 0xFFFFF].append(place)
    return found


def _sum(rows: pa.Table, places: Sequence[int]) -> MonthSaid:
    people, due, paid = (
        rows[name].take(pa.array(places)).to_pylist() for name in ("headcount", "due_fen", "paid_fen")
    )
    return MonthSaid(None if None in people else sum(people), sum(due), sum(paid))


def _headcounts(rows: pa.Table, places: Sequence[int], said: MonthSaid) -> dict[int, int]:
    """People for the blank rows of a month: what the other rows lack goes to the first, 0 to the rest."""
    people = rows["headcount"].take(pa.array(places)).to_pylist()
    blank = [place for place, number in zip(places, people, strict=True) if number is None]
    lacking = max((said.headcount or 0) - sum(number or 0 for number in people), 0)
    return {place: lacking if turn == 0 else 0 for turn, place in enumerate(blank)}


def _with_headcounts(rows: pa.Table, headcounts: dict[int, int]) -> pa.Table:
    values = pc.fill_null(rows["headcount"], 0).to_numpy().copy()
    blank = pc.is_null(rows["headcount"]).to_numpy().copy()
    places = list(headcounts)
    values[places] = list(headcounts.values())
    blank[places] = False
    return replaced_column(rows, "headcount", pa.array(values, NUMBER, mask=blank))
