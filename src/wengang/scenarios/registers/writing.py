"""Writes offices' files, their mappings and the truth to a folder."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
import yaml

from wengang.scenarios.registers.firms import Firm
from wengang.scenarios.registers.offices import Record

ROW = "行号"
_CREATED = dt.datetime(2024, 5, 6, 8, 0, 0)  # noqa: DTZ001 - a spreadsheet's property has no zone
TRUTH = ("file", "row_id", "entity_id", "kinds", "hard")
ENTITIES = ("entity_id", "name", "uscc", "regno", "rep", "kind", "hard", "parent", "old_name")


def write_office(
    folder: Path, stem: str, *, spec: Mapping[str, Any], records: Sequence[Record]
) -> list[tuple[str, ...]]:
    """One office's file in ``folder/csv``; the truth about its rows, numbered from 1."""
    header = [ROW, *spec["columns"]]
    rows = ([str(number), *record.cells] for number, record in enumerate(records, start=1))
    if spec["encoding"] == "xlsx":
        _write_xlsx(folder / "csv" / f"{stem}.xlsx", spec, [header, *rows])
    else:
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerows([header, *rows])
        (folder / "csv" / f"{stem}.csv").write_bytes(buffer.getvalue().encode(spec["encoding"]))
    return [
        (stem, str(number), record.subject.entity, "|".join(record.kinds), record.subject.hard)
        for number, record in enumerate(records, start=1)
    ]


def write_mapping(folder: Path, stem: str, *, table: str, title: str, columns: Mapping[str, str]) -> None:
    """The mapping of one office's file in ``folder/sources``; ``columns``: canonical field to header."""
    content = {"source": stem, "title": title, "table": table, "row_id": ROW, "columns": dict(columns)}
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    (folder / "sources" / f"{stem}.yaml").write_text(text, encoding="utf-8")


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A CSV in UTF-8 with BOM."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


def entity_row(firm: Firm) -> tuple[str, ...]:
    """A firm's line in ``entities.csv``."""
    parent = firm.parent.entity if firm.parent is not None else ""
    return (
        firm.entity, firm.name, firm.code, firm.reg_no, firm.rep, firm.kind, firm.hard, parent, firm.former,
    )  # fmt: skip


def _write_xlsx(path: Path, spec: Mapping[str, Any], rows: Sequence[Sequence[str]]) -> None:
    """A workbook with title lines above the header and every cell text."""
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": str(path.parent)})
    book.set_properties({"title": spec["title"], "created": _CREATED})
    page = book.add_worksheet("Sheet1")
    titles = (spec["title"], "填报单位（盖章）：        填报日期：2024年5月6日", "注：证照号码以营业执照为准")
    for row, title in enumerate(titles[: spec["title_rows"]]):
        page.write_string(row, 0, title)
    for row, cells in enumerate(rows, start=spec["title_rows"]):
        for column, cell in enumerate(cells):
            if cell:
                page.write_string(row, column, cell)
    book.close()
