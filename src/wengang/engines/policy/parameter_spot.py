"""Where a reader of parameter files stands, and what it has found so far: values, documents and faults."""

import datetime as dt
from dataclasses import dataclass, field

from wengang.engines.policy.parameter_entry import Dated, Source
from wengang.engines.policy.parameter_values import Declaration
from wengang.engines.policy.parameter_yaml import Lined
from wengang.engines.policy.text import Text
from wengang.kernel.errors import Finding


@dataclass(kw_only=True)
class Draft:
    """What the files of one pack said so far, sound or not."""

    years: tuple[int, int] = (0, 0)
    sources: dict[str, Source] = field(default_factory=dict)
    declarations: dict[str, Declaration] = field(default_factory=dict)
    entries: list[Dated] = field(default_factory=list)
    used_sources: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where the reader stands, for messages."""

    draft: Draft
    file: str
    layer: int
    path: str = ""
    place: str = ""

    def fault(self, problem: Text, fix: Text, *, line: int = 0, value: object = "") -> None:
        """Note what is wrong here."""
        where = f"{self.place}: " if self.place else ""
        self.draft.findings.append(
            Finding(
                problem_zh=where + problem.zh,
                problem_en=where + problem.en,
                fix_zh=fix.zh,
                fix_en=fix.en,
                file=self.file,
                row=str(line) if line else "",
                column=self.path,
                value="" if value == "" else str(value),
            )
        )

    def at(self, *, path: str | None = None, place: str | None = None) -> "Spot":
        """The same file, at another path or place."""
        return Spot(
            draft=self.draft,
            file=self.file,
            layer=self.layer,
            path=self.path if path is None else path,
            place=self.place if place is None else place,
        )

    def known_keys(self, mapping: Lined, keys: frozenset[str]) -> None:
        """Note a key that means nothing here: a slip of the pen would be passed over otherwise."""
        for key in mapping:
            if key not in keys:
                names = ", ".join(sorted(keys))
                self.fault(
                    Text("不认识的项", "unknown key"),
                    Text(f"可用: {names}", f"there is: {names}"),
                    line=mapping.line,
                    value=key,
                )


def years_of(spot: Spot, body: Lined) -> tuple[int, int] | None:
    """First and last year of ``year: 2020`` or ``years: [2015, 2018]``."""
    single, span = body.get("year"), body.get("years")
    bounds = [single, single] if span is None else span if single is None else None
    years = [year for year in bounds if type(year) is int] if isinstance(bounds, list) else []
    if len(years) != 2 or not 1900 < years[0] <= years[1] < 2200:
        spot.fault(
            Text("须写 year: 2020 或 years: [2015, 2018]", "needs year: 2020 or years: [2015, 2018]"),
            Text("补政策年度", "add the policy year"),
            line=body.line,
            value=single if span is None else span,
        )
        return None
    return years[0], years[1]


def day_of(spot: Spot, body: Lined, key: str) -> dt.date | None:
    """A day, or None where there is none."""
    day = body.get(key)
    if day is None or (isinstance(day, dt.date) and not isinstance(day, dt.datetime)):
        return day
    spot.fault(
        Text(f"{key} 应为日期", f"{key} must be a day"),
        Text("YYYY-MM-DD", "YYYY-MM-DD"),
        line=body.line,
        value=day,
    )
    return None


def text_of(spot: Spot, body: Lined, key: str) -> Text | None:
    """A wording, in one language for both or as ``{zh: …, en: …}``."""
    found = body.get(key)
    if found is None:
        return None
    if isinstance(found, str):
        return Text(found, found)
    if isinstance(found, Lined) and isinstance(found.get("zh"), str) and isinstance(found.get("en"), str):
        return Text(str(found["zh"]), str(found["en"]))
    spot.fault(
        Text(f"{key} 应为文字或 {{zh, en}}", f"{key} must be text or {{zh, en}}"),
        Text("改正", "mend it"),
        line=body.line,
    )
    return None
