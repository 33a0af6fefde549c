"""Parameter files as they stand on disk: ``parameters.yaml`` of a pack and the ``local/<city>.yaml`` laid over it.

Every fault is collected as a finding with file, line, path, place and year, so that one reading shows them all.
"""

import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from wengang.engines.policy.parameter_entry import CITED, NATION, STATUSES, Dated, Origin, Source
from wengang.engines.policy.parameter_spot import Draft, Spot, day_of, text_of, years_of
from wengang.engines.policy.parameter_values import (
    ORDERED_UNITS,
    UNITS,
    BadValueError,
    Declaration,
    ParameterValue,
    from_file,
)
from wengang.engines.policy.parameter_yaml import Lined, read_yaml
from wengang.engines.policy.text import Text

_PLACE = re.compile(r"[1-9]\d{5}")
_ENTRY_KEYS = frozenset(
    (
        "year",
        "years",
        "from",
        "to",
        "value",
        "unset",
        "source",
        "status",
        "note",
        "article",
        "cap",
        "replaces",
    )
)
_DECLARATION_KEYS = frozenset(
    ("zh", "en", "unit", "choices", "latest_known", "nullable", "at_most", "values")
)
_SOURCE_KEYS = frozenset(("document", "dated", "title", "url"))


def read_pack_file(draft: Draft, path: Path, *, name: str) -> Lined:
    """Read a pack's ``parameters.yaml`` into the draft; returns its mapping (for ``include``). Raises InputError."""
    content = read_yaml(path, name=name)
    spot = Spot(draft=draft, file=name, layer=0)
    spot.known_keys(content, frozenset({"years", "sources", "include", "parameters"}))
    draft.years = years_of(spot, content) or (0, 0)
    _read_sources(spot, content)
    for parameter, body in _mappings(
        spot.at(path="parameters"), content.get("parameters"), line=content.line
    ):
        here = spot.at(path=parameter)
        declaration = _declaration(here, body)
        if declaration is None:
            continue
        draft.declarations[parameter] = declaration
        values = body.get("values")
        if not isinstance(values, Lined):
            here.fault(
                Text("没有 values", "has no values"),
                Text("按地区列出各年的值", "list the values of each year by place"),
                line=body.line,
            )
            continue
        for place, entries in values.items():
            _read_entries(here.at(place=str(place)), entries, line=values.line)
    return content


def read_local_file(draft: Draft, path: Path, *, name: str, layer: int) -> None:
    """Read a place's own file into the draft: its values for parameters that the pack declares. Raises InputError."""
    content = read_yaml(path, name=name)
    spot = Spot(draft=draft, file=name, layer=layer)
    spot.known_keys(content, frozenset({"place", "sources", "parameters"}))
    place = content.get("place")
    if not isinstance(place, str) or not _PLACE.fullmatch(place):
        spot.fault(
            Text(
                "place 应为带引号的六位行政区划代码", "place must be a division code of six digits, in quotes"
            ),
            Text('如 place: "210700"', 'such as place: "210700"'),
            line=content.line,
            value=place,
        )
        return
    _read_sources(spot, content)
    parameters = content.get("parameters")
    if not isinstance(parameters, Lined):
        spot.fault(
            Text("没有 parameters", "has no parameters"),
            Text("列出本地的值", "list the place's values"),
            line=content.line,
        )
        return
    for parameter, body in parameters.items():
        here = spot.at(path=parameter, place=place)
        if parameter not in draft.declarations:
            here.fault(
                Text("政策包没有这个参数", "the pack declares no such parameter"),
                Text("改正路径", "mend the path"),
                line=parameters.line,
            )
            continue
        entries = body.get("values") if isinstance(body, Lined) else body
        _read_entries(here, entries, line=parameters.line)


def _mappings(spot: Spot, found: object, *, line: int) -> Iterator[tuple[str, Lined]]:
    if found is None:
        return
    if not isinstance(found, Lined):
        spot.fault(Text("应为映射", "must be a mapping"), Text("名称: {…}", "name: {…}"), line=line)
        return
    for name, body in found.items():
        if isinstance(body, Lined):
            yield str(name), body
        else:
            spot.fault(
                Text("应为映射", "must be a mapping"),
                Text("名称: {…}", "name: {…}"),
                line=found.line,
                value=name,
            )


def _read_sources(spot: Spot, content: Lined) -> None:
    for name, body in _mappings(spot.at(path="sources"), content.get("sources"), line=content.line):
        here = spot.at(path=f"sources.{name}")
        here.known_keys(body, _SOURCE_KEYS)
        dated = body.get("dated")
        if not isinstance(body.get("document"), str) or not (dated is None or isinstance(dated, dt.date)):
            here.fault(
                Text(
                    "文件依据须有文号(document), 日期(dated)为 YYYY-MM-DD",
                    "a source has a document, and dated as YYYY-MM-DD",
                ),
                Text(
                    '如 {document: "人社部发〔2024〕40号", dated: 2024-04-26}',
                    'such as {document: "…", dated: 2024-04-26}',
                ),
                line=body.line,
            )
            continue
        if name in spot.draft.sources:
            here.fault(
                Text("文件依据重名", "two sources of one name"),
                Text("另取名", "give it another name"),
                line=body.line,
            )
            continue
        spot.draft.sources[name] = Source(
            id=name,
            document=str(body["document"]),
            title=str(body.get("title") or ""),
            dated=dated if isinstance(dated, dt.date) else None,
            url=str(body.get("url") or ""),
            file=spot.file,
        )


