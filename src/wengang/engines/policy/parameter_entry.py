"""One dated value of a parameter (参数条目), and the document (文件依据) that it rests on."""

import datetime as dt
from dataclasses import dataclass

from wengang.engines.policy.parameter_values import ParameterValue
from wengang.engines.policy.text import Text

NATION = "CN"
"""Place of values that hold everywhere unless a province, a city or a county says otherwise."""

CITED, MEMORY, ASSUMED, CONVENTION = STATUSES = ("cited", "memory", "assumed", "convention")
"""A public page says it; to be verified; a neighbour's or a cap's value is used; the texts are silent."""

BY_HAND = "--set"
"""Place given by an entry that a person set for one run."""


@dataclass(frozen=True, kw_only=True)
class Source:
    """A document (文件): number, day, title, where its issuer publishes it if that is known, and which file names it."""

    id: str
    document: str
    title: str = ""
    dated: dt.date | None = None
    url: str = ""
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where an entry stands: file, line, and how many files it was laid over."""

    file: str
    line: int
    layer: int = 0


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A value for some policy years at one place, as the file has it.

    Attributes
    ----------
    years
        First and last policy year.
    start, end
        Decision days between which it holds within those years, both included; None = from or to whichever day.
    value, unset
        The typed value; or, where no document states one, what is missing and how it is supplied.
    cap
        The document says "at most" (不超过): a place that only inherits the value pays it by assumption.
    article
        Article of the document (条款).
    replaces
        Takes the place of the pack's own value, which would collide otherwise.
    """

    path: str
    place: str
    years: tuple[int, int]
    value: ParameterValue
    unset: Text | None
    status: str
    sources: tuple[str, ...]
    origin: Origin
    start: dt.date | None = None
    end: dt.date | None = None
    note: Text | None = None
    article: str = ""
    cap: bool = False
    replaces: bool = False

    def covers(self, year: int, day: dt.date) -> bool:
        """Whether it is in force for decisions of that policy year taken on that day."""
        after_start = self.start is None or self.start <= day
        return (
            self.years[0] <= year <= self.years[1] and after_start and (self.end is None or day <= self.end)
        )


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A value in force for one decision: what it is, which place gave it, and what it rests on.

    Attributes
    ----------
    value, text
        Typed, and as canonical text (rates as decimals); None and ``unset`` where no document states one.
    place
        The place that gave it (``210700``, ``210000``, ``CN``), or ``--set``.
    start, end
        Decision days between which it holds, as far as the file limits them.
    status
        ``cited``, ``memory``, ``assumed`` or ``convention``; a cap that a place merely inherits, and a value set
        by hand, are ``assumed``.
    documents
        Document numbers of the sources, in the same order.
    unset
        What is missing, where using the value is an error.
    """

    path: str
    label: Text
    unit: str
    value: ParameterValue
    text: str
    place: str
    status: str
    sources: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    start: dt.date | None = None
    end: dt.date | None = None
    note: Text | None = None
    article: str = ""
    unset: Text | None = None
    patched: bool = False
    file: str = ""
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class ParameterRow:
    """One line of a scheme's table of parameters, all text but the days; ``links`` in the order of ``documents``."""

    path: str
    zh: str
    en: str
    unit: str
    value: str
    place: str
    start: dt.date | None
    end: dt.date | None
    status: str
    sources: tuple[str, ...]
    documents: tuple[str, ...]
    links: tuple[str, ...]
    article: str
    note_zh: str
    note_en: str


@dataclass(frozen=True, kw_only=True)
class Uncited:
    """A value in use that no document is cited for, for a run's summary."""

    path: str
    value: str
    place: str
    status: str
    why_zh: str
    why_en: str
    sources: tuple[str, ...]
