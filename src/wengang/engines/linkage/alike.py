"""Rows that say the very same (相同行): compared once, for every two of a thousand equal rows are half a million pairs.

Only where a rule would link such a row to itself: it has a sound code, or a name with a phone or an address.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_APART = "\x1f"


@dataclass(frozen=True)
class Alike:
    """``first``: for each row the place, among those compared, of the row that stands for it; ``places``: their rows."""

    first: np.ndarray
    places: np.ndarray

    def __len__(self) -> int:
        return len(self.places)


def alike(columns: pa.Table, *, enough: Sequence[Sequence[str]], alone: Collection[int]) -> Alike:
    """Which rows of prepared columns stand for which.

    ``enough``: sets of columns one of which must be filled; ``alone``: rows that stand for themselves (a clerk spoke of
    them). The file and what cleaning changed do not count.
    """
    count = columns.num_rows
    compared = [name for name in columns.column_names if name not in ("file", "changed")]
    texts = [pc.fill_null(columns[name], "") for name in compared]
    lines = pc.binary_join_element_wise(*texts, _APART).combine_chunks()
    known = np.zeros(count, bool)
    for names in enough:
        known |= np.logical_and.reduce([np.asarray(columns[name].is_valid()) for name in names])
    known[list(alone)] = False
    group = np.asarray(lines.dictionary_encode().indices).astype(np.int64)
    group[~known] = int(group.max(initial=0)) + 1 + np.flatnonzero(~known)
    _, places, first = np.unique(group, return_index=True, return_inverse=True)
    order = np.argsort(places)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return Alike(rank[first.reshape(-1)], places[order])
