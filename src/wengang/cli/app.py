"""The command ``wengang``: groups of commands, exit statuses, and how errors are told.

Nothing heavy is imported here: a command imports what it needs when it runs, so that ``--help`` answers at once.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import NoReturn

import typer

from wengang.cli import cases, decide, demo, explain, link, parameters, scenario, schemes, simulate
from wengang.cli.faults import (
    DONE,
    INTERRUPTED,
    is_full,
    tell_bad_input,
    tell_bad_usage,
    tell_defect,
    tell_full_disk,
)
from wengang.cli.language import language
from wengang.cli.process import finish, settle, without_pandas
from wengang.cli.usage import usage_of, what_is_wrong
from wengang.kernel.errors import InputError

PIPE_CLOSED = 141
HELP = """
稳岗: 无需申请的就业补贴核定。

Wengang: employment policies decided without an application.

退出码: 0 完成; 2 用法或输入有误, 未写入; 3 完成, 但使用前须人工查看; 1 程序缺陷。

Exit status: 0 done; 2 bad usage or input, nothing written; 3 done, but a person must look first; 1 a defect of ours.

例 / example: wengang demo --scale 0.1 --no-serve
"""

app = typer.Typer(
    help=HELP,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"max_content_width": 110},
)
for _module in (link, decide, explain, simulate, cases, parameters, schemes, demo):
    _module.register(app)
app.add_typer(scenario.app, name="scenario")


@app.callback(invoke_without_command=True)
def _version(
    version: bool = typer.Option(False, "--version", help="版本 / version"),
) -> None:
    if version:
        from wengang import __version__

        print(__version__)
        raise typer.Exit


def run(arguments: Sequence[str]) -> int:
    """Run a command line and give its exit status; everything that goes wrong is told on standard error."""
    lang, as_json = language(arguments), "--json" in arguments
    command = typer.main.get_command(app)
    try:
        with command.make_context("wengang", list(arguments)) as context:
            if arguments:
                with nullcontext() if _on_spark(arguments) else without_pandas():
                    command.invoke(context)
            else:
                print(context.get_help())
    except typer.Exit as ended:
        return ended.exit_code
    except InputError as error:
        return tell_bad_input(error, lang=lang, as_json=as_json)
    except typer.TyperException as error:
        return tell_bad_usage(what_is_wrong(error, lang), usage_of(error), lang=lang, as_json=as_json)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    except Exception as error:  # noqa: BLE001 - the last line of defence
        if isinstance(error, OSError) and is_full(error):
            return tell_full_disk(lang=lang)
        return tell_defect(error, lang=lang, as_json=as_json)
    return DONE


def _on_spark(arguments: Sequence[str]) -> bool:
    """Whether a command may run on Spark, which exchanges frames with its workers."""
    return any(word.endswith("spark") for word in arguments)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Entry point of ``wengang`` and ``python -m wengang``."""
    settle()
    # A scheduler may start a process with its streams closed: then Python has none.
    sys.stdout = sys.stdout or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(
                errors="backslashreplace"
            )  # a terminal that cannot show Chinese still gets the numbers
    words = sys.argv[1:] if arguments is None else arguments
    status = run(words)
    try:
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if is_full(error):
            status = tell_full_disk(lang=language(words))
    finish()
    sys.exit(status)
