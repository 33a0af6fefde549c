"""How a run ends when it does not end well: bad input is explained, a defect of ours is kept for whoever mends it."""

import contextlib
import datetime as dt
import errno
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
    _print("输入有误, 未写入任何文件:" if zh else "The input cannot be used; nothing was written:")
    for finding in error.findings[:_SHOWN]:
        _print(f"  {finding.text(lang)}")
    more = len(error.findings) - _SHOWN
    if more > 0:
        _print(f"  … 另有 {more} 处" if zh else f"  … and {more} more")
    if as_json:
        findings = [{name: getattr(finding, name) for name in FINDING_COLUMNS} for finding in error.findings]
        last_line({"exit": BAD_INPUT, "findings": findings})
    return BAD_INPUT


def tell_bad_usage(message: str, usage: str, *, lang: str, as_json: bool = False) -> int:
    """Print what is wrong with the command line, and how it is called."""
    head = "命令用法有误" if lang == CHINESE else "The command was called wrongly"
    _print(f"{head}: {message}\n{usage}")
    if as_json:
        last_line({"exit": BAD_INPUT, "usage": message})
    return BAD_INPUT


def is_full(error: OSError) -> bool:
    """Whether a disk, a quota or the limit of a file's size is used up."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def tell_full_disk(*, lang: str) -> int:
    """The disk filled up while something was shown or kept beside the output, which is whole or not there."""
    zh = lang == CHINESE
    _print(
        "磁盘已满, 内容未能全部写出; 输出文件夹要么完整, 要么不存在。腾出空间后再运行。"
        if zh
        else "The disk is full: not everything could be shown. An output folder is whole or not there. "
        "Free some space and run again."
    )
    return BAD_INPUT


def tell_defect(error: BaseException, *, lang: str, as_json: bool = False) -> int:
    """Keep the details in a file and say where; the person gets one line."""
    details = "".join(traceback.format_exception(error))
    if os.environ.get("WENGANG_DEBUG"):
        _print(details)
    kept = _keep(details)
    what = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}".rstrip(": ")
    zh = lang == CHINESE
    where = "" if kept is None else (f" 详情: {kept}" if zh else f" Details: {kept}")
    told = (
        f"程序缺陷, 请报告: {what}。{where}"
        if zh
        else f"A defect of Wengang's, please report it: {what}.{where}"
    )
    _print(told)
    if as_json:
        last_line({"exit": DEFECT, "error": what, "details": kept})
    return DEFECT


def _print(text: str) -> None:
    """On standard error; where that cannot be written either, the exit status must do."""
    with contextlib.suppress(OSError):
        print(text, file=sys.stderr, flush=True)


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
