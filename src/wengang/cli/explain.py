"""``wengang explain``: one employer's decision as the batch made it."""

from pathlib import Path
from typing import Annotated

import typer

from wengang.cli import given, options


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="说明一个单位的决定 / explain one decision")(explain)


def explain(
    out: Annotated[
        Path, typer.Argument(help="decide 的输出文件夹 / a folder that decide wrote", show_default=False)
    ],
    employer_no: Annotated[str, typer.Argument(help="单位编号 / employer number", show_default=False)],
    *,
    lang: options.Lang = None,
    as_json: options.Json = False,
) -> None:
    """说明一个单位的决定: 条件、数值、依据、逐月台账、怎样才会不同。

    Explain one decision: conditions, values, articles, months, and what would change it.

    例 / example: wengang explain decided 2107021234 --lang en
    """
    from wengang.cli.show_explanation import show_explanation
    from wengang.cli.terminal import last_line, progress, voice
    from wengang.mechanisms.decision.services.explanations.explaining import explain_run
    from wengang.mechanisms.register.services.writing.manifest import plain

    say = voice(lang)
    with progress(say.lang):
        explanation = explain_run(given.folder(out, "OUT"), employer_no)
    show_explanation(say, explanation)
    if as_json:
        told = plain(explanation)
        last_line({"exit": 0, "out": str(out), **(told if isinstance(told, dict) else {})})
