"""The parameter book (参数表) of a pack: every threshold with its document, place and date, and which one is in force.

A value is looked up for a policy year, a place and a decision day: county, then city, then province, then nation.
There is no default: a year without a value is found when the book is loaded, and a value that no document states
(``unset``) is an error for whoever uses it, never a guess.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from wengang.engines.policy.parameter_entry import (
    ASSUMED,
    BY_HAND,
    NATION,
    Dated,
    Entry,
    ParameterRow,
    Source,
)
from wengang.engines.policy.parameter_loading import load_draft
from wengang.engines.policy.parameter_resolved import Resolved
from wengang.engines.policy.parameter_values import (
    BadValueError,
    Declaration,
    ParameterValue,
    from_text,
    to_text,
)
from wengang.engines.policy.text import Text
from wengang.kernel.errors import bad_input

WINDOW = "until"
"""Path of the last decision day of a policy year, where a pack has one."""

_PLACE = re.compile(r"[1-9][0-9]{5}")
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82".split()
)
"""First two digits of division codes (行政区划代码), GB/T 2260."""
_DAY = dt.timedelta(days=1)
_SET_BY_HAND = Text("本次运行手工设定", "set by hand for this run")
_MERE_CAP = Text(
    "文件规定的是上限(不超过), 未见当地数字, 按上限计",
    "the document states a cap; the place's own figure was not found, so the cap is used",
)


@dataclass(frozen=True, kw_only=True)
class _Decision:
    """Which decision a value is looked up for."""

    year: int
    place: str
    chain: tuple[str, ...]
    as_of: dt.date
    known_by: dt.date


@dataclass(frozen=True, kw_only=True)
class ParameterBook:
    """All values of a pack, for every year and place.

    Attributes
    ----------
    years
        First and last policy year.
    declarations
        What each path is, in the order of the file.
    sources
        Documents by id.
    files
        The files that were read, the pack's first; a run's manifest names them by hash.
    """

    folder: Path
    years: tuple[int, int]
    declarations: Mapping[str, Declaration]
    sources: Mapping[str, Source]
    files: tuple[Path, ...]
    by_place: Mapping[tuple[str, str], Sequence[Dated]] = field(repr=False)

    def resolve(
        self,
        *,
        year: int,
        place: str,
        as_of: dt.date,
        known_by: dt.date | None = None,
        patch: Mapping[str, str] | None = None,
    ) -> Resolved:
        """What is in force for a decision of policy year ``year`` at ``place`` taken on ``as_of``.

        ``patch`` holds values as text, applied last. Raises InputError for a place, year, path or value that
        makes no sense, and for a decision day outside the year's window.
        """
        decision = self._decision(year, place, as_of=as_of, known_by=known_by or as_of)
        by_hand = {path: self._patched(path, text) for path, text in (patch or {}).items()}
        entries = {
            path: by_hand[path]
            if path in by_hand
            else self._entry(self._chosen(declaration, decision), place)
            for path, declaration in self.declarations.items()
        }
        _check_window(entries.get(WINDOW), decision)
        return Resolved(
            year=year,
            place=place,
            as_of=as_of,
            known_by=decision.known_by,
            entries=MappingProxyType(entries),
            sources=self.sources,
        )

    def table(self, *, year: int, place: str, as_of: dt.date | None = None) -> tuple[ParameterRow, ...]:
        """The scheme's parameters as rows: in force on a day, or, without one, all that hold within the year."""
        self._refuse_other_years(year)
        first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
        decision = self._decision(year, place, as_of=as_of or first, known_by=as_of or last)
        rows = []
        for path in self.declarations:
            seen = [self._nearest(path, decision, day) for day in self._turns(path, decision)]
            distinct = [dated for i, dated in enumerate(seen) if i == 0 or dated is not seen[i - 1]]
            rows += [_row(self._entry(dated, place), self.sources) for dated in distinct]
        return tuple(rows)

    def value_of(self, path: str, text: str, *, option: str = BY_HAND) -> ParameterValue:
        """The typed value of ``--set path=text``. Raises InputError with the nearest path or the form expected.

        ``option`` is what the error names as the place where it was typed.
        """
        declaration = self.declarations.get(path)
        if declaration is None:
            near = ", ".join(get_close_matches(path, self.declarations, n=3, cutoff=0.4) or self.declarations)
            raise bad_input(
                "没有这个参数",
                "no such parameter",
                f"相近的: {near}",
                f"the nearest: {near}",
                column=option,
                value=path,
            )
        try:
            return from_text(declaration, text)
        except BadValueError as error:
            expected = error.expected
            raise bad_input(
                f"{path} 取不了这个值",
                f"{path} cannot take this value",
                f"应为{expected.zh}",
                f"expected {expected.en}",
                column=option,
                value=f"{path}={text}",
            ) from error

    def _refuse_other_years(self, year: int) -> None:
        first, last = self.years
        if not first <= year <= last:
            raise bad_input(
                f"参数表没有这个政策年度, 有 {first} 至 {last} 年",
                f"the parameters have no such policy year, only {first} to {last}",
                "改用有的年度, 或在 parameters.yaml 中补上该年的值",
                "name another year, or add the year's values to parameters.yaml",
                file=f"{self.folder.name}/parameters.yaml",
                column="--year",
                value=str(year),
            )

    def _decision(self, year: int, place: str, *, as_of: dt.date, known_by: dt.date) -> _Decision:
        self._refuse_other_years(year)
        chain = place_chain(place)
        self._refuse_unknown(place, chain)
        return _Decision(year=year, place=place, chain=chain, as_of=as_of, known_by=max(as_of, known_by))

    def _refuse_unknown(self, place: str, chain: tuple[str, ...]) -> None:
        """A place in no province, of which no file says anything either, is a slip of the pen."""
        known = place == NATION or place[:2] in _PROVINCES
        if known or any(one in chain and one != NATION for _, one in self.by_place):
            return
        raise bad_input(
            f"没有这个地区: 没有以 {place[:2]} 开头的省份, 参数表也没有它的值",
            f"no such place: no province has the code {place[:2]}, and no parameter file names the place",
            "核对六位行政区划代码, 如 210700 (锦州)",
            "check the division code of six digits, such as 210700 (Jinzhou)",
            column="--place",
            value=place,
        )

    def _nearest(self, path: str, decision: _Decision, day: dt.date) -> Dated:
        """The entry in force on a day: the nearest place's, and there the bureau's own before the pack's."""
        for place in decision.chain:
            there = [
                dated for dated in self.by_place.get((path, place), ()) if dated.covers(decision.year, day)
            ]
            if there:
                return max(there, key=lambda dated: dated.origin.layer)
        raise LookupError(
            f"{path} has no value for {decision.year} on {day}: the checks at load rule this out"
        )

    def _turns(self, path: str, decision: _Decision) -> list[dt.date]:
        """The decision day, and each day up to the day facts are known by on which another entry may begin."""
        days = {decision.as_of}
        for place in decision.chain:
            for dated in self.by_place.get((path, place), ()):
                if dated.start:
                    days.add(dated.start)
                if dated.end and dated.end < dt.date.max:
                    days.add(dated.end + _DAY)
        return sorted(day for day in days if decision.as_of <= day <= decision.known_by)

    def _chosen(self, declaration: Declaration, decision: _Decision) -> Dated:
        """What is in force on the decision day; where later notices count, the highest value known by then."""
        on_the_day = self._nearest(declaration.path, decision, decision.as_of)
        if not declaration.latest_known:
            return on_the_day
        best = on_the_day
        for day in self._turns(declaration.path, decision):
            dated = self._nearest(declaration.path, decision, day)
            if dated.value is not None and (best.value is None or _higher(dated.value, best.value)):
                best = dated
        return best

    def _entry(self, dated: Dated, place: str) -> Entry:
        declaration = self.declarations[dated.path]
        mere_cap = dated.cap and dated.place != place
        return Entry(
            path=dated.path,
            label=declaration.label,
            unit=declaration.unit,
            value=dated.value,
            text="" if dated.unset else to_text(dated.value, declaration.unit),
            place=dated.place,
            status=ASSUMED if mere_cap else dated.status,
            sources=dated.sources,
            documents=tuple(self.sources[name].document for name in dated.sources),
            start=dated.start,
            end=dated.end,
            note=_joined(_MERE_CAP, dated.note) if mere_cap else dated.note,
            article=dated.article,
            unset=dated.unset,
            file=dated.origin.file,
            line=dated.origin.line,
        )

    def _patched(self, path: str, text: str) -> Entry:
        value = self.value_of(path, text)
        declaration = self.declarations[path]
        return Entry(
            path=path,
            label=declaration.label,
            unit=declaration.unit,
            value=value,
            text=to_text(value, declaration.unit),
            place=BY_HAND,
            status=ASSUMED,
            note=_SET_BY_HAND,
            patched=True,
        )


