"""Cells of an XLSX that calamine hands on as blank: errors of formulas (#REF!, #N/A), formulas never worked out.

A blank amount counts as nothing, so such a cell must not be taken for one: its text is put back in its place.
"""

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping

_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
# Parts are searched, not parsed: nothing in a stranger's XML is ever expanded. Tags may carry a prefix.
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)(?<!/)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})([0-9]+)"')
_VALUE = re.compile(rb"<(?:\w+:)?v(?:/>|>([^<]*)</)")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)</)")

Cells = Mapping[tuple[int, int], str]


def unread_cells(data: bytes) -> dict[str, Cells]:
    """Sheet name → (row, column) from 0 → the error, or ``=`` and the formula. Raises whatever a damaged file does."""
    found: dict[str, Cells] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for name, part in _parts(book).items():
            xml = book.read(part)
            if b'"e"' in xml or b"<f" in xml or b":f" in xml:
                found[name] = dict(_cells(xml))
    return found


def _parts(book: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → the part that holds its cells."""
    there = set(book.namelist())
    if not {_WORKBOOK, _RELATIONS} <= there:
        return {}
    relations = [match[1] for match in _RELATION.finditer(book.read(_RELATIONS))]
    targets = {_attribute(one, "Id"): _attribute(one, "Target") for one in relations}
    parts = {}
    for match in _SHEET.finditer(book.read(_WORKBOOK)):
        target = targets.get(_attribute(match[1], r"\w+:id"), "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if path in there:
            parts[_attribute(match[1], "name")] = path
    return parts


def _attribute(tag: bytes, name: str) -> str:
    match = re.search(rf'(?<![\w:]){name}="([^"]*)"'.encode(), tag)
    return html.unescape(match[1].decode("utf-8", "replace")) if match else ""


def _cells(xml: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    for match in _CELL.finditer(xml):
        attributes, inside = match.groups()
        value = _VALUE.search(inside)
        if b't="e"' in attributes:
            yield (
                _place(attributes),
                (value[1] if value and value[1] else b"#ERROR!").decode("utf-8", "replace"),
            )
        elif value is None and b't="str"' not in attributes and (formula := _FORMULA.search(inside)):
            yield _place(attributes), "=" + html.unescape((formula[1] or b"").decode("utf-8", "replace"))


def _place(attributes: bytes) -> tuple[int, int]:
    place = _PLACE.search(attributes)
    if place is None:
        raise ValueError("a formula without a value, in a cell that does not say where it stands")
    return int(place[2]) - 1, _column(place[1])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1
