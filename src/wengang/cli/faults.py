"""How a run ends when it does not end well: bad input is explained, a defect of ours is kept for whoever mends it."""

import datetime as dt
import os
import sys
import tempfile
import traceback
from pathlib import Path

from wengang.cli.language import CHINESE
from wengang.cli.terminal import last_line
from wengang.kernel.errors import FINDING_COLUMNS, InputError

DONE, DEFECT, BAD_INPUT, LOOK = 0, 1, 2, 3
INTERRUPTED = 130
_SHOWN = 20


def tell_bad_input(error: InputError, *, lang: str, as_json: bool) -> int:
    """Print every finding on standard error (the first twenty), and give the exit status."""
    zh = lang == CHINESE
    print(
        "输入有误, 未写入任何文件:" if zh else "The input cannot be used; nothing was written:",
        file=sys.stderr,
    )
    for finding in error.findings[:_SHOWN]:
        print(f"  {finding.text(lang)}", file=sys.stderr)
    more = len(error.findings) - _SHOWN
    if more > 0:
        print(f"  … 另有 {more} 处" if zh else f"  … and {more} more", file=sys.stderr)
    if as_json:
        findings = [{name: getattr(finding, name) for name in FINDING_COLUMNS} for finding in error.findings]
        last_line({"exit": BAD_INPUT, "findings": findings})
    return BAD_INPUT


def tell_bad_usage(message: str, usage: str, *, lang: str, as_json: bool = False) -> int:
    """Print what is wrong with the command line, and how it is called."""
    head = "命令用法有误" if lang == CHINESE else "The command was called wrongly"
    print(f"{head}: {message}\n{usage}", file=sys.stderr)
    if as_json:
        last_line({"exit": BAD_INPUT, "usage": message})
    return BAD_INPUT


def tell_defect(error: BaseException, *, lang: str, as_json: bool = False) -> int:
    """Keep the details in a file and say where; the person gets one line."""
    details = "".join(traceback.format_exception(error))
    if os.environ.get("WENGANG_DEBUG"):
        print(details, file=sys.stderr)
    kept = _keep(details)
    what = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}".rstrip(": ")
    zh = lang == CHINESE
    where = "" if kept is None else (f" 详情: {kept}" if zh else f" Details: {kept}")
    told = (
        f"程序缺陷, 请报告: {what}。{where}"
        if zh
        else f"A defect of Wengang's, please report it: {what}.{where}"
    )
    print(told, file=sys.stderr)
    if as_json:
        last_line({"exit": DEFECT, "error": what, "details": kept})
    return DEFECT


def _keep(details: str) -> Path | None:
    name = f"error-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}-{os.getpid()}.log"
    home = Path(os.environ.get("WENGANG_HOME") or "var")
    for folder in (home / "log", Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / name
            path.write_text(details, encoding="utf-8")
        except OSError:
            continue
        return path
    return None
