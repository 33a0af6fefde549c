"""What is wrong with an input, said so that the reader can mend it (中英文)."""

import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass

FINDING_COLUMNS = ("file", "row", "column", "value", "problem_zh", "problem_en", "fix_zh", "fix_en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault of one input, with its place and its cure.

    Attributes
    ----------
    file, row, column, value
        Where it stands: file name (or stem), row as the sender counts it, column, and what was found.
        Empty where the fault has no such place.
    problem_zh, problem_en, fix_zh, fix_en
        What is wrong and what to do, in Chinese and in English.
    """

    problem_zh: str
    problem_en: str
    fix_zh: str
    fix_en: str
    file: str = ""
    row: str = ""
    column: str = ""
    value: str = ""

    def text(self, language: str = "zh") -> str:
        """One line for a terminal, in the language asked for (``zh`` or ``en``)."""
        zh = language == "zh"
        where = " ".join(
            f"{label}{part}"
            for label, part in (
                ("文件 " if zh else "file ", self.file),
                ("第 " if zh else "row ", f"{self.row} 行" if zh and self.row else self.row),
                (_column(self.column, zh=zh), self.column),
                ("值 " if zh else "value ", repr(self.value) if self.value else ""),
            )
            if part
        )
        problem, fix = (self.problem_zh, self.fix_zh) if zh else (self.problem_en, self.fix_en)
        head = f"{where}: " if where else ""
        return f"{head}{problem} → {fix}"


def _column(name: str, *, zh: bool) -> str:
    if name.startswith("--"):
        return "选项 " if zh else "option "
    return "列 " if zh else "column "


class InputError(Exception):
    """The input cannot be used; nothing was written. Carries one finding or several (exit status 2)."""

    def __init__(self, findings: Finding | Sequence[Finding]) -> None:
        self.findings = (findings,) if isinstance(findings, Finding) else tuple(findings)
        super().__init__("\n".join(finding.text("en") for finding in self.findings))


def bad_input(problem_zh: str, problem_en: str, fix_zh: str, fix_en: str, **place: str) -> InputError:
    """An :class:`InputError` of a single finding; ``place`` takes file, row, column, value."""
    return InputError(
        Finding(problem_zh=problem_zh, problem_en=problem_en, fix_zh=fix_zh, fix_en=fix_en, **place)
    )


_REFUSALS_ZH = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "只读的文件系统",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "是文件夹, 不是文件",
    errno.ENOENT: "没有这个路径",
    errno.ENAMETOOLONG: "名称过长",
    errno.EIO: "磁盘读写错误",
}


def refusal(code: int | None) -> tuple[str, str]:
    """What the file system refused, in Chinese and English, from its error number."""
    english = os.strerror(code) if code else "unknown error"
    return _REFUSALS_ZH.get(code or 0, english), english
