"""Answers of officers to the questions of a run (待核实事项的答复): one file, read, checked for form, latest first.

Columns: employer_no, key, value, by, on, source. Answers are facts: nothing in them overrides an outcome.
"""

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wengang.engines.extracts.encodings import detect
from wengang.engines.extracts.problems import QUOTES
from wengang.kernel.errors import Finding, InputError, bad_input
from wengang.mechanisms.register.services.columns.supplied import finding

COLUMNS = ("employer_no", "key", "value", "by", "on", "source")


@dataclass(frozen=True, slots=True)
class Answer:
    """One fact that an officer added."""

    employer_no: str
    key: str
    value: str
    by: str
    on: dt.date | None
    file: str
    row: str


@dataclass(frozen=True)
class Answers:
    """The answers known by a day, each question's latest; and what was wrong with the others.

    An answer given after the day up to which facts are known is a warning: a later run reads it.
    """

    stem: str
    known: tuple[Answer, ...]
    findings: tuple[Finding, ...]
    warnings: tuple[Finding, ...]


def read_answers(path: Path, *, known_by: dt.date) -> Answers:
    """Read a file of answers. Raises InputError where it cannot be read or lacks a column.

    An answer without a day counts. Of several to one question the latest holds, with a warning for the others; where
    two of the same day differ, nobody can say which is right, and both go to quarantine.
    """
    findings: list[Finding] = []
    known: list[Answer] = []
    warnings: list[Finding] = []
    for number, row in _rows(path):
        answer = _answer(row, path.stem, str(number), findings=findings)
        if answer is None:
            continue
        if answer.on is not None and answer.on > known_by:
            warnings.append(_later(answer, known_by))
        else:
            known.append(answer)
    kept, replaced = _latest(known, findings=findings)
    return Answers(path.stem, tuple(kept), tuple(findings), (*warnings, *replaced))


def refused(answer: Answer, problem: tuple[str, str], fix: tuple[str, str]) -> Finding:
    """A finding on an answer that cannot be used."""
    return finding((answer.file, answer.row, "value", answer.value), problem, fix)


def badly_formed(answer: Answer, form: str) -> Finding:
    """A finding on a value that does not have the form its key asks for."""
    return refused(
        answer,
        (f"答复的写法不对 ({answer.key})", f"not the form of an answer to {answer.key}"),
        (f"应为: {form}", f"expected: {form}"),
    )


def contradiction(answer: Answer, supplied: object) -> Finding:
    """A finding on an answer that says something else than a file that was supplied."""
    return refused(
        answer,
        (f"与已提供的值不一致: {supplied}", f"contradicts what was supplied: {supplied}"),
        (
            "请与来源部门核实; 文件有误的, 更正文件",
            "settle with the department; if its file is wrong, correct the file",
        ),
    )


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    records = _records(_text(path), path.name)
    header = [cell.strip() for cell in next(records, (1, []))[1]]
    lacking = [name for name in COLUMNS if name not in header]
    if lacking:
        raise bad_input(
            f"答复文件缺少列: {', '.join(lacking)}",
            f"the file of answers lacks columns: {', '.join(lacking)}",
            f"第一行应为 {','.join(COLUMNS)}",
            f"the first row must be {','.join(COLUMNS)}",
            file=path.name,
            row="1",
        )
    for line, cells in records:
        if any(cell.strip() for cell in cells):
            yield line, dict(zip(header, (cell.strip() for cell in cells), strict=False))


def _records(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line on which each begins. Raises InputError at a stray quotation mark: it would swallow answers."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(QUOTES.at(file=file, row=str(line))) from error


def _text(path: Path) -> str:
    """Decoded text: UTF-8 with or without BOM, UTF-16 with BOM, or GB18030."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise bad_input(
            "答复文件无法读取",
            f"the file of answers cannot be read: {error.strerror}",
            "请检查路径和权限",
            "check the path and the permissions",
            file=str(path),
        ) from error
    return raw.decode(detect(raw, file=path.name), errors="replace")


def _answer(row: dict[str, str], stem: str, number: str, *, findings: list[Finding]) -> Answer | None:
    said = row.get("on", "")
    try:
        on = dt.date.fromisoformat(said) if said else None
    except ValueError:
        findings.append(
            finding(
                (stem, number, "on", said),
                ("不是日期", "not a date"),
                ("请写成 2020-03-15", "write it as 2020-03-15"),
            )
        )
        return None
    return Answer(
        row.get("employer_no", ""),
        row.get("key", ""),
        row.get("value", ""),
        row.get("by", ""),
        on,
        stem,
        number,
    )


def _latest(known: list[Answer], *, findings: list[Finding]) -> tuple[list[Answer], list[Finding]]:
    """One answer a question, in the order of the file; findings for ties that differ, warnings for the replaced."""
    questions: dict[tuple[str, str], list[Answer]] = {}
    for answer in known:
        questions.setdefault((answer.employer_no, answer.key), []).append(answer)
    kept, warnings = [], []
    for several in questions.values():
        latest = max(answer.on or dt.date.min for answer in several)
        last = [answer for answer in several if (answer.on or dt.date.min) == latest]
        warnings += [_replaced(answer) for answer in several if answer not in last]
        if len({answer.value for answer in last}) > 1:
            findings += [_tied(answer) for answer in last]
        else:
            kept.append(last[0])
    return kept, warnings


def _later(answer: Answer, known_by: dt.date) -> Finding:
    return refused(
        answer,
        (
            f"答复日 {answer.on} 晚于事实截至日 {known_by}, 本次未使用",
            f"given on {answer.on}, after {known_by}, up to which facts are known: not used in this run",
        ),
        ("以更晚的 --known-by 重新核定", "decide again with a later --known-by"),
    )


def _replaced(answer: Answer) -> Finding:
    return refused(
        answer,
        ("同一问题有更晚的答复, 以后者为准", "a later answer to the same question holds"),
        ("无需处理", "nothing needs to be done"),
    )


def _tied(answer: Answer) -> Finding:
    return refused(
        answer,
        (
            "同一问题同一天有两个不同的答复, 均未使用",
            "two answers to one question on one day differ; neither is used",
        ),
        ("请只保留正确的一个", "keep the right one only"),
    )
