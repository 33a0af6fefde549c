"""Time (跨期): next month's files arrive, and entities keep their ids; splits, merges and renamings are events.

A row is recognised by its content, else by what names it within its file (the unit's number, code, name), an entity also by
its sound code. A released name that a new firm took does not inherit the old firm's id: their codes differ.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from .decisions import COLUMNS
from .kinds import Kind
from .shared import barred

_MOST_NAMES_A_CODE = 12
BY_CONTENT, BY_KEY = 4, 2
"""How surely a row is the one of before: the same content, or the same name within its file."""
KEPT_RECORDS = ("file", "row_id", "mark", "key", "code", "name", "said", "cluster_id", "here")
"""``said``: the watched fields of a row, joined; ``here``: "0" for rows of an entity that has gone from the files."""
SEPARATOR = "\x1f"
GONE = ("gone_l", "gone_r")
"""Columns of a decision: "1" where its row is known and not in the files, whatever stands under its number now."""
KEPT_DECISIONS = (*COLUMNS, "mark_l", "mark_r", "key_l", "key_r")


@dataclass(frozen=True)
class Previous:
    """What a run keeps for the next: its records (KEPT_RECORDS) and decisions (KEPT_DECISIONS), all text."""

    records: pa.Table
    decisions: pa.Table


class History:
    """The records of this run beside those of the last."""

    def __init__(
        self, previous: Previous | None, *, records: pa.Table, marks: pa.Array, columns: pa.Table, kind: Kind
    ) -> None:
        self.previous = previous
        names = columns["name"].to_pylist()
        # A code that a dozen names share is a placeholder: no entity is known by it.
        codes = barred(columns[kind.single[0]].to_pylist(), names, most=_MOST_NAMES_A_CODE)
        self.now = {
            "file": records["file"].to_pylist(),
            "row_id": records["row_id"].to_pylist(),
            "mark": marks.to_pylist(),
            "key": _keys(records["file"].to_pylist(), [columns[name].to_pylist() for name in kind.named_by]),
            "code": codes,
            "name": names,
            "said": _joined([columns[name].to_pylist() for name, _ in kind.watched], count=columns.num_rows),
        }
        self.watched = tuple(event for _, event in kind.watched)
        self._by_mark = _first_places(self.now["mark"])
        self._by_key = _only_places(self.now["key"])
        self._by_row = {
            key: place for place, key in enumerate(zip(self.now["file"], self.now["row_id"], strict=True))
        }

    def place(self, mark: str | None, key: str | None) -> tuple[int, int]:
        """Where a row of the last run is now, and how surely; -1 and 0 where it is not."""
        if mark in self._by_mark:
            return self._by_mark[mark], BY_CONTENT
        if key is not None and key in self._by_key:
            return self._by_key[key], BY_KEY
        return -1, 0

    def with_earlier(self, decisions: pa.Table | None) -> pa.Table | None:
        """All decisions so far, each with the rows' files and numbers of this run, or GONE where a row is not here."""
        earlier = self.previous.decisions.to_pylist() if self.previous is not None else []
        said = earlier + [
            self._marked(row) for row in (decisions.to_pylist() if decisions is not None else [])
        ]
        if not said:
            return None
        moved = [self._moved(row) for row in said]
        return pa.table(
            {
                name: pa.array([row.get(name) for row in moved], pa.string())
                for name in (*KEPT_DECISIONS, *GONE)
            }
        )

    def _marked(self, row: Mapping[str, str]) -> dict[str, str | None]:
        """A decision just given names rows of the last run's files, if there was one and had them; else of this run's."""
        found: dict[str, str | None] = dict(row)
        for side in "lr":
            named = (row[f"file_{side}"], row[f"row_{side}"])
            mark, key = self._last_rows.get(named, (None, None))
            place = self._by_row.get(named)
            if mark is None and place is not None:
                mark, key = self.now["mark"][place], self.now["key"][place]
            found |= {f"mark_{side}": mark, f"key_{side}": key}
        return found

    @property
    def _last_rows(self) -> Mapping[tuple[str, str], tuple[str, str]]:
        if self.previous is None:
            return {}
        if not hasattr(self, "_last"):
            rows = self.previous.records.to_pylist()
            self._last = {(row["file"], row["row_id"]): (row["mark"], row["key"]) for row in rows}
        return self._last

    def _moved(self, row: Mapping[str, str | None]) -> dict[str, str | None]:
        found = dict(row)
        for side in "lr":
            place, _ = self.place(row.get(f"mark_{side}"), row.get(f"key_{side}"))
            if place >= 0:
                found |= {f"file_{side}": self.now["file"][place], f"row_{side}": self.now["row_id"][place]}
            elif row.get(f"mark_{side}"):
                found[f"gone_{side}"] = "1"
        return found

    def kept(self, ids: pa.Array, *, decided_rows: pa.Table | None) -> Previous:
        """For the next run: the rows of now, and those of entities that have gone, should they come back."""
        now = {name: pa.array(values, pa.string()) for name, values in self.now.items()}
        now |= {"cluster_id": ids, "here": pa.array(["1"] * len(ids), pa.string())}
        records = pa.table(now).select(list(KEPT_RECORDS))
        if self.previous is not None:
            before = self.previous.records
            gone = before.filter(pc.invert(pc.is_in(before["cluster_id"], value_set=pc.unique(ids))))
            away = pa.array(["0"] * gone.num_rows, pa.string())
            gone = gone.set_column(gone.schema.get_field_index("here"), "here", away)
            records = pa.concat_tables([records, gone.select(list(KEPT_RECORDS))])
        empty = pa.table({name: pa.array([], pa.string()) for name in KEPT_DECISIONS})
        return Previous(records, empty if decided_rows is None else decided_rows.select(list(KEPT_DECISIONS)))


def _joined(columns: Sequence[Sequence[str | None]], *, count: int) -> list[str]:
    if not columns:
        return [""] * count
    return [SEPARATOR.join(cell or "" for cell in cells) for cells in zip(*columns, strict=True)]


def _keys(files: Sequence[str], naming: Sequence[Sequence[str | None]]) -> list[str | None]:
    """What names a row within its file: the first of the naming columns that is filled."""
    found: list[str | None] = []
    for place, file in enumerate(files):
        first = next(((level, cells[place]) for level, cells in enumerate(naming) if cells[place]), None)
        found.append(None if first is None else f"{file}\x1f{first[0]}\x1f{first[1]}")
    return found


def _first_places(values: Sequence[str | None]) -> dict[str | None, int]:
    found: dict[str | None, int] = {}
    for place, value in enumerate(values):
        found.setdefault(value, place)
    return found


def _only_places(values: Sequence[str | None]) -> dict[str | None, int]:
    count = Counter(values)
    return {value: place for place, value in enumerate(values) if value is not None and count[value] == 1}
