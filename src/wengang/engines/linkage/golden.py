"""The golden record of an entity (主记录): each field from the best row that has it, and which row that was.

A register's files come first: those whose codes are most often sound. A value that more rows state wins; then the
better file; then the earlier row.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def entities(records: pa.Table, ids: pa.Array, *, fields: Sequence[str], sound: np.ndarray) -> pa.Table:
    """One row an entity, sorted by id: ``cluster_id`` and for each field its value and ``FIELD_from`` (file/row).

    ``sound``: whether a record's code passed its check; such a code goes before any other.
    """
    rank = _ranked(records, sound)
    order = np.lexsort((np.arange(len(rank)), rank, ids.to_numpy(zero_copy_only=False).astype(str)))
    names = ids.take(pa.array(order)).to_pylist()
    starts = [place for place, name in enumerate(names) if place == 0 or name != names[place - 1]]
    where = [
        f"{file}/{row}"
        for file, row in zip(records["file"].to_pylist(), records["row_id"].to_pylist(), strict=True)
    ]
    found: dict[str, list[str | None]] = {"cluster_id": [names[start] for start in starts]}
    ends = [*starts[1:], len(names)][: len(starts)]
    for field in fields:
        cells = records[field].to_pylist() if field in records.column_names else [None] * len(names)
        first = sound if field == "code" else np.zeros(len(names), bool)
        chosen = [
            _best(order[start:end].tolist(), cells, first) for start, end in zip(starts, ends, strict=True)
        ]
        found[field] = [None if place is None else cells[place] for place in chosen]
        found[f"{field}_from"] = [None if place is None else where[place] for place in chosen]
    return pa.table({name: pa.array(column, pa.string()) for name, column in found.items()})


def _ranked(records: pa.Table, sound: np.ndarray) -> np.ndarray:
    """The file's place, the one with the largest share of sound codes first."""
    files = records["file"].combine_chunks().dictionary_encode()
    which = files.indices.to_numpy(zero_copy_only=False)
    share = np.bincount(which, weights=sound) / np.maximum(np.bincount(which), 1)
    names = files.dictionary.to_pylist()
    places = sorted(range(len(names)), key=lambda place: (-round(float(share[place]), 6), names[place]))
    rank = np.empty(len(names), int)
    rank[places] = np.arange(len(names))
    return np.asarray(rank[which])


def _best(members: Sequence[int], cells: Sequence[str | None], first: np.ndarray) -> int | None:
    """``members`` come in the order of their files' rank."""
    filled = [place for place in members if cells[place]]
    if len(filled) <= 1:
        return filled[0] if filled else None
    better = [place for place in filled if first[place]] or filled
    count = Counter(cells[place] for place in better)
    most = max(count.values())
    return next(place for place in better if count[cells[place]] == most)


def fingerprints(records: pa.Table) -> pa.Array:
    """A digest of what a row says: its file and all filled fields but its number. Equal rows of one file have the same.

    A column that nobody filled changes nothing: next month's files may bring one.
    """
    fields = sorted(name for name in records.column_names if name != "row_id")
    cells = [pc.fill_null(pc.cast(records[name], pa.string()), "") for name in fields]
    parts = [
        pc.if_else(pc.equal(cell, ""), "", pc.binary_join_element_wise(name, cell, "", "\x1f"))
        for name, cell in zip(fields, cells, strict=True)
    ]
    lines = pc.binary_join_element_wise(*parts, "").to_pylist()
    return pa.array(
        [hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest() for line in lines], pa.string()
    )
