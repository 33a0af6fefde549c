"""What clerks decided of pairs of rows (人工判定): read, checked against each other, kept for ever."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from wengang.engines.extracts.cells import read_date, read_flag
from wengang.engines.extracts.problems import Problem
from wengang.kernel.errors import Finding, InputError
from wengang.mechanisms.register.services.linking.sheets import Sheet, read_sheet

COLUMNS = ("file_l", "row_l", "file_r", "row_r", "same", "by", "on", "why")
_NEEDED = COLUMNS[:5]
_OF_REVIEW = ("score", "reason_zh", "reason_en")
"""Columns of ``review.csv``: a clerk may answer in a copy of it."""
Row = tuple[str, str]
"""A row of a file: the file's stem and the row's id."""
_DECIDED = pa.schema([(name, pa.string()) for name in COLUMNS])


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One decision of one pair; ``left`` < ``right``.

    ``file``, ``at``: where it was read; ``kept_at``: its place among an earlier run's decisions, None for a new one.
    """

    left: Row
    right: Row
    same: bool
    by: str = ""
    on: dt.date | None = None
    why: str = ""
    file: str = ""
    at: str = ""
    kept_at: int | None = None

    @property
    def pair(self) -> tuple[Row, Row]:
        """The two rows, in the order of their names."""
        return self.left, self.right


@dataclass(frozen=True, kw_only=True)
class Decided:
    """The decisions that hold, one a pair.

    Attributes
    ----------
    decisions
        By pair, sorted; of a pair that was decided both ways on one day, that the two are not the same.
    overruled
        Warnings of decisions that a later one replaced, and of blank ones.
    contradictions
        What cannot all be true; a person must look.
    """

    decisions: tuple[Decision, ...] = ()
    overruled: tuple[Finding, ...] = ()
    contradictions: tuple[Finding, ...] = ()


def read_decisions(path: Path) -> tuple[list[Decision], list[Finding]]:
    """The decisions of a file, in its order, and a warning if some rows are not answered.

    Raises InputError naming row and column: an unknown or missing column, a ``same`` other than 1 or 0, a day that is
    none, a row that names no pair.
    """
    sheet = read_sheet(path, needed=_NEEDED, known=(*COLUMNS, *_OF_REVIEW))
    found, faults, blank = [], [], 0
    for row, cells in sheet.rows():
        if not cells["same"]:
            blank += 1
            continue
        decision = _decision(sheet, row, cells=cells, faults=faults)
        if decision is not None:
            found.append(decision)
    if faults:
        raise InputError(faults)
    return found, [_unanswered(sheet, blank)] if blank else []


def settled(decisions: Iterable[Decision]) -> Decided:
    """The decisions that hold: the latest of each pair, with what was overruled and what contradicts."""
    by_pair: dict[tuple[Row, Row], list[Decision]] = defaultdict(list)
    for decision in decisions:
        by_pair[decision.pair].append(decision)
    held, overruled, contradictions = [], [], []
    for pair in sorted(by_pair):
        latest, older = _latest(by_pair[pair])
        kept = next((one for one in latest if not one.same), latest[-1])
        held.append(kept)
        overruled += [_overruled(one, kept) for one in older if one.same != kept.same]
        if len({one.same for one in latest}) > 1:
            contradictions.append(_both_ways(latest))
    contradictions += _broken_chains(held)
    return Decided(decisions=tuple(held), overruled=tuple(overruled), contradictions=tuple(contradictions))


def decided_table(decisions: Sequence[Decision]) -> pa.Table:
    """Decisions as a table of text with the columns of a decisions file."""
    columns = [
        [one.left[0] for one in decisions],
        [one.left[1] for one in decisions],
        [one.right[0] for one in decisions],
        [one.right[1] for one in decisions],
        ["1" if one.same else "0" for one in decisions],
        [one.by for one in decisions],
        [one.on.isoformat() if one.on else "" for one in decisions],
        [one.why for one in decisions],
    ]
    return pa.table([pa.array(column, pa.string()) for column in columns], schema=_DECIDED)


def _decision(sheet: Sheet, row: str, *, cells: Mapping[str, str], faults: list[Finding]) -> Decision | None:
    """The decision of a row; None where it has a fault, which is added to ``faults``."""
    before = len(faults)
    faults += [sheet.fault(row, name, "", *_BLANK_ROW) for name in _NEEDED[:4] if not cells[name]]
    same = read_flag(cells["same"])
    if isinstance(same, Problem):
        faults.append(sheet.fault(row, "same", cells["same"], *_NOT_A_FLAG))
    on = read_date(cells["on"]) if cells["on"] else None
    if isinstance(on, Problem):
        faults.append(sheet.fault(row, "on", cells["on"], on.zh, on.en, on.fix_zh, on.fix_en))
    left, right = sorted([(cells["file_l"], cells["row_l"]), (cells["file_r"], cells["row_r"])])
    if left == right and len(faults) == before:
        faults.append(sheet.fault(row, "row_r", cells["row_r"], *_ITSELF))
    if len(faults) > before or isinstance(same, Problem) or isinstance(on, Problem):
        return None
    return Decision(
        left=left, right=right, same=same, by=cells["by"], on=on, why=cells["why"], file=sheet.file, at=row
    )


