"""Checks of a whole parameter book (参数校验): no gap, no overlap, no source that nobody uses.

They run at every load, so that a year that nobody thought of is an error on the day the file is written, never a
neighbour's value on the day the money is paid.
"""

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from wengang.engines.policy.parameter_entry import NATION, Dated, Source
from wengang.engines.policy.parameter_values import Declaration
from wengang.kernel.errors import Finding

_DAY = dt.timedelta(days=1)


def check_years(entries: Sequence[Dated], years: tuple[int, int]) -> Iterator[Finding]:
    """Entries for years that the book does not have: they could never be used."""
    first, last = years
    for entry in entries:
        if entry.years[0] < first or entry.years[1] > last:
            yield _finding(
                entry,
                zh=f"政策年度 {span_text(entry.years)} 超出本文件的 years: {first}-{last}",
                en=f"policy years {span_text(entry.years)} lie outside the file's years: {first}-{last}",
                fix_zh="放宽 years 或改正年度",
                fix_en="widen years, or mend the year",
            )


def check_overlaps(entries: Sequence[Dated]) -> Iterator[Finding]:
    """Two values for one day at one place; a city's own file may lay its value over the pack's with ``replaces``."""
    for group in _by_place(entries).values():
        for one, other in itertools.combinations(group, 2):
            lower, upper = sorted((one, other), key=lambda entry: entry.origin.layer)
            if upper.replaces and upper.origin.layer > lower.origin.layer:
                continue
            years = max(one.years[0], other.years[0]), min(one.years[1], other.years[1])
            if years[0] <= years[1] and _days_meet(one, other):
                first = f"{lower.origin.file}:{lower.origin.line}"
                yield _finding(
                    upper,
                    zh=f"{span_text(years)} 年已有值 ({first})",
                    en=f"{span_text(years)} already has a value ({first})",
                    fix_zh="改年度, 或用 from/to 分开; 本地文件取代政策包的值须写 replaces: true",
                    fix_en="change the year, or part them by from/to; a place's own file that replaces the pack's value says replaces: true",
                )


def check_gaps(
    declarations: Mapping[str, Declaration], entries: Sequence[Dated], years: tuple[int, int], *, file: str
) -> Iterator[Finding]:
    """A year or a day for which the nation has no value; a hole between two values of a place."""
    groups = _by_place(entries)
    for path in declarations:
        for year in range(years[0], years[1] + 1):
            holding = [entry for entry in groups.get((path, NATION), ()) if _has_year(entry, year)]
            problem = _hole(holding, open_ended=True) if holding else ("没有值", "has no value")
            if problem:
                yield _gap(file, path, place=NATION, year=year, problem=problem)
    for (path, place), group in groups.items():
        for year in sorted({year for entry in group for year in range(entry.years[0], entry.years[1] + 1)}):
            holding = [entry for entry in group if _has_year(entry, year)]
            problem = None if place == NATION else _hole(holding, open_ended=False)
            if problem:
                yield _gap(group[0].origin.file, path, place=place, year=year, problem=problem)


def check_sources(sources: Mapping[str, Source], used: set[str]) -> Iterator[Finding]:
    """Documents that no value rests on."""
    for name in sources:
        if name not in used:
            yield Finding(
                file=sources[name].file,
                column=f"sources.{name}",
                value=sources[name].document,
                problem_zh="没有条目引用这一文件依据",
                problem_en="no entry uses this source",
                fix_zh="引用它, 或删去",
                fix_en="use it, or take it out",
            )


def span_text(years: tuple[int, int]) -> str:
    """``2020`` or ``2015-2018``."""
    return str(years[0]) if years[0] == years[1] else f"{years[0]}-{years[1]}"


def _by_place(entries: Sequence[Dated]) -> dict[tuple[str, str], list[Dated]]:
    groups: dict[tuple[str, str], list[Dated]] = defaultdict(list)
    for entry in entries:
        groups[entry.path, entry.place].append(entry)
    return groups


def _has_year(entry: Dated, year: int) -> bool:
    return entry.years[0] <= year <= entry.years[1]


def _days_meet(one: Dated, other: Dated) -> bool:
    start = max(one.start or dt.date.min, other.start or dt.date.min)
    return start <= min(one.end or dt.date.max, other.end or dt.date.max)


def _hole(entries: list[Dated], *, open_ended: bool) -> tuple[str, str] | None:
    """The first days without a value among entries of one year, in words; None when there are none."""
    ordered = sorted(entries, key=lambda entry: entry.start or dt.date.min)
    if open_ended and ordered[0].start is not None:
        return f"{ordered[0].start} 之前没有值", f"has no value before {ordered[0].start}"
    reached = ordered[0].end or dt.date.max
    for entry in ordered[1:]:
        if entry.start is not None and reached < dt.date.max and entry.start > reached + _DAY:
            last = entry.start - _DAY
            return f"{reached + _DAY} 至 {last} 没有值", f"has no value from {reached + _DAY} to {last}"
        reached = max(reached, entry.end or dt.date.max)
    if open_ended and reached < dt.date.max:
        return f"{reached} 之后没有值", f"has no value after {reached}"
    return None


def _gap(file: str, path: str, *, place: str, year: int, problem: tuple[str, str]) -> Finding:
    zh, en = problem
    return Finding(
        file=file,
        column=path,
        problem_zh=f"{place} {year} 年{zh}",
        problem_en=f"{place} {year} {en}",
        fix_zh="补一条 (沿用旧值也要写明), 或写 unset 说明由谁提供",
        fix_en="add an entry (also where the old value goes on), or say with unset who supplies it",
    )


def _finding(entry: Dated, *, zh: str, en: str, fix_zh: str, fix_en: str) -> Finding:
    return Finding(
        file=entry.origin.file,
        row=str(entry.origin.line),
        column=entry.path,
        problem_zh=f"{entry.place}: {zh}",
        problem_en=f"{entry.place}: {en}",
        fix_zh=fix_zh,
        fix_en=fix_en,
    )
