"""Widths of a table's columns where the terminal is narrow: figures are never broken; what does not fit goes below."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

GAP, EDGES = 3, 2
"""Blanks between two columns, and those at both ends of a line."""
_FIGURE = re.compile(r"[-+0-9,.%: →]*")
_UNBROKEN = re.compile(r"[!-~]+")
_FEW, _MANY = 12, 24
"""Widths to which a column of words may shrink: where its words are short, and where they are long."""
_HEADING = 8
"""Width to which the heading of figures may shrink: four Chinese characters."""


@dataclass(frozen=True)
class Block:
    """Columns that are shown side by side, by position, and their widths."""

    columns: tuple[int, ...]
    widths: tuple[int, ...]


def blocks(headings: Sequence[str], rows: Sequence[Sequence[str]], *, width: int) -> list[Block]:
    """Columns in blocks that fit ``width``; each block begins with the first column. One block where all fit."""
    cells = [[row[at] for row in rows] for at in range(len(headings))]
    whole = [_widest([heading, *column]) for heading, column in zip(headings, cells, strict=True)]
    least = [
        min(full, _least(heading, column))
        for full, heading, column in zip(whole, headings, cells, strict=True)
    ]
    parts: list[list[int]] = [[0]]
    for at in range(1, len(headings)):
        if len(parts[-1]) > 1 and _total([least[one] for one in (*parts[-1], at)]) > width:
            parts.append([0])
        parts[-1].append(at)
    return [_grown(part, least, whole, width=width) for part in parts]


def _grown(part: Sequence[int], least: Sequence[int], whole: Sequence[int], *, width: int) -> Block:
    """What is left of the width goes to those that could use it, a little each in turn."""
    widths = {at: least[at] for at in part}
    left = width - _total(list(widths.values()))
    while left > 0 and any(widths[at] < whole[at] for at in part):
        for at in part:
            if left > 0 and widths[at] < whole[at]:
                widths[at] += 1
                left -= 1
    return Block(tuple(part), tuple(widths[at] for at in part))


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1) + EDGES


def _widest(texts: Sequence[str]) -> int:
    return max((cell_len(line) for text in texts for line in text.splitlines() or [""]), default=0)


def _least(heading: str, cells: Sequence[str]) -> int:
    """The width below which a column cannot be read."""
    if all(_FIGURE.fullmatch(text) for text in cells):
        short = max(_widest(_UNBROKEN.findall(heading)), min(_HEADING, cell_len(heading)))
        return max(_widest(cells), min(_MANY, short))
    words = [word for text in (heading, *cells) for word in _UNBROKEN.findall(text)]
    return max(_FEW, min(_MANY, _widest(words)))
