"""``wengang scenario``: synthetic cities, for trying out and for tests."""

import datetime as dt
from typing import Annotated, Any

import typer

from wengang.cli import given, options

app = typer.Typer(
    help="造一座虚构的城市 / invent a city\n\n例 / example: wengang scenario refund --employers 2000 --seed 7 --out city",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
)


@app.callback()
def _scenario() -> None:
    """A group, also while it holds one command."""


@app.command(short_help="稳岗返还 / retention refund")
def refund(
    *,
    out: options.Out,
    employers: Annotated[int, typer.Option("--employers", help="单位数 / employers")] = 20_000,
    seed: Annotated[
        int, typer.Option("--seed", help="种子, 同样的种子同样的城市 / the same seed makes the same city")
    ] = 1,
    base_year: Annotated[int, typer.Option("--base-year", help="上年度(基准年) / base year")] = 2019,
    place: Annotated[str, typer.Option("--place", help="行政区划代码 / division code")] = "210700",
    drawn_on: Annotated[
        dt.datetime | None,
        typer.Option(
            "--drawn-on",
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            show_default=False,
            help="各部门取数日, 默认次年3月12日 / day on which the files were drawn; 12 March of the next year if not given",
        ),
    ] = None,
    replace: options.Replace = False,
    lang: options.Lang = None,
    as_json: options.Json = False,
) -> None:
    """稳岗返还所需的各部门数据, 带有现实中的毛病。

    Departments' files for the retention refund, with real life's dirt.

    例 / example: wengang scenario refund --employers 2000 --seed 7 --out city
    """  # fmt: skip
    from wengang.cli.terminal import last_line, progress, voice
    from wengang.mechanisms.register.services.writing.manifest import plain
    from wengang.scenarios.refund import write_city

    say = voice(lang)
    with progress(say.lang) as steps:
        city = write_city(
            employers=employers,
            seed=seed,
            out=out,
            base_year=base_year,
            place=place,
            drawn_on=None if drawn_on is None else given.day(drawn_on),
            replace=replace,
            progress=steps,
        )
    show_city(say, city)
    if as_json:
        told = plain(city)
        last_line({"exit": 0, "rows": city.rows, **(told if isinstance(told, dict) else {})})


def show_city(say: Any, city: Any) -> None:
    """The files that were written, and how many rows each has."""
    columns = [(say.pick("文件", "file"), "left"), (say.pick("行数", "rows"), "right")]
    say.table(columns, [(file.name, f"{file.rows:,}") for file in city.files])
    zh = f"虚构的城市: {city.out}, {city.employers:,} 个单位"
    say.line(say.pick(zh, f"An invented city: {city.out}, {city.employers:,} employers"))
