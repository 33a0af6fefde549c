"""What a decided round adds to its manifest: the parameters with their status, the earlier run, its packages."""

import json
from collections.abc import Mapping
from pathlib import Path

from wengang.engines.policy.parameter_entry import Entry

_PACKAGES = ("duckdb", "ibis-framework", "numpy", "pandas", "pyarrow", "sqlglot")


def packages(engine: str) -> tuple[str, ...]:
    """The packages that take part in a decision by an engine."""
    return (*_PACKAGES, "pyspark") if engine == "spark" else _PACKAGES


def parameters(entries: Mapping[str, Entry]) -> list[dict[str, object]]:
    """The values in force, by path, each with place, status and documents."""
    return [
        {
            "path": path,
            "zh": entry.label.zh,
            "en": entry.label.en,
            "value": entry.text,
            "unit": entry.unit,
            "place": entry.place,
            "status": entry.status,
            "sources": list(entry.sources),
            "documents": list(entry.documents),
            "patched": entry.patched,
        }
        for path, entry in sorted(entries.items())
    ]


def named(previous: Path) -> dict[str, object]:
    """What names an earlier run without a doubt: its days and the hash of its decisions."""
    kept = json.loads((previous / "manifest.json").read_text(encoding="utf-8"))
    decisions = kept.get("outputs", {}).get("decisions.csv", {})
    return {
        "as_of": kept.get("as_of"),
        "known_by": kept.get("known_by"),
        "decisions": decisions.get("sha256"),
    }
