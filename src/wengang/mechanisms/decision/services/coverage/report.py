"""Coverage of the departments' files (数据覆盖情况): is a part missing, before anybody is refused for it?

Three looks. A ledger has a row a month for every employer that goes on: each month of a division is set beside the
months around it. Joining, leaving and claiming are events: their months are compared where many are usual, and a
division without any is missed where its share of the employers makes many likely. And what senders say they sent
is set beside what arrived.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from wengang.engines.extracts.control_totals import not_arrived, stem_of, totals
from wengang.engines.extracts.coverage import (
    MEASURES,
    Alarm,
    Coverage,
    Thresholds,
    coverage,
    missing_division,
)
from wengang.engines.policy.terms import Plain
from wengang.engines.policy.text import Text
from wengang.kernel.period import month_index, month_of, month_text
from wengang.mechanisms.decision.services.coverage.counts import (
    CONTROLLED,
    Counted,
    controlled,
    counted_events,
    counted_ledger,
    counted_once,
    employers_by_division,
)
from wengang.mechanisms.decision.services.outputs.summary import Attention
from wengang.mechanisms.register.services.intake.folder import Intake
from wengang.mechanisms.register.services.prepared_tables import Prepared

_NUMBERS = tuple(f"{kind}{measure}" for measure in MEASURES for kind in ("", "usual_", "control_"))
COVERAGE_COLUMNS = ("table", "division", "month", *_NUMBERS, "alarm", "alarm_zh", "alarm_en")
PREFIX = "coverage."
"""Parameters that say when to raise an alarm; a pack that has none of them takes the defaults here."""
_OF_LEDGER = ("rows_fall", "headcount_fall", "fen_fall", "least_rows", "small_rows", "small_fall")
LIMITS = (*_OF_LEDGER, "events_fall", "events_least", "strangers")
"""The names of those parameters."""
_JOINED = ("ledger", "spells", "claims", "refunds", "applications")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """When to raise an alarm: for a ledger, for events, and for rows of employers that nobody knows.

    ``strangers``: share of a table's rows, in basis points.
    """

    ledger: Thresholds = field(default_factory=Thresholds)
    events: Thresholds = field(
        default_factory=lambda: Thresholds(rows_fall=7_000, least_rows=20, small_rows=0, small_fall=7_000)
    )
    strangers: int = 2_000


@dataclass(frozen=True, kw_only=True)
class RoundCoverage:
    """``coverage.csv``, and the alarms as reasons to look."""

    table: pa.Table
    attentions: Sequence[Attention] = ()


def limits_of(values: Mapping[str, Plain]) -> Limits:
    """The limits that the parameters ``coverage.*`` in force give."""
    plain = Limits()

    def value(name: str, default: int) -> int:
        found = values.get(PREFIX + name, default)
        return found if isinstance(found, int) else default

    fall = value("events_fall", plain.events.rows_fall)
    return Limits(
        ledger=Thresholds(**{name: value(name, getattr(plain.ledger, name)) for name in _OF_LEDGER}),
        events=Thresholds(
            rows_fall=fall,
            least_rows=value("events_least", plain.events.least_rows),
            small_rows=0,
            small_fall=fall,
        ),
        strangers=value("strangers", plain.strangers),
    )


@dataclass(frozen=True, kw_only=True)
class Months:
    """Month indices that matter: the December before the base year, its last month, and the month that still runs.

    ``current`` holds the day by which facts are known; it is not over, so nothing is missed from it on.
    """

    first: int
    last: int
    current: int

    @classmethod
    def of(cls, year: int, known_by: dt.date) -> "Months":
        """Of a policy year: the base year is the one before it."""
        return cls(
            first=month_index(year - 2, 12), last=month_index(year - 1, 12), current=month_of(known_by)
        )


def round_coverage(
    prepared: Prepared, intake: Intake, *, months: Months, limits: Limits | None = None
) -> RoundCoverage:
    """Every table that was supplied, by division and month as far as it has them. The division is the employer's."""
    limits = limits or Limits()
    rows: list[dict[str, object]] = []
    alarms: list[Alarm] = []
    for found_rows, found_alarms in (
        _told(_ledger(prepared, months=months, limits=limits)),
        _told(_events(prepared, intake, months=months, limits=limits)),
        _others(prepared, intake, months=months, limits=limits),
        _control(prepared, intake),
        _strangers(prepared, intake, limits=limits),
    ):
        rows += found_rows
        alarms += found_alarms
    rows.sort(key=lambda row: tuple(str(row[name] or "").encode() for name in COVERAGE_COLUMNS[:3]))
    return RoundCoverage(table=_table(rows), attentions=tuple(_attentions(alarms)))


_Found = tuple[list[dict[str, object]], list[Alarm]]


def _told(coverages: Iterable[Coverage]) -> _Found:
    rows: list[dict[str, object]] = []
    alarms: list[Alarm] = []
    for found in coverages:
        rows += _rows(found.table, found.alarms)
        alarms += found.alarms
    return rows, alarms


def _ledger(prepared: Prepared, *, months: Months, limits: Limits) -> Iterator[Coverage]:
    for counted in counted_ledger(prepared):
        expected = employers_by_division(prepared, least=limits.ledger.least_rows)
        first, last = counted.span
        if counted.steady:
            first, last = min(first, months.first), max(last, months.last)
        ended = last + 1 if last <= months.last else last  # a file's last month is seldom a whole one
        yield coverage(
            counted.table,
            name=counted.name,
            columns=counted.columns,
            months=(first, last),
            open_from=min(ended, months.current),
            divisions=sorted(expected) if counted.steady else (),
            thresholds=limits.ledger,
        )


