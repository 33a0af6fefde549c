"""Cells that a spreadsheet must not take for a formula (防公式注入): a name such as ``=HYPERLINK(…)`` from a department's file.

Lists that people open carry such a text behind an apostrophe, which spreadsheets show as text. ``payments.csv``, which
banks read, and the Parquet file carry every name as it is.
"""

import re
from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

GUARDED = ("name", "file", "value")
"""Columns that hold what a department or a person wrote."""
_FORMULA = r"^[=+\-@\t\r]"
_NUMBER = r"^[+-]?[0-9][0-9,]*(\.[0-9]+)?%?$"
_MARK = "'"


def guarded(table: pa.Table, columns: Sequence[str] = GUARDED) -> pa.Table:
    """The table with texts that would run as formulas behind an apostrophe; a plain number such as -15 stays."""
    for name in columns:
        if name in table.column_names:
            text = table[name].cast(pa.string())
            risky = pc.fill_null(pc.match_substring_regex(text, _FORMULA), False)
            if pc.any(risky).as_py():
                risky = pc.and_not(risky, pc.match_substring_regex(text, _NUMBER))
                cells = pc.if_else(risky, pc.binary_join_element_wise(_MARK, text, ""), text)
                table = table.set_column(table.schema.get_field_index(name), name, cells)
    return table


def guarded_row(row: Mapping[str, str]) -> dict[str, str]:
    """The same for a row of texts."""
    return {name: _guarded_text(text) if name in GUARDED else text for name, text in row.items()}


def _guarded_text(text: str) -> str:
    return _MARK + text if re.match(_FORMULA, text) and not re.match(_NUMBER, text) else text