def load_book(folder: Path, *, extra: Sequence[Path] = ()) -> ParameterBook:
    """Read ``parameters.yaml`` of a pack and the ``local/*.yaml`` beside it, then ``extra``, and check it all.

    ``extra`` names a bureau's own place files, or folders that hold them (directly or in ``local/``). Raises
    InputError that lists every fault: file, line, path, place, year.
    """
    draft, files = load_draft(folder, extra)
    by_place: dict[tuple[str, str], list[Dated]] = defaultdict(list)
    for dated in draft.entries:
        by_place[dated.path, dated.place].append(dated)
    return ParameterBook(
        folder=folder,
        years=draft.years,
        declarations=MappingProxyType(draft.declarations),
        sources=MappingProxyType(draft.sources),
        files=files,
        by_place=MappingProxyType(by_place),
    )


def place_chain(place: str) -> tuple[str, ...]:
    """Places whose values hold there, nearest first. Raises InputError for anything but six digits or CN.

    >>> place_chain("360430")
    ('360430', '360400', '360000', 'CN')
    """
    if place == NATION:
        return (NATION,)
    if not _PLACE.fullmatch(place):
        raise bad_input(
            "地区应为六位行政区划代码",
            "a place is a division code of six digits",
            "如 210700 (锦州), 全国为 CN",
            "such as 210700 (Jinzhou); CN is the nation",
            column="--place",
            value=place,
        )
    return tuple(dict.fromkeys((place, place[:4] + "00", place[:2] + "0000", NATION)))