_BLANK_ROW = (
    "没有写明是哪一行", "which row is meant is not said",
    "照抄 review.csv 的四列: file_l, row_l, file_r, row_r", "copy the four columns of review.csv: file_l, row_l, file_r, row_r",
)  # fmt: skip
_NOT_A_FLAG = (
    "不是 1 或 0", "neither 1 nor 0",
    "同一单位(同一人)填 1, 不是填 0, 未定留空", "write 1 if the two are the same, 0 if not, nothing if it is not decided",
)  # fmt: skip
_ITSELF = (
    "两边是同一行", "both sides are the same row",
    "请核对 row_l 和 row_r", "look at row_l and row_r",
)  # fmt: skip


def _latest(decisions: Sequence[Decision]) -> tuple[list[Decision], list[Decision]]:
    """The decisions of the last day, and those before; one without a day is before any other."""
    last = max((one.on or dt.date.min) for one in decisions)
    latest = [one for one in decisions if (one.on or dt.date.min) == last]
    return latest, [one for one in decisions if (one.on or dt.date.min) != last]


def _broken_chains(held: Sequence[Decision]) -> Iterator[Finding]:
    """Pairs decided to be different although decisions lead from one to the other."""
    linked: dict[Row, list[Decision]] = defaultdict(list)
    for one in held:
        if one.same:
            linked[one.left].append(one)
            linked[one.right].append(one)
    for one in held:
        chain = [] if one.same or one.left not in linked else _chain(linked, one.left, one.right)
        if chain:
            zh = "、".join(f"{_named(link.left)} = {_named(link.right)}" for link in chain)
            en = ", ".join(f"{_named(link.left)} = {_named(link.right)}" for link in chain)
            yield _about(
                one,
                f"判定互相矛盾: {_named(one.left)} ≠ {_named(one.right)}, 但 {zh}",
                f"decisions contradict each other: {_named(one.left)} ≠ {_named(one.right)}, yet {en}",
                "请核对这些判定, 改正其中一条(日期写新的一天)",
                "look at these decisions and correct one of them (with a later day)",
            )


def _chain(linked: Mapping[Row, Sequence[Decision]], start: Row, end: Row) -> list[Decision]:
    """The shortest chain of decisions from one row to another; empty if there is none."""
    came: dict[Row, tuple[Row, Decision] | None] = {start: None}
    front = [start]
    while front and end not in came:
        following = []
        for row in front:
            for decision in linked.get(row, ()):
                other = decision.right if decision.left == row else decision.left
                if other not in came:
                    came[other] = (row, decision)
                    following.append(other)
        front = following
    chain: list[Decision] = []
    step = came.get(end)
    while step is not None:
        row, decision = step
        chain.append(decision)
        step = came[row]
    return chain[::-1]


def _both_ways(decisions: Sequence[Decision]) -> Finding:
    yes = next(one for one in decisions if one.same)
    no = next(one for one in decisions if not one.same)
    zh = f"{_named(no.left)} 与 {_named(no.right)} 同一天既判为同一, 又判为不同({_where(yes)}, {_where(no)})"
    en = (
        f"{_named(no.left)} and {_named(no.right)} were decided both ways on one day "
        f"({_where(yes)}, {_where(no)})"
    )
    return _about(
        no,
        zh,
        en,
        "暂按不同处理; 请改正其中一条, 日期写新的一天",
        "taken as different; correct one of them, with a later day",
    )


def _overruled(older: Decision, kept: Decision) -> Finding:
    day = kept.on.isoformat() if kept.on else ""
    return _about(
        older,
        f"{_named(older.left)} 与 {_named(older.right)} 的判定已被 {day} 的判定取代({_where(kept)})",
        f"the decision of {_named(older.left)} and {_named(older.right)} is overruled by that of {day} ({_where(kept)})",
        "以较晚的判定为准, 无需处理",
        "the later one holds; nothing to do",
    )


def _unanswered(sheet: Sheet, blank: int) -> Finding:
    return Finding(
        file=sheet.file,
        column="same",
        problem_zh=f"{blank} 行未判定(same 为空)",
        problem_en=f"rows that are not decided (same is blank): {blank}",
        fix_zh="这些行对仍在待判清单中",
        fix_en="these pairs stay in the queue",
    )


def _about(decision: Decision, *texts: str) -> Finding:
    """A finding about a decision; ``texts``: what is wrong and what to do, each in Chinese and English."""
    zh, en, fix_zh, fix_en = texts
    return Finding(
        file=decision.file, row=decision.at, problem_zh=zh, problem_en=en, fix_zh=fix_zh, fix_en=fix_en
    )


def _named(row: Row) -> str:
    return f"{row[0]}/{row[1]}"


def _where(decision: Decision) -> str:
    return f"{decision.file}:{decision.at}" if decision.at else decision.file
