"""Where the header stands below titles, and which column is meant: texts are compared without blanks and width."""

import difflib
import functools
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

LOOKED_AT = 40
"""Rows from the top among which the header is sought."""


@dataclass(frozen=True, kw_only=True)
class Header:
    """The header found: index of its last row, its texts, and how many of the names sought it holds."""

    row: int
    names: tuple[str, ...]
    found: int


@functools.lru_cache(maxsize=1 << 16)
def plain(text: str) -> str:
    """A header for comparison: NFKC, lower case, no blanks, line ends, asterisks or byte-order marks."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(folded.split()).replace("*", "").replace("\ufeff", "")


def find_header(
    rows: Sequence[Sequence[str]], wanted: Collection[str], *, fixed: int | None = None
) -> Header | None:
    """The row that holds most of the names wanted, or two rows read as one (merged headers); None if none holds any.

    Parameters
    ----------
    rows
        The first rows of the sheet, as text.
    wanted
        Headers sought, as the mapping or the schema writes them.
    fixed
        Number of the header's row as a person counts it (1 is the first), where the mapping says so.
    """
    sought = {plain(name) for name in wanted}
    best: Header | None = None
    for index in range(len(rows)) if fixed is None else [fixed - 1]:
        if not 0 <= index < len(rows):
            continue
        candidates = [tuple(cell.strip() for cell in rows[index])]
        if index and fixed is None:
            candidates.append(_joined(rows[index - 1], rows[index], sought))
        for names in candidates:
            found = len(sought & {plain(name) for name in names if name})
            if found > (best.found if best else 0):
                best = Header(row=index, names=names, found=found)
        if best and best.found == len(sought):
            break
    return best


def _joined(upper: Sequence[str], lower: Sequence[str], sought: set[str]) -> tuple[str, ...]:
    """Two header rows as one: 单位 below a merged 应缴金额 is 单位 or 应缴金额单位, whichever is sought."""
    names, above = [], ""
    for position in range(max(len(upper), len(lower))):
        top = upper[position].strip() if position < len(upper) else ""
        bottom = lower[position].strip() if position < len(lower) else ""
        above = top or (above if bottom else "")
        forms = (above + bottom, bottom, top) if bottom else (top,)
        names.append(next((form for form in forms if plain(form) in sought), forms[0]))
    return tuple(names)


def nearest(name: str, known: Collection[str], *, cutoff: float = 0.6) -> str | None:
    """The known name most like ``name``; None if none is near."""
    by_plain = {plain(one): one for one in known}
    match = difflib.get_close_matches(plain(name), list(by_plain), n=1, cutoff=cutoff)
    return by_plain[match[0]] if match else None
