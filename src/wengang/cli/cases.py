"""``wengang cases``: worked cases through the very code that decides."""

from pathlib import Path
from typing import Annotated

import typer

from wengang.cli import given, options
from wengang.cli.faults import DONE, LOOK


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="重放案例 / replay worked cases")(cases)


def cases(
    file: Annotated[Path, typer.Argument(help="案例文件 CSV / file of worked cases", show_default=False)],
    *,
    scheme: Annotated[
        str | None,
        typer.Option(
            "--scheme",
            help="政策包; 默认取 family 列 / the scheme; else the column family names it",
            show_default=False,
        ),
    ] = None,
    engine: options.Engine = "duckdb",
    lang: options.Lang = None,
    as_json: options.Json = False,
) -> None:
    """重放案例: 逐栏列出不符之处; 有不符退出码为 3。

    Replay worked cases: each mismatch field by field; status 3 if any.

    例 / example: wengang cases policies/retention_refund/cases/retention-refund-cases.csv
    """
    from wengang.cli.terminal import last_line, progress, voice
    from wengang.mechanisms.decision.services.trials.replay import replay_cases
    from wengang.mechanisms.register.services.writing.manifest import plain

    say = voice(lang)
    with progress(say.lang):
        replay = replay_cases(given.file(file, "FILE"), scheme=scheme, engine=engine)
    if replay.mismatches:
        columns = [
            (say.pick("案例", "case"), "left"),
            (say.pick("栏", "field"), "left"),
            (say.pick("应为", "expected"), "left"),
            (say.pick("得到", "found"), "left"),
        ]
        say.table(columns, [(one.case, one.field, one.expected, one.found) for one in replay.mismatches])
    status = LOOK if replay.failed else DONE
    print(f"{replay.passed} passed, {replay.failed} failed")
    if as_json:
        told = plain(replay)
        last_line({"exit": status, **(told if isinstance(told, dict) else {})})
    raise typer.Exit(status)
