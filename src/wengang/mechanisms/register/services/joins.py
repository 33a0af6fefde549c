"""Which employers a row of any file is about (数据比对), before linkage proper.

In this order: the employer number; the cluster that linkage put the row in, where its result is given; an equal valid
organisation code, whatever the name, with all units of that code; where the row's code is blank or invalid, the cleaned
name that exactly one employer has. Doubtful, and for a person to settle: a name that several have; a valid code that
nobody has with a name whose employer has no valid code. Both codes valid and different: another unit.
A number that nobody has says nothing, and the row is looked up by the rest.
"""

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from wengang.kernel.errors import bad_input
from wengang.kernel.identifiers import clean_name

from .checked_codes import org_codes
from .supplied import column

Clusters = Mapping[tuple[str, str], str]
"""Result of linkage: (file stem, row) → cluster; rows of one cluster are one unit."""


@dataclass(frozen=True)
class Keys:
    """What rows can be joined by: one list a column, one entry a row."""

    numbers: Sequence[str | None]
    codes: Sequence[str | None]
    names: Sequence[str | None]
    files: Sequence[str]
    rows: Sequence[str]

    @classmethod
    def of(cls, table: pa.Table) -> "Keys":
        """The keys of a canonical table; columns that it lacks are empty."""
        names = ("employer_no", "code", "name", "source_file", "source_row")
        return cls(*(column(table, name) for name in names))

    def __len__(self) -> int:
        return len(self.files)


@dataclass(frozen=True, slots=True)
class Match:
    """The employers that a row is about, by their place among the units; not ``certain``: one of them, perhaps."""

    units: tuple[int, ...] = ()
    certain: bool = True


NOBODY = Match()


@dataclass
class _Index:
    by_number: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_cluster: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_code: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    with_code: set[int] = field(default_factory=set)


def join(rows: Keys, units: Keys, *, clusters: Clusters | None = None) -> Iterator[Match]:
    """For each row, in order, the units that it is about. The single place where rows of files become employers.

    Parameters
    ----------
    rows, units
        What is looked up, and the employers among which it is looked up; a unit may stand in several places
        (the same employer read from two rows).
    clusters
        The result of ``wengang link`` (:func:`read_clusters`). Where given, rows that linkage put into one cluster
        join before codes and names are compared; a row whose cluster holds no unit is compared as ever.
    """
    index = _indexed(units, clusters or {})
    codes = org_codes(rows.codes)
    for place, code in enumerate(codes):
        yield _match(rows, place, code=code, index=index, clusters=clusters or {})


def read_clusters(folder: Path) -> Clusters:
    """The result of ``wengang link`` in its output folder (``clusters.csv``). Raises InputError if it is not one."""
    path = folder / "clusters.csv"
    if not path.is_file():
        raise bad_input(
            "该文件夹中没有 clusters.csv",
            "the folder holds no clusters.csv",
            "请指定 wengang link 的输出文件夹",
            "give the output folder of wengang link",
            file=str(path),
        )
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        wanted = {"file", "row_id", "cluster_id"}
        if not wanted <= set(reader.fieldnames or ()):
            raise bad_input(
                "缺少列: 应有 file, row_id, cluster_id",
                "columns are missing: file, row_id, cluster_id are expected",
                "请使用 wengang link 的原始输出",
                "use the file as wengang link wrote it",
                file=path.name,
                row="1",
            )
        return {(row["file"], row["row_id"]): row["cluster_id"] for row in reader}


def name_key(name: str | None) -> str:
    """The cleaned name; the same as :func:`clean_name`, without looking at each letter of an ordinary name."""
    if not name:
        return ""
    folded = unicodedata.normalize("NFKC", name).upper()
    return folded if folded.isalnum() else clean_name(name)


def _indexed(units: Keys, clusters: Clusters) -> _Index:
    index = _Index()
    for place, code in enumerate(org_codes(units.codes)):
        number = units.numbers[place]
        if number:
            index.by_number[number].append(place)
        if code:
            index.by_code[code].append(place)
            index.with_code.add(place)
        name = name_key(units.names[place])
        if name:
            index.by_name[name].append(place)
        cluster = clusters.get((units.files[place], units.rows[place])) if clusters else None
        if cluster:
            index.by_cluster[cluster].append(place)
    return index


def _match(rows: Keys, place: int, *, code: str | None, index: _Index, clusters: Clusters) -> Match:
    number = rows.numbers[place]
    found = index.by_number.get(number) if number else None
    if not found and clusters:
        cluster = clusters.get((rows.files[place], rows.rows[place]))
        found = index.by_cluster.get(cluster) if cluster else None
    if found:
        return Match(tuple(found))
    if code and code in index.by_code:
        return Match(tuple(index.by_code[code]))
    return _match_by_name(name_key(rows.names[place]), code_is_valid=code is not None, index=index)


def _match_by_name(name: str, *, code_is_valid: bool, index: _Index) -> Match:
    namesakes = index.by_name.get(name, []) if name else []
    if code_is_valid:
        perhaps = tuple(place for place in namesakes if place not in index.with_code)
        return Match(perhaps, certain=False) if perhaps else NOBODY
    if not namesakes:
        return NOBODY
    return Match(tuple(namesakes), certain=len(namesakes) == 1)
