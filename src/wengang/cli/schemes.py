"""``wengang schemes``: the policy packs that are found; with ``--check``, mistakes and cliffs in one of them."""

import datetime as dt
from typing import Annotated

import typer

from wengang.cli import given, options


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="列出、检查政策包 / list the schemes, check one")(schemes)


def schemes(
    name: Annotated[
        str | None, typer.Argument(metavar="[SCHEME]", help="只看这一个 / this one only", show_default=False)
    ] = None,
    *,
    check: Annotated[
        bool,
        typer.Option(
            "--check",
            help="静态检查: 永不成立或永不落空的条件, 断崖 / conditions that cannot turn, thresholds with a cliff",
        ),
    ] = False,
    year: Annotated[
        int | None, typer.Option("--year", help="政策年度 / policy year", show_default=False)
    ] = None,
    place: Annotated[
        str | None, typer.Option("--place", help="行政区划代码 / division code", show_default=False)
    ] = None,
    as_of: Annotated[
        dt.datetime | None,
        typer.Option(
            "--as-of",
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help="决定日, 默认为该年最后一日 / decision day; the year's last if not given",
            show_default=False,
        ),
    ] = None,
    set_: options.SetValues = None,
    lang: options.Lang = None,
    as_json: options.Json = False,
) -> None:
    """列出政策包: 自带的和 WENGANG_POLICIES 所指的; 加 --check 作静态检查。

    List the schemes: those that ship, and your own; with --check, look for mistakes and cliffs in one.

    例 / example: wengang schemes retention-refund --check --year 2020 --place 210700
    """
    if check:
        _check(*_needed(name, year=year, place=place), as_of=as_of, set_=set_, lang=lang, as_json=as_json)
    else:
        _list(name, lang=lang, as_json=as_json)


def _needed(name: str | None, *, year: int | None, place: str | None) -> tuple[str, int, str]:
    from wengang.kernel.errors import bad_input

    if name is None or year is None or place is None:
        raise bad_input(
            "检查须指明政策包、年度和地区",
            "a check needs a scheme, a year and a place",
            "例: wengang schemes retention-refund --check --year 2020 --place 210700",
            "such as: wengang schemes retention-refund --check --year 2020 --place 210700",
            column="--check",
        )
    return name, year, place


def _check(
    name: str,
    year: int,
    place: str,
    *,
    as_of: dt.datetime | None,
    set_: list[str] | None,
    lang: str | None,
    as_json: bool,
) -> None:
    from wengang.cli.show_check import as_document, show_check
    from wengang.cli.terminal import last_line, progress, voice
    from wengang.mechanisms.decision.services.trials.checking import check_scheme

    say = voice(lang)
    with progress(say.lang) as step:
        step(say.pick("逐项检查", "checking"))
        done = check_scheme(
            name,
            year=year,
            place=place,
            as_of=None if as_of is None else given.day(as_of),
            patch=given.settings(set_),
        )
    show_check(say, done, place=place, year=year)
    status = 3 if done.checked.never_holds else 0
    if as_json:
        last_line({"exit": status, **as_document(done)})
    raise typer.Exit(status)


def _list(name: str | None, *, lang: str | None, as_json: bool) -> None:
    from wengang.cli.terminal import last_line, voice
    from wengang.engines.policy.catalogue import find_schemes, scheme_named
    from wengang.mechanisms.decision.services.basis.policies import policy_roots

    say = voice(lang)
    found = find_schemes(policy_roots())
    if name is not None:
        found = {name: scheme_named(name, policy_roots())}
    rows = []
    for title, scheme in found.items():
        pack = scheme.load()
        years = f"{pack.years[0]}-{pack.years[1]}"
        rows.append((title, say.of(pack.title), years, len(pack.conditions), str(scheme.folder)))
    columns = [
        (say.pick("政策包", "scheme"), "left"),
        (say.pick("名称", "title"), "left"),
        (say.pick("年度", "years"), "left"),
        (say.pick("条件数", "conditions"), "right"),
        (say.pick("位置", "folder"), "left"),
    ]
    say.table(columns, rows)
    if as_json:
        last_line({"exit": 0, "schemes": list(found)})
