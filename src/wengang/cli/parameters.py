"""``wengang parameters``: the values in force, with where each comes from."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from wengang.cli import given, options


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="现行参数及出处 / values in force and their sources")(parameters)


def parameters(
    scheme: options.Scheme,
    *,
    year: options.Year,
    place: options.Place,
    as_of: Annotated[
        dt.datetime | None,
        typer.Option(
            "--as-of",
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="只列该决定日有效的; 默认列全年 / only what is in force on that decision day; else the whole year",
            show_default=False,
        ),
    ] = None,
    lang: options.Lang = None,
    as_json: options.Json = False,
) -> None:
    """现行参数: 依次取县、市、省、全国, 各附出处与状态。

    Values in force: county, city, province, nation; source and status.

    例 / example: wengang parameters retention-refund --year 2020 --place 210700
    """  # fmt: skip
    from wengang.cli.terminal import last_line, voice
    from wengang.engines.policy.catalogue import scheme_named
    from wengang.engines.policy.parameters import load_book
    from wengang.mechanisms.decision.services.basis.policies import own_values, policy_roots

    chosen = scheme_named(scheme, policy_roots())
    book = load_book(chosen.folder, extra=own_values(chosen))
    rows = book.table(year=year, place=place, as_of=None if as_of is None else given.day(as_of))
    rules = _rules(chosen.load())
    _show(voice(lang), rows, rules=rules, title=f"{scheme}  {year}  {place}")
    if as_json:
        told = {"exit": 0, "scheme": scheme, "year": year, "place": place}
        listed = [{**asdict(row), "rules": rules.get(row.path, {})} for row in rows]
        last_line({**told, "parameters": listed})


def _rules(pack: Any) -> dict[str, dict[str, str]]:
    """Path → the conditions that read it, each with its article."""
    found: dict[str, dict[str, str]] = {}
    for condition in pack.conditions:
        for path in condition.parameters:
            found.setdefault(path, {})[condition.id] = condition.article
    return found


def _show(say: Any, rows: Sequence[Any], *, rules: Mapping[str, Mapping[str, str]], title: str) -> None:
    from wengang.cli.words import STATUSES, word

    columns = [
        (say.pick("参数", "parameter"), "left"),
        (say.pick("值", "value"), "right"),
        (say.pick("名称", "name"), "left"),
        (say.pick("地区", "place"), "left"),
        (say.pick("状态", "status"), "left"),
        (say.pick("规则", "rules"), "left"),
        (say.pick("文件(条款)", "documents (article)"), "left"),
    ]
    cells = []
    for row in rows:
        value, name = f"{row.value}{_days(row.start, row.end)}", say.pick(row.zh, row.en)
        status = word(say, STATUSES, row.status)
        rests = "; ".join(row.documents) + (f" ({row.article})" if row.article else "")
        cells.append((row.path, value, name, row.place, status, " ".join(rules.get(row.path, ())), rests))
    say.table(columns, cells, title=title)
    articles = {rule: article for read in rules.values() for rule, article in read.items()}
    say.table(
        [(say.pick("规则", "rule"), "left"), (say.pick("依据", "article"), "left")], sorted(articles.items())
    )
    links = {name: link for row in rows for name, link in zip(row.documents, row.links, strict=True) if link}
    if links:
        say.table(
            [(say.pick("文件", "document"), "left"), (say.pick("网址", "link"), "left")],
            sorted(links.items()),
        )
    notes = [(row.path, note) for row in rows if (note := say.pick(row.note_zh, row.note_en))]
    if notes:
        say.table([(say.pick("参数", "parameter"), "left"), (say.pick("说明", "note"), "left")], notes)


def _days(start: dt.date | None, end: dt.date | None) -> str:
    return "" if start is None and end is None else f" ({start or ''}…{end or ''})"
