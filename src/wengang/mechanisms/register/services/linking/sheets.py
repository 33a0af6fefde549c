"""A small table that people fill in and hand back (decisions, verdicts): CSV in any encoding, or XLSX."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from wengang.engines.extracts.headers import nearest
from wengang.engines.extracts.reading import read_file
from wengang.kernel.errors import Finding, InputError, bad_input

_BLANKS = " \t\r\n\u3000\u00a0"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """Trimmed texts by column; a column that the file lacks is blank. ``numbers``: the row as a person counts it."""

    file: str
    columns: Mapping[str, list[str]]
    numbers: list[int]

    def rows(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Each row's number and its cells."""
        for place, number in enumerate(self.numbers):
            yield str(number), {name: cells[place] for name, cells in self.columns.items()}

    def fault(self, row: str, column: str, value: str, *texts: str) -> Finding:
        """What is wrong with a cell; ``texts``: it and its cure, each in Chinese and English."""
        zh, en, fix_zh, fix_en = texts
        return Finding(
            file=self.file,
            row=row,
            column=column,
            value=value,
            problem_zh=zh,
            problem_en=en,
            fix_zh=fix_zh,
            fix_en=fix_en,
        )


def read_sheet(path: Path, *, needed: Collection[str], known: Collection[str]) -> Sheet:
    """The table of a file. Raises InputError where a needed column is missing or one is unknown (``*`` knows all)."""
    read = read_file(path, wanted=tuple(needed))
    if not read.sheets:
        raise _no_header(path, needed)
    [sheet, *others] = read.sheets
    faults = [_missing(path, name, sheet.header) for name in needed if name not in sheet.header]
    if "*" not in known:
        faults += [_unknown(path, name, known) for name in sheet.header if name and name not in known]
    faults += [
        _fault(path, name, "该列出现不止一次", "the column stands there more than once")
        for name in {name for name in sheet.header if name and sheet.header.count(name) > 1}
    ]
    faults += [
        Finding(file=path.name, row=one.row, value=one.text, problem_zh=one.problem.zh, problem_en=one.problem.en,
                fix_zh=one.problem.fix_zh, fix_en=one.problem.fix_en)
        for one in sheet.lost
    ]  # fmt: skip
    if others:
        faults.append(_fault(path, "", "有不止一个工作表", "it has more than one sheet"))
    if faults:
        raise InputError(faults)
    names = [name for name in (known if "*" not in known else sheet.header) if name]
    columns = {}
    for name in names:
        place = sheet.header.index(name) if name in sheet.header else None
        cells = [None] * len(sheet.numbers) if place is None else _texts(sheet.columns[place])
        columns[name] = [(cell or "").strip(_BLANKS) for cell in cells]
    return Sheet(file=path.name, columns=columns, numbers=sheet.numbers.tolist())


def _texts(column: pa.Array | pa.ChunkedArray) -> list[str | None]:
    return column.cast(pa.string()).to_pylist()


def _no_header(path: Path, needed: Collection[str]) -> InputError:
    names = ", ".join(needed)
    return bad_input(
        f"找不到表头, 应有: {names}",
        f"no header was found; these columns are needed: {names}",
        "请检查文件, 保留原来的列名",
        "look at the file; keep the columns' names",
        file=path.name,
    )


def _missing(path: Path, name: str, header: Collection[str]) -> Finding:
    near = nearest(name, [one for one in header if one])
    zh, en = (f", 最接近的是“{near}”", f"; the nearest is {near!r}") if near else ("", "")
    return _fault(path, name, f"缺少该列{zh}", f"the column is missing{en}")


def _unknown(path: Path, name: str, known: Collection[str]) -> Finding:
    near = nearest(name, known)
    zh, en = (f", 是否指 {near}?", f"; is {near} meant?") if near else ("", "")
    return _fault(path, name, f"没有这一列的用处{zh}", f"an unknown column{en}")


def _fault(path: Path, column: str, *texts: str) -> Finding:
    zh, en = texts
    return Finding(
        file=path.name,
        column=column,
        problem_zh=zh,
        problem_en=en,
        fix_zh="请更正后再运行",
        fix_en="correct it and run again",
    )
