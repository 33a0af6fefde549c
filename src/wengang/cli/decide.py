"""``wengang decide``: decide everyone of a scheme from a folder of departments' files."""

from pathlib import Path
from typing import Annotated

import typer

from wengang.cli import given, options
from wengang.cli.faults import DONE, LOOK


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="核定一轮 / decide a round")(decide)


def decide(
    scheme: options.Scheme,
    *,
    year: options.Year,
    place: options.Place,
    as_of: options.AsOf,
    extracts: options.Extracts,
    out: options.Out,
    known_by: options.KnownBy = None,
    engine: options.Engine = "duckdb",
    set_: options.SetValues = None,
    sources: options.Sources = None,
    links: options.Links = None,
    without: options.Without = None,
    answers: options.Answers = None,
    previous: Annotated[
        Path | None,
        typer.Option(
            "--previous",
            help="上次的输出文件夹; 写出差额 changes.csv / an earlier output; writes the differences to changes.csv",
            show_default=False,
        ),
    ] = None,
    max_bad: options.MaxBad = "5",
    replace: options.Replace = False,
    lang: options.Lang = None,
    as_json: options.Json = False,
) -> None:
    """核定一轮: 所有单位各有一个结果, 写出整个文件夹。

    Decide a round: every employer once, one folder written.

    例 / example: wengang decide retention-refund --year 2020 --place 210700 --as-of 2020-03-15 --extracts city --out decided
    """
    typed = locals()
    from wengang.cli.show_round import show_round
    from wengang.cli.terminal import last_line, progress, voice
    from wengang.mechanisms.decision.services.rounds.requests import DecideRequest
    from wengang.mechanisms.decision.services.rounds.run import decide_folder

    say = voice(lang)
    with progress(say.lang) as steps:
        result = decide_folder(DecideRequest(**given.terms(typed), progress=steps))
    show_round(say, result)
    status = LOOK if result.attentions else DONE
    if as_json:
        last_line({"exit": status, "out": str(result.out), "rows": dict(result.rows), **result.summary})
    raise typer.Exit(status)
