"""A sheet of text, as any reader hands it on."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wengang.engines.extracts.problems import Problem


@dataclass(frozen=True, kw_only=True)
class LostRow:
    """A row that has no cells under the header: its number, its text and why."""

    row: str
    text: str
    problem: Problem


@dataclass(frozen=True, kw_only=True)
class TextSheet:
    """One sheet below its header.

    Attributes
    ----------
    file, sheet
        File name; sheet name (empty for a CSV).
    header
        Header texts, trimmed; "" where a column has none.
    columns
        One Arrow array of text for each header (string, or dictionary of string); null is a blank cell.
        For Parquet, columns may be typed.
    numbers
        Row number of each row, as a person sees it in the file (int64).
    lost
        Rows that have another number of cells than the header.
    encoding
        Of the file: utf-8, utf-8-sig, gb18030, utf-16; xlsx; parquet.
    serials
        Whether day numbers are dates (a spreadsheet).
    sheet_shown
        Whether row labels name the sheet too (several sheets of one file are read).
    passed_over
        Other sheets of the file that hold some of the headers and were not read.
    """

    file: str
    header: tuple[str, ...]
    columns: tuple[pa.Array, ...]
    numbers: np.ndarray
    encoding: str
    sheet: str = ""
    lost: tuple[LostRow, ...] = ()
    serials: bool = False
    sheet_shown: bool = False
    passed_over: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """Rows below the header, blank ones aside, lost ones included."""
        return len(self.numbers) + len(self.lost)


def without_blank_rows(columns: list[pa.Array], numbers: np.ndarray) -> tuple[list[pa.Array], np.ndarray]:
    """The columns without the rows in which every cell is blank."""
    if not columns or not len(numbers):
        return columns, numbers
    filled = np.zeros(len(numbers), dtype=bool)
    for column in columns:
        if column.null_count == 0:
            return columns, numbers
        filled |= column.is_valid().to_numpy(zero_copy_only=False)
        if filled.all():
            return columns, numbers
    mask = pa.array(filled)
    return [column.filter(mask) for column in columns], numbers[filled]
