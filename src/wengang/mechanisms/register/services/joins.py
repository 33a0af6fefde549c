"""Which employers a row of any file is about (数据比对), before linkage proper.

In this order: the employer number; the cluster that linkage put the row in, where its result is given; an equal valid
organisation code, whatever the name, with all units of that code; where the row's code is blank or invalid, the cleaned
name that exactly one employer has. Doubtful, and for a person to settle: a name that several have; a valid code that
nobody has with a name whose employer has no valid code. Both codes valid and different: another unit.
A number that nobody has says nothing, and the row is looked up by the rest.
"""

import csv
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from wengang.kernel.errors import bad_input
from wengang.kernel.identifiers import clean_name, org_code

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
class Index:
    """The employers that rows are joined to, by what they can be found by: places among the units."""

    clusters: Clusters = field(default_factory=dict)
    _by_number: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _by_cluster: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _by_code: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _by_name: dict[str, tuple[int, ...]] = field(default_factory=dict)
    _with_code: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, units: Keys, *, clusters: Clusters | None = None) -> "Index":
        """Index units; one employer read from two rows stands in two places.

        ``clusters``: the result of ``wengang link`` (:func:`read_clusters`). Where given, rows that linkage put into
        one cluster join before codes and names are compared; a row whose cluster holds no unit is compared as ever.
        """
        codes = org_codes(units.codes)
        said = clusters or {}
        linked = [said.get(origin) for origin in zip(units.files, units.rows, strict=True)] if said else ()
        return cls(
            said,
            _by_number=_places(units.numbers),
            _by_cluster=_places(linked),
            _by_code=_places(codes),
            _by_name=_places([name_key(name) for name in units.names]),
            _with_code={place for place, code in enumerate(codes) if code},
        )

    def learn(self, place: int, *, code: str | None = None, name: str | None = None) -> None:
        """A unit that had none of its own has been given a code or a name by another file."""
        valid, cleaned = org_code(code), name_key(name)
        if valid:
            self._by_code[valid] = (*self._by_code.get(valid, ()), place)
            self._with_code.add(place)
        if cleaned:
            self._by_name[cleaned] = (*self._by_name.get(cleaned, ()), place)

    def match(self, rows: Keys, place: int, code: str | None) -> Match:
        """The units that one row is about; ``code``: its valid organisation code, if it has one."""
        number = rows.numbers[place]
        found = self._by_number.get(number) if number else None
        if found is None and self.clusters:
            cluster = self.clusters.get((rows.files[place], rows.rows[place]))
            found = self._by_cluster.get(cluster) if cluster else None
        if found is None and code:
            found = self._by_code.get(code)
        if found is not None:
            return Match(found)
        namesakes = self._by_name.get(name_key(rows.names[place]), ())
        if not code:
            return Match(namesakes, certain=len(namesakes) < 2)
        perhaps = tuple(unit for unit in namesakes if unit not in self._with_code)
        return Match(perhaps, certain=False) if perhaps else NOBODY


def join(rows: Keys, index: Index) -> Iterator[Match]:
    """For each row, in order, the units that it is about: the single place where rows of files become employers."""
    for place, code in enumerate(org_codes(rows.codes)):
        yield index.match(rows, place, code)


def _places(keys: Sequence[str | None]) -> dict[str, tuple[int, ...]]:
    """Where each key stands; blank ones are left out."""
    found: dict[str, tuple[int, ...]] = {}
    for place, key in enumerate(keys):
        if key:
            found[key] = (*found[key], place) if key in found else (place,)
    return found


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
