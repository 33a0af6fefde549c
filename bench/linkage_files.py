"""Rows, truth and results of linkage, read for ``linkage.py``."""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import yaml

Key = tuple[str, str]
"""Stem of the file, and the row's id in it."""


@dataclass(frozen=True)
class Source:
    """A department's file and its mapping (canonical field to header)."""

    stem: str
    path: Path
    mapping: Mapping[str, object]

    @property
    def kind(self) -> str:
        """``employers`` or ``persons``."""
        return str(self.mapping["table"])

    @property
    def columns(self) -> dict[str, str]:
        """Canonical field to header."""
        columns = self.mapping["columns"]
        assert isinstance(columns, dict)
        return columns


class Truth:
    """The truth about the rows of one kind: entities as whole numbers, what was done to each row."""

    def __init__(self, rows: list[dict[str, str]]) -> None:
        self.keys: list[Key] = [(row["file"], row["row_id"]) for row in rows]
        self.kinds = [row["kinds"] for row in rows]
        self.hard = [row["hard"] for row in rows]
        _, self.entities = np.unique(np.array([row["entity_id"] for row in rows]), return_inverse=True)
        self.place = {key: index for index, key in enumerate(self.keys)}

    def __len__(self) -> int:
        return len(self.keys)


class Folder:
    """A folder of extracts with ``sources/`` and ``truth.csv``; the files lie in ``csv/`` or beside."""

    def __init__(self, path: Path, kind: str) -> None:
        self.path, self.kind = path, kind
        self.extracts = path / "csv" if (path / "csv").is_dir() else path
        self.mappings = path / "sources"
        self.sources = [source for source in self._all() if source.kind == kind]
        if not self.sources:
            raise SystemExit(f"no mapping of {kind} in {self.mappings}")
        stems = {source.stem for source in self.sources}
        self.truth = Truth([row for row in rows_of(path / "truth.csv") if row["file"] in stems])

    def _all(self) -> Iterable[Source]:
        for mapping in sorted(self.mappings.glob("*.yaml")):
            content = yaml.safe_load(mapping.read_text(encoding="utf-8"))
            for suffix in (".csv", ".xlsx"):
                path = self.extracts / f"{content['source']}{suffix}"
                if path.exists():
                    yield Source(content["source"], path, content)
                    break

    @cached_property
    def register(self) -> str:
        """Stem of the market register, the spine of a fuzzy match."""
        meta = self.path / "meta.json"
        known = json.loads(meta.read_text(encoding="utf-8")) if meta.exists() else {}
        return str(known.get("register", "market"))

    @cached_property
    def records(self) -> dict[Key, dict[str, str]]:
        """Every row by key: canonical field to the text in the file ("" where blank)."""
        found: dict[Key, dict[str, str]] = {}
        for source in self.sources:
            for number, row in enumerate(_sheet(source), start=1):
                fields = {field: row.get(header, "") for field, header in source.columns.items()}
                row_id = row[str(source.mapping["row_id"])] if "row_id" in source.mapping else str(number)
                found[source.stem, row_id] = fields
        return found


@dataclass(frozen=True)
class Result:
    """What a linker gave: a cluster for each row of the truth, pairs for a clerk, rows that nobody knows."""

    clusters: np.ndarray
    left: np.ndarray
    right: np.ndarray
    lost: int
    unknown: int


def result_of(out: Path, truth: Truth) -> Result:
    """``clusters.csv`` and ``review.csv`` of a folder; a row that was not given back stands alone."""
    names: dict[str, int] = {}
    clusters = np.arange(len(truth), dtype=np.int64) + 10**9
    given = np.zeros(len(truth), dtype=bool)
    unknown = 0
    for row in rows_of(out / "clusters.csv"):
        index = truth.place.get((row["file"], row["row_id"]))
        if index is None:
            unknown += 1
        else:
            clusters[index] = names.setdefault(row["cluster_id"], len(names))
            given[index] = True
    pairs = [
        (truth.place.get((row["file_l"], row["row_l"])), truth.place.get((row["file_r"], row["row_r"])))
        for row in (rows_of(out / "review.csv") if (out / "review.csv").exists() else [])
    ]
    known = [(one, other) for one, other in pairs if one is not None and other is not None]
    ends = np.array(known, dtype=np.int64).reshape(-1, 2)
    unknown += len(pairs) - len(known)
    return Result(clusters, ends[:, 0], ends[:, 1], int((~given).sum()), unknown)


def rules_of(out: Path) -> dict[tuple[Key, Key], str]:
    """The rule that linked each pair of ``evidence.csv``, either way round."""
    rules: dict[tuple[Key, Key], str] = {}
    if (out / "evidence.csv").exists():
        for row in rows_of(out / "evidence.csv"):
            one, other = (row["file_l"], row["row_l"]), (row["file_r"], row["row_r"])
            rules[one, other] = rules[other, one] = row["rule"]
    return rules


def rows_of(path: Path) -> Iterable[dict[str, str]]:
    """Rows of a CSV in UTF-8, with or without BOM."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _sheet(source: Source) -> Iterable[dict[str, str]]:
    if source.path.suffix == ".xlsx":
        from python_calamine import CalamineWorkbook

        rows = CalamineWorkbook.from_path(source.path).get_sheet_by_index(0).to_python()
    else:
        rows = list(csv.reader(_text(source.path).splitlines(keepends=True)))
    wanted = set(source.columns.values())
    for start, header in enumerate(rows):
        if wanted <= set(header):
            for row in rows[start + 1 :]:
                yield dict(zip(header, map(str, row), strict=False))
            return
    raise SystemExit(f"{source.path.name}: no line holds the headers {sorted(wanted)}")


def _text(path: Path) -> str:
    data = path.read_bytes()
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")
