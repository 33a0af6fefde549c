"""A file of any form to sheets of text."""

import hashlib
import io
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from wengang.engines.extracts import csv_files, xlsx_files
from wengang.engines.extracts.sheet import TextSheet
from wengang.kernel.errors import InputError, bad_input

SUFFIXES = (".csv", ".xlsx", ".parquet")


@dataclass(frozen=True, kw_only=True)
class ReadFile:
    """A file's sheets (empty where no header was recognised) and the SHA-256 of its bytes."""

    name: str
    sha256: str
    sheets: tuple[TextSheet, ...]


def read_file(path: Path, *, wanted: Collection[str], header_row: int | None = None) -> ReadFile:
    """Read a CSV, XLSX or Parquet file below its header.

    Parameters
    ----------
    path
        The file; its suffix says what it is.
    wanted
        Headers sought.
    header_row
        Number of the header's row (1 is the first); None: it is sought.

    Raises
    ------
    InputError
        For a file that cannot be opened, is empty, or is not what its suffix says.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise bad_input(
            f"无法打开文件（{error.strerror}）",
            f"cannot open the file ({error.strerror})",
            "请检查文件与权限",
            "look at the file and its permissions",
            file=path.name,
        ) from error
    if not data:
        raise csv_files.empty_file(path.name)
    suffix = path.suffix.lower()
    _refuse_other_workbooks(data, path)
    if suffix == ".parquet":
        sheets = [_read_parquet(data, path.name)]
    elif data[:4] == b"PK\x03\x04":
        sheets = xlsx_files.read_xlsx(data, file=path.name, wanted=wanted, header_row=header_row)
        if len(sheets) > 1:
            sheets = [replace(sheet, sheet_shown=True) for sheet in sheets]
    else:
        sheet = csv_files.read_csv(data, file=path.name, wanted=wanted, header_row=header_row)
        sheets = [sheet] if sheet else []
    return ReadFile(name=path.name, sha256=hashlib.sha256(data).hexdigest(), sheets=tuple(sheets))


def first_rows(path: Path) -> list[list[str]]:
    """The first rows of a file as text, for the draft of a mapping. Raises InputError."""
    data = path.read_bytes()
    if not data:
        raise csv_files.empty_file(path.name)
    _refuse_other_workbooks(data, path)
    if path.suffix.lower() == ".parquet":
        sheet = _read_parquet(data, path.name)
        rows = [[str(cell) for cell in row.values()] for row in pa.table(list(sheet.columns), list(sheet.header))
                .slice(0, 200).to_pylist()]  # fmt: skip
        return [list(sheet.header), *rows]
    if data[:4] == b"PK\x03\x04":
        return xlsx_files.first_rows(data, file=path.name)
    return csv_files.first_rows(data, file=path.name)


def _refuse_other_workbooks(data: bytes, path: Path) -> None:
    """Raise InputError for an old or encrypted workbook, and for an .xlsx that is none."""
    is_zip = data[:4] == b"PK\x03\x04"
    if data[:4] == b"\xd0\xcf\x11\xe0" or (path.suffix.lower() == ".xlsx" and not is_zip):
        raise bad_input(
            "不是 XLSX 文件（可能是旧版 XLS、带密码或已损坏）",
            "not an XLSX file (perhaps an old XLS, protected by a password, or damaged)",
            "请用电子表格软件打开后另存为 XLSX，并去掉密码",
            "open it in a spreadsheet program and save it as XLSX, without a password",
            file=path.name,
        )


def _read_parquet(data: bytes, file: str) -> TextSheet:
    try:
        table = pq.read_table(io.BytesIO(data))
    except (pa.ArrowException, OSError) as error:
        raise _not_parquet(file, error) from error
    columns = tuple(
        column.combine_chunks() if column.num_chunks != 1 else column.chunk(0) for column in table.columns
    )
    return TextSheet(
        file=file,
        header=tuple(table.column_names),
        columns=tuple(_plain_text(column) for column in columns),
        numbers=np.arange(1, table.num_rows + 1, dtype=np.int64),
        encoding="parquet",
    )


def _plain_text(column: pa.Array) -> pa.Array:
    if isinstance(column, pa.ChunkedArray):
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    if pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type):
        return column.cast(pa.string())
    if pa.types.is_dictionary(column.type):
        return column.cast(column.type.value_type).cast(pa.string())
    return column


def _not_parquet(file: str, error: Exception) -> InputError:
    return bad_input(
        f"不是可读取的 Parquet 文件（{error}）",
        f"not a readable Parquet file ({error})",
        "请重新导出该文件",
        "export the file again",
        file=file,
    )
