"""The result of linkage as joins take it (比对结果): whose rows are one unit's, and of which it is doubtful."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from wengang.kernel.errors import bad_input

Row = tuple[str, str]
"""File (stem) and row."""


class Origins(Protocol):
    """Rows by where they stand, column by column."""

    @property
    def files(self) -> pa.Array:
        """Stems of files."""
        ...

    @property
    def rows(self) -> pa.Array:
        """Row ids within them."""
        ...


@dataclass(frozen=True)
class Links:
    """``clusters``: the cluster of each row. ``perhaps``: clusters that a clerk may yet find to be one with a cluster.

    ``questions``: how many pairs linkage put to a clerk, whether or not anything hangs on them.
    """

    clusters: Mapping[Row, str]
    perhaps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    questions: int = 0

    def __bool__(self) -> bool:
        return bool(self.clusters)

    def of(self, rows: Origins) -> pa.Array:
        """The cluster that each of some rows is in, null for none."""
        if not self:
            return pa.nulls(len(rows.files), pa.string())
        origins = zip(rows.files.to_pylist(), rows.rows.to_pylist(), strict=True)
        return pa.array([self.clusters.get(origin) for origin in origins], pa.string())


NO_LINKS = Links({})


def read_links(folder: Path) -> Links:
    """What ``wengang link`` wrote into a folder: ``clusters.csv`` and, if it is there, ``review.csv``.

    Raises InputError where the folder holds no such thing, or a file lacks its columns.
    """
    path = folder / "clusters.csv"
    if not path.is_file():
        raise bad_input(
            "该文件夹中没有 clusters.csv",
            "the folder holds no clusters.csv",
            "--links 应指比对结果所在的文件夹",
            "--links takes the folder in which the result of linkage stands",
            file=str(path),
        )
    clusters = {
        (row["file"], row["row_id"]): row["cluster_id"]
        for row in _rows(path, ("file", "row_id", "cluster_id"))
    }
    review = folder / "review.csv"
    if not review.is_file():
        return Links(clusters)
    perhaps: defaultdict[str, set[str]] = defaultdict(set)
    questions = 0
    for row in _rows(review, ("file_l", "row_l", "file_r", "row_r")):
        questions += 1
        one, other = clusters.get((row["file_l"], row["row_l"])), clusters.get((row["file_r"], row["row_r"]))
        if one is not None and other is not None and one != other:
            perhaps[one].add(other)
            perhaps[other].add(one)
    return Links(clusters, {cluster: tuple(sorted(others)) for cluster, others in perhaps.items()}, questions)


def _rows(path: Path, wanted: tuple[str, ...]) -> Iterator[Mapping[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        if not set(wanted) <= set(reader.fieldnames or ()):
            names = ", ".join(wanted)
            raise bad_input(
                f"缺少列: 应有 {names}",
                f"columns are missing: {names} are expected",
                "请用 wengang link 写出的文件夹",
                "give a folder that wengang link wrote",
                file=path.name,
                row="1",
            )
        yield from reader
