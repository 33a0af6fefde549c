"""What a linked folder comes to (比对概况): counts by source, cluster size and rule, and how they moved since last time."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.kernel.errors import Finding

FILE = "summary.json"
_LARGE = 10
"""Clusters of so many rows or more are counted together."""
_WHOLE_BP = 10_000
_FALL_BP = 500
"""A source's match rate that falls by more than this asks for a person."""
_TOO_FEW = 100
"""Sources of fewer rows move by chance."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A share in basis points, last time and now; None where it is not there. ``alarm``: a person must look."""

    what: str
    name: str
    before_bp: int | None
    now_bp: int | None
    alarm: bool = False


def counted(clusters: pa.Table, review: pa.Table, evidence: pa.Table) -> dict[str, Any]:
    """Counts of a run: records, entities, what was linked and what waits; by source, size and rule."""
    ids = clusters["cluster_id"].combine_chunks().dictionary_encode()
    codes, rows = ids.indices.to_numpy(), clusters.num_rows
    sizes = np.bincount(codes, minlength=len(ids.dictionary)).astype(np.int64)
    queued = _queued(review)
    return {
        "records": rows,
        "entities": len(sizes),
        "linked_records": int(sizes[sizes > 1].sum()),
        "single_records": int((sizes == 1).sum()),
        "linked_pairs": int((sizes * (sizes - 1) // 2).sum()),
        "largest_entity": int(sizes.max(initial=0)),
        "queue": {
            "records": queued,
            "pairs": review.num_rows,
            "records_bp": _share(queued, rows),
            "pairs_per_100_records": _per_100(review.num_rows, rows),
        },
        "sources": _sources(clusters["file"], codes),
        "sizes": _by_size(sizes),
        "rules": _by_rule(evidence),
    }


def drift(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Moved, ...]:
    """Match rates, cluster sizes and rules of two runs, side by side."""
    moved = []
    for name in _names(before, now, "sources"):
        was, is_ = before["sources"].get(name), now["sources"].get(name)
        rates = (was and was["match_bp"], is_ and is_["match_bp"])
        enough = all(part and part["rows"] >= _TOO_FEW for part in (was, is_))
        fell = enough and rates[0] - rates[1] > _FALL_BP
        moved.append(Moved(what="match", name=name, before_bp=rates[0], now_bp=rates[1], alarm=bool(fell)))
    for key, what in (("sizes", "size"), ("rules", "rule")):
        moved += [
            Moved(what=what, name=name, before_bp=_part(before[key], name), now_bp=_part(now[key], name))
            for name in _names(before, now, key)
        ]
    return tuple(moved)


def read_summary(folder: Path) -> dict[str, Any] | None:
    """The summary of an earlier run; None if it has none that can be read."""
    try:
        told = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) and {"sources", "sizes", "rules"} <= set(told) else None


def fallen(moved: Sequence[Moved]) -> list[Finding]:
    """A finding for each source that is matched much less than last time."""
    return [
        Finding(
            file=one.name,
            problem_zh=f"匹配率从 {percent(one.before_bp)} 降到 {percent(one.now_bp)}",
            problem_en=f"the match rate fell from {percent(one.before_bp)} to {percent(one.now_bp)}",
            fix_zh="请核对该文件的代码列和名称列是否完整, 映射是否仍然正确",
            fix_en="are the file's codes and names complete, and is its mapping still right?",
        )
        for one in moved
        if one.alarm
    ]


def percent(bp: int | None) -> str:
    """A share for people: ``82.70 %``, nothing where there is none."""
    return "" if bp is None else f"{bp // 100}.{bp % 100:02d} %"


def _queued(review: pa.Table) -> int:
    """Rows that stand in any pair of the queue."""
    sides = [
        pc.binary_join_element_wise(review[f"file_{side}"], review[f"row_{side}"], "\x1f") for side in "lr"
    ]
    return len(pa.chunked_array([*sides[0].chunks, *sides[1].chunks], pa.string()).unique())


def _sources(files: pa.ChunkedArray, codes: np.ndarray) -> dict[str, dict[str, int]]:
    """For each source its rows, and those that are one entity with a row of another source."""
    coded = files.combine_chunks().dictionary_encode()
    file = coded.indices.to_numpy()
    names = coded.dictionary.to_pylist()
    if not len(codes):
        return {}
    clusters = int(codes.max()) + 1
    seen = np.unique(codes.astype(np.int64) * len(names) + file)
    several = np.bincount(seen // len(names), minlength=clusters) > 1
    rows = np.bincount(file, minlength=len(names))
    matched = np.bincount(file[several[codes]], minlength=len(names))
    return {
        name: {
            "rows": int(rows[at]),
            "matched": int(matched[at]),
            "match_bp": _share(int(matched[at]), int(rows[at])),
        }
        for name, at in sorted((name, at) for at, name in enumerate(names))
    }


def _by_size(sizes: np.ndarray) -> dict[str, int]:
    capped = np.bincount(np.minimum(sizes, _LARGE), minlength=_LARGE + 1)
    return {
        f"{size}+" if size == _LARGE else str(size): int(capped[size])
        for size in range(1, _LARGE + 1)
        if capped[size]
    }


def _by_rule(evidence: pa.Table) -> dict[str, int]:
    counts = evidence["rule"].value_counts().to_pylist()
    return {one["values"]: one["counts"] for one in sorted(counts, key=lambda one: str(one["values"]))}


def _names(before: Mapping[str, Any], now: Mapping[str, Any], key: str) -> list[str]:
    return sorted({*before[key], *now[key]}, key=lambda name: (len(name), name) if key == "sizes" else name)


def _part(counts: Mapping[str, int], name: str) -> int | None:
    return _share(counts[name], sum(counts.values())) if name in counts else None


def _share(part: int, of: int) -> int:
    return part * _WHOLE_BP // of if of else 0


def _per_100(pairs: int, rows: int) -> str:
    """Two decimals, as text: no float is written."""
    hundredths = pairs * _WHOLE_BP // rows if rows else 0
    return f"{hundredths // 100}.{hundredths % 100:02d}"