def _declaration(spot: Spot, body: Lined) -> Declaration | None:
    spot.known_keys(body, _DECLARATION_KEYS)
    zh, en, unit = body.get("zh"), body.get("en"), body.get("unit")
    if not isinstance(zh, str) or not isinstance(en, str) or unit not in UNITS:
        spot.fault(
            Text("参数须有 zh, en 与 unit", "a parameter has zh, en and unit"),
            Text(f"unit 可用: {', '.join(UNITS)}", f"units: {', '.join(UNITS)}"),
            line=body.line,
            value=unit,
        )
        return None
    choices, latest = body.get("choices") or [], bool(body.get("latest_known"))
    if not isinstance(choices, list) or (latest and unit not in ORDERED_UNITS):
        spot.fault(
            Text(
                "choices 应为列表; latest_known 只用于可比大小的值",
                "choices is a list; latest_known is for values that can be compared",
            ),
            Text("改正声明", "mend the declaration"),
            line=body.line,
        )
        return None
    plain = Declaration(path=spot.path, label=Text(zh, en), unit=str(unit))
    most = body.get("at_most")
    try:
        bound = (
            from_file(Declaration(path=spot.path, label=plain.label, unit=plain.unit, at_most=10**12), most)
            if most is not None
            else None
        )
    except BadValueError as error:
        spot.fault(
            Text(f"at_most 应为{error.expected.zh}", f"at_most must be {error.expected.en}"),
            Text("改正声明", "mend it"),
            line=body.line,
            value=most,
        )
        return None
    return Declaration(
        path=spot.path,
        label=plain.label,
        unit=plain.unit,
        choices=tuple(str(choice) for choice in choices),
        nullable=bool(body.get("nullable")),
        latest_known=latest,
        at_most=bound if isinstance(bound, int | Decimal) else None,
    )


def _read_entries(spot: Spot, entries: object, *, line: int) -> None:
    if spot.place != NATION and not _PLACE.fullmatch(spot.place):
        spot.fault(
            Text(
                "地区应为 CN 或带引号的六位行政区划代码",
                "a place is CN or a division code of six digits, in quotes",
            ),
            Text('如 "210700"', 'such as "210700"'),
            line=line,
            value=spot.place,
        )
        return
    if not isinstance(entries, list) or not all(isinstance(entry, Lined) for entry in entries):
        spot.fault(
            Text("应为条目的列表", "must be a list of entries"),
            Text(
                "- {year: 2024, value: …, source: …, status: …}",
                "- {year: 2024, value: …, source: …, status: …}",
            ),
            line=line,
        )
        return
    for entry in entries:
        found = _entry(spot, entry)
        if found is not None:
            spot.draft.entries.append(found)


def _entry(spot: Spot, body: Lined) -> Dated | None:
    """One entry, or None after its faults were noted."""
    before = len(spot.draft.findings)
    spot.known_keys(body, _ENTRY_KEYS)
    years = years_of(spot, body)
    when = "" if years is None else f"{years[0]}" if years[0] == years[1] else f"{years[0]}-{years[1]}"
    here = spot.at(place=f"{spot.place} {when}".strip())
    start, end = day_of(here, body, "from"), day_of(here, body, "to")
    if start and end and start > end:
        here.fault(
            Text("from 晚于 to", "from is after to"),
            Text("改正日期", "mend the days"),
            line=body.line,
            value=f"{start}..{end}",
        )
    sources = _source_names(here, body)
    status, note = _standing(here, body)
    unset = text_of(here, body, "unset")
    if ("value" in body) == (unset is not None):
        here.fault(
            Text("value 与 unset 须有且仅有其一", "needs either a value or unset, not both"),
            Text("补 value", "add the value"),
            line=body.line,
        )
    value = _value(here, body)
    if years is None or len(spot.draft.findings) > before:
        return None
    return Dated(
        path=spot.path,
        place=spot.place,
        years=years,
        start=start,
        end=end,
        value=value,
        unset=unset,
        status=status,
        sources=sources,
        note=note,
        article=str(body.get("article") or ""),
        cap=body.get("cap") is True,
        replaces=body.get("replaces") is True,
        origin=Origin(file=spot.file, line=body.line, layer=spot.layer),
    )


def _standing(here: Spot, body: Lined) -> tuple[str, Text | None]:
    """How sure the value is, and why: a value that no document is cited for must say so."""
    status = body.get("status")
    if status not in STATUSES:
        here.fault(
            Text("没有 status", "has no status"),
            Text(f"可用: {', '.join(STATUSES)}", f"one of: {', '.join(STATUSES)}"),
            line=body.line,
            value=status or "",
        )
    note = text_of(here, body, "note")
    if status in STATUSES and status != CITED and note is None:
        here.fault(
            Text("未引文件的值须有 note 说明缘由", "a value that is not cited needs a note saying why"),
            Text("补 note", "add a note"),
            line=body.line,
        )
    return str(status), note


def _value(spot: Spot, body: Lined) -> ParameterValue:
    if "value" not in body:
        return None
    try:
        return from_file(spot.draft.declarations[spot.path], body["value"])
    except BadValueError as error:
        expected = error.expected
        spot.fault(
            Text("值的形式不对", "not a value of this parameter"),
            Text(f"应为{expected.zh}", f"expected {expected.en}"),
            line=body.line,
            value=repr(body["value"]),
        )
        return None


def _source_names(spot: Spot, body: Lined) -> tuple[str, ...]:
    found = body.get("source")
    names = found if isinstance(found, list) else [found] if found else []
    if not names:
        spot.fault(
            Text("没有 source", "has no source"), Text("写出文件依据", "name its source"), line=body.line
        )
    for name in names:
        if name not in spot.draft.sources:
            spot.fault(
                Text("不认识的文件依据", "unknown source"),
                Text("在 sources 下声明它", "declare it under sources"),
                line=body.line,
                value=name,
            )
    spot.draft.used_sources.update(str(name) for name in names)
    return tuple(str(name) for name in names)
