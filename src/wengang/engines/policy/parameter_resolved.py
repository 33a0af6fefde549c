"""The parameters in force (现行参数) for one decision, as the engine, the manifest and the summary read them."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from wengang.engines.policy.parameter_entry import CITED, Entry, Source, Uncited
from wengang.engines.policy.parameter_values import ParameterValue
from wengang.kernel.errors import bad_input


class ValuesInForce(Mapping[str, ParameterValue]):
    """Values by path; one that no document states raises InputError, but only when it is read."""

    def __init__(self, entries: Mapping[str, Entry], *, year: int, place: str) -> None:
        self._entries, self._year, self._place = entries, year, place

    def __getitem__(self, path: str) -> ParameterValue:
        """The value. Raises KeyError, InputError."""
        entry = self._entries[path]
        if entry.unset is None:
            return entry.value
        raise bad_input(
            f"{self._place} {self._year} 年没有成文的值: {entry.unset.zh}",
            f"{self._place} {self._year} has no value on paper: {entry.unset.en}",
            f"--set {path}=…, 或写入 local/<城市>.yaml",
            f"--set {path}=…, or give it in local/<city>.yaml",
            file=entry.file,
            row=str(entry.line),
            column=path,
        )

    def __contains__(self, path: object) -> bool:
        return path in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


@dataclass(frozen=True, kw_only=True)
class Resolved:
    """Parameters in force for one decision.

    Attributes
    ----------
    entries
        Path → :class:`Entry`, in the order of the pack's file.
    sources
        The book's documents by id, for links and titles.
    """

    year: int
    place: str
    as_of: dt.date
    known_by: dt.date
    entries: Mapping[str, Entry]
    sources: Mapping[str, Source]

    def __getitem__(self, path: str) -> ParameterValue:
        """The value of a parameter. Raises KeyError for a path that the pack lacks, InputError where it is unset."""
        return self.values[path]

    @cached_property
    def values(self) -> Mapping[str, ParameterValue]:
        """Path → typed value; reading one that is unset raises InputError with what is missing."""
        return ValuesInForce(self.entries, year=self.year, place=self.place)

    def uncited(self, paths: Collection[str] | None = None) -> tuple[Uncited, ...]:
        """Values that no document is cited for, among ``paths`` (default: all), in the order of the file."""
        return tuple(
            Uncited(
                path=entry.path,
                value=entry.text,
                place=entry.place,
                status=entry.status,
                why_zh=entry.note.zh if entry.note else "",
                why_en=entry.note.en if entry.note else "",
                sources=entry.documents,
            )
            for entry in self.entries.values()
            if entry.status != CITED and (paths is None or entry.path in paths)
        )