def _events(prepared: Prepared, intake: Intake, *, months: Months, limits: Limits) -> Iterator[Coverage]:
    for counted in counted_events(prepared, intake, months=(months.first + 1, months.current)):
        yield coverage(
            counted.table,
            name=counted.name,
            columns=counted.columns,
            months=(months.first + 1, max(months.last, counted.span[1])),
            open_from=min(months.last + 1, months.current),
            divisions=_likely(prepared, counted, least=limits.events.least_rows),
            thresholds=limits.events,
        )


def _others(prepared: Prepared, intake: Intake, *, months: Months, limits: Limits) -> _Found:
    """Tables whose rows stand for no month: their counts, and the divisions that have none."""
    rows: list[dict[str, object]] = []
    alarms: list[Alarm] = []
    for counted in counted_once(prepared, intake, since=months.first):
        here = [
            {**dict.fromkeys(COVERAGE_COLUMNS), **row, "table": counted.name, "month": _month(row["month"])}
            for row in counted.table.to_pylist()
        ]
        rows += here
        if counted.steady:
            present = {row["division"] for row in here}
            likely = _likely(prepared, counted, least=limits.events.least_rows)
            absent = [missing_division(counted.name, name) for name in likely if name not in present]
            rows += [_of_alarm(alarm) for alarm in absent]
            alarms += absent
    return rows, alarms


def _likely(prepared: Prepared, counted: Counted, *, least: int) -> list[str]:
    """Divisions whose share of the employers makes at least ``least`` rows of a table likely."""
    employers = employers_by_division(prepared)
    everybody, total = sum(employers.values()), counted.total
    return sorted(name for name, here in employers.items() if name and total * here >= least * everybody)


def _control(prepared: Prepared, intake: Intake) -> _Found:
    control = intake.tables.get("control_totals")
    if control is None:
        return [], []
    rows: list[dict[str, object]] = []
    alarms: list[Alarm] = []
    for name in CONTROLLED:
        if name in intake.tables:
            table, columns = controlled(name, prepared, intake)
            for total in totals(table, name=name, columns=columns, control=control):
                numbers = {
                    **total.found,
                    **{f"control_{measure}": stated for measure, stated in total.stated.items()},
                }
                place = {"table": total.stem, "division": total.division, "month": _month(total.month)}
                said = {"alarm": total.alarm.kind} if total.alarm else {}
                row = {**dict.fromkeys(COVERAGE_COLUMNS), **place, **numbers, **said, **_words(total.alarm)}
                rows.append(row)
                alarms += [total.alarm] if total.alarm else []
    here = {file.stem for file in intake.files} | set(intake.tables)
    named = dict.fromkeys(stem_of(file) for file in control["file"].to_pylist())
    absent = [not_arrived(stem) for stem in named if stem not in here]
    return [*rows, *map(_of_alarm, absent)], [*alarms, *absent]


def _strangers(prepared: Prepared, intake: Intake, *, limits: Limits) -> _Found:
    """Tables much of which is about employers whom the register of insured units lacks: is that whole?"""
    found = [
        _about_strangers(name, unmatched, rows=intake.tables[name].num_rows)
        for name, unmatched in prepared.unmatched.items()
        if name in _JOINED and name in intake.tables
        if unmatched >= limits.events.least_rows
        if unmatched * 10_000 >= intake.tables[name].num_rows * limits.strangers
    ]
    return [_of_alarm(alarm) for alarm in found], found


def _about_strangers(name: str, unmatched: int, *, rows: int) -> Alarm:
    return Alarm(table=name, division="", month=None, kind="strangers",
                 zh=f"{name} 的 {rows} 行中有 {unmatched} 行的单位不在参保单位表中，参保单位表可能缺了一部分",
                 en=f"{unmatched} of {rows} rows of {name} are about employers that no file of insured units has; "
                    "a part of it may be missing")  # fmt: skip


def _rows(table: pa.Table, alarms: Sequence[Alarm]) -> list[dict[str, object]]:
    said = {(alarm.division, alarm.month): alarm for alarm in alarms}
    rows: list[dict[str, object]] = []
    for row in table.to_pylist():
        alarm = said.pop((row["division"], row["month"]), None)
        rows.append(
            {**dict.fromkeys(COVERAGE_COLUMNS), **row, "month": month_text(row["month"]), **_words(alarm)}
        )
    return rows + [_of_alarm(alarm) for alarm in said.values()]  # a whole division


def _of_alarm(alarm: Alarm) -> dict[str, object]:
    place = {"table": alarm.table, "division": alarm.division, "month": _month(alarm.month)}
    return {**dict.fromkeys(COVERAGE_COLUMNS), **place, "alarm": alarm.kind, **_words(alarm)}


def _month(month: int | None) -> str | None:
    return None if month is None else month_text(month)


def _words(alarm: Alarm | None) -> dict[str, str | None]:
    return {"alarm_zh": alarm.zh if alarm else None, "alarm_en": alarm.en if alarm else None}


def _table(rows: Sequence[dict[str, object]]) -> pa.Table:
    return pa.table(
        {
            name: pa.array([row[name] for row in rows], pa.int64() if name in _NUMBERS else pa.string())
            for name in COVERAGE_COLUMNS
        }
    )


def _attentions(alarms: Sequence[Alarm]) -> Iterator[Attention]:
    if alarms:
        zh, en = alarms[0].zh, alarms[0].en
        text = Text(f"数据覆盖警报 (coverage.csv), 如 {zh}", f"coverage alarms (coverage.csv), such as {en}")
        yield Attention(key="coverage", text=text, count=len(alarms))
