"""What reading a folder finds fault with, in the words of whoever mends it (中英文)."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from wengang.engines.extracts.draft import draft_mapping
from wengang.engines.extracts.headers import nearest
from wengang.engines.extracts.mapping import SourceMapping
from wengang.engines.extracts.schema import SOURCE_ROW, TableSchema
from wengang.kernel.errors import Finding, InputError
from wengang.mechanisms.register.tables import TABLES

MOST_DUPLICATES_NAMED = 200
"""Repeated rows of one file that are named one by one; the rest are counted."""


def unknown_file(path: Path, mappings: Mapping[str, SourceMapping]) -> Finding:
    """A file without table or mapping, with the draft of a mapping as its cure."""
    near = nearest(path.stem, [*TABLES, *mappings])
    zh, en = (f"；是否指 {near}？", f"; is {near} meant?") if near else ("", "")
    try:
        draft = draft_mapping(path, TABLES)
    except InputError as error:
        first = error.findings[0]
        return Finding(
            file=path.name,
            problem_zh=f"没有对应的表或映射{zh}，且{first.problem_zh}",
            problem_en=f"no table and no source mapping of this name{en}, and {first.problem_en}",
            fix_zh=first.fix_zh,
            fix_en=first.fix_en,
        )
    return Finding(
        file=path.name,
        problem_zh=f"没有对应的表或映射{zh}",
        problem_en=f"no table and no source mapping of this name{en}",
        fix_zh=f"请改名，或核对下面的映射草稿后存入 --sources 文件夹：\n{draft}",
        fix_en=f"rename it, or confirm this draft and save it in a folder given by --sources:\n{draft}",
    )


def left_out(path: Path, mapping: SourceMapping) -> Finding:
    """A warning of a file whose table this run does not read."""
    table = TABLES[mapping.table]
    return Finding(
        file=path.name,
        problem_zh=f"未读取: 该文件属于{table.zh}({table.name})",
        problem_en=f"not read: the file belongs to table {table.name}",
        fix_zh="本次运行不需要该表, 无需处理",
        fix_en="nothing to do; this run has no use for that table",
    )


def header_only(path: Path, schema: TableSchema) -> Finding:
    """A warning of a file without rows. Raises InputError where the table cannot be without."""
    finding = Finding(
        file=path.name,
        problem_zh="只有表头，没有数据",
        problem_en="a header without rows",
        fix_zh=f"如{schema.zh}确无记录，无需处理；否则请重新导出",
        fix_en="nothing to do if there is truly nobody; else export it again",
    )
    if not schema.may_be_empty:
        told = replace(
            finding,
            fix_zh=f"{schema.zh}不能没有数据，请重新导出",
            fix_en=f"table {schema.name} cannot be without rows: export it again",
        )
        raise InputError(told)
    return finding


def contradiction(left: Path, right: Path) -> Finding:
    """Two files of one name that differ."""
    return Finding(
        file=right.name,
        problem_zh=f"与 {left.name} 同名而内容不同",
        problem_en=f"has the name of {left.name} and other rows",
        fix_zh="请只保留正确的一份",
        fix_en="keep the right one only",
    )


def repetitions(stem: str, rows: pa.Table) -> list[Finding]:
    """The rows of a file that repeat earlier ones: the first by name, the others by number."""

    def finding(row: str, zh: str, en: str) -> Finding:
        return Finding(
            file=stem,
            row=row,
            problem_zh=zh,
            problem_en=en,
            fix_zh="已只用一次；如确为两笔，请加上能区分它们的列",
            fix_en="used once; if they are two, add a column that tells them apart",
        )

    named = [
        finding(row, "与前面某行完全相同", "repeats an earlier row in every cell")
        for row in rows[SOURCE_ROW].slice(0, MOST_DUPLICATES_NAMED).to_pylist()
    ]
    left = rows.num_rows - len(named)
    if left > 0:
        named.append(finding("", f"另有 {left} 行重复", f"{left} more rows repeat earlier ones"))
    return named
