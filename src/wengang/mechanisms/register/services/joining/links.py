"""The result of linkage as joins take it (比对结果): whose rows are one unit's, and of which it is doubtful."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from wengang.kernel.errors import InputError, bad_input
from wengang.mechanisms.register.services.writing.written import sha256_of

_NAMED = 5
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


def refuse_foreign(folder: Path, files: Iterable[tuple[str, str]]) -> None:
    """Raise InputError unless a linked folder is of employers, and of these very files (stem, SHA-256).

    Rows are named by their numbers: of a file that was sorted or exported anew, another row stands under each, and a firm
    would be paid into another's account.
    """
    path = folder / "manifest.json"
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        kind, linked = kept["kind"], {(one["stem"], one["sha256"]) for one in kept["inputs"]}
        whole = {name: one["sha256"] for name, one in kept["outputs"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise _foreign(
            path, "不是 wengang link 写出的文件夹", "not a folder that wengang link wrote"
        ) from None
    for name in ("clusters.csv", "review.csv"):
        if not (folder / name).is_file() or sha256_of(folder / name) != whole.get(name):
            raise _foreign(folder / name, "写出后被改动或删去", "altered or removed since it was written")
    if kind != "employers":
        raise _foreign(path, "是人员比对的结果", "the result of linking persons")
    missing = sorted(stem for stem, _ in linked - set(files))
    if missing:
        names = ", ".join(missing[:_NAMED])
        raise _foreign(
            path,
            f"比对时的文件与本次的不同或缺少: {names}",
            f"files that were linked are missing here or have changed since: {names}",
        )


def _foreign(path: Path, problem_zh: str, problem_en: str) -> InputError:
    fix = ("请对这批文件重新运行 wengang link", "run wengang link on these very files again")
    return bad_input(problem_zh, problem_en, *fix, file=str(path), column="--links")


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