def _higher(one: ParameterValue, other: ParameterValue) -> bool:
    """Whether a value is above another one of the same ordered unit."""
    return one > other  # type: ignore[operator]  # only units with an order may be latest_known: checked at load


def _check_window(until: Entry | None, decision: _Decision) -> None:
    """A decision is taken within its policy year: from 1 January to the last day that the place allows."""
    if until is None or until.unset or not isinstance(until.value, dt.date):
        return
    first = dt.date(decision.year, 1, 1)
    if decision.as_of < first:
        raise bad_input(
            f"决定日早于 {decision.year} 政策年度 ({first} 起)",
            f"the decision day is before the policy year {decision.year}, which begins on {first}",
            "改决定日或政策年度",
            "mend the decision day or the policy year",
            column="--as-of",
            value=decision.as_of.isoformat(),
        )
    if decision.as_of > until.value:
        because = ", ".join(until.documents) or until.place
        raise bad_input(
            f"{decision.place} {decision.year} 年政策的最后决定日是 {until.value} ({because})",
            f"the last decision day of {decision.year} at {decision.place} is {until.value} ({because})",
            "改决定日; 复核以前的决定用原决定日与 --known-by; 当地延期的写入 local/<城市>.yaml 的 until",
            "mend the decision day; to decide again keep the first one and move --known-by; a place that goes on longer "
            "says so in until of local/<city>.yaml",
            file=until.file,
            row=str(until.line) if until.line else "",
            column=WINDOW,
            value=decision.as_of.isoformat(),
        )


def _joined(first: Text, second: Text | None) -> Text:
    return first if second is None else Text(f"{first.zh}; {second.zh}", f"{first.en}; {second.en}")


def _row(entry: Entry, sources: Mapping[str, Source]) -> ParameterRow:
    note = entry.note or Text("", "")
    if entry.unset:
        note = _joined(entry.unset, entry.note)
    return ParameterRow(
        path=entry.path,
        zh=entry.label.zh,
        en=entry.label.en,
        unit=entry.unit,
        value=entry.text,
        place=entry.place,
        start=entry.start,
        end=entry.end,
        status=entry.status,
        sources=entry.sources,
        documents=entry.documents,
        links=tuple(sources[name].url for name in entry.sources),
        article=entry.article,
        note_zh=note.zh,
        note_en=note.en,
    )
