"""Months replayed: ``python bench/linkage_replay.py DIR [--kind persons] [--out OUT]``.

DIR holds ``month-1``, ``month-2`` …, ``truth.csv`` over all of them and ``history.csv``, as
``python -m wengang.scenarios.registers --months 3`` writes them. Links each month with ``--previous`` and prints how
many entities kept their id (those to which nothing happened apart), and how many changes have an event.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
from linkage_files import rows_of
from measure import show, write

from wengang.scenarios.registers.scoring import main_clusters

Key = tuple[str, str]


def link(folder: Path, out: Path, *, kind: str, previous: Path | None) -> None:
    """``wengang link`` on one month."""
    command = [str(Path(sys.executable).with_name("wengang")), "link", str(folder / "csv"), "--out", str(out)]
    command += ["--kind", kind, "--sources", str(folder / "sources"), "--replace"]
    command += ["--previous", str(previous)] if previous else []
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(
            f"{folder.name}: wengang link ended with {done.returncode}\n{done.stdout}{done.stderr}"
        )


class Month:
    """One month's truth and what the linker made of it."""

    def __init__(self, truth: list[dict[str, str]], out: Path) -> None:
        given = {(row["file"], row["row_id"]): row["cluster_id"] for row in rows_of(out / "clusters.csv")}
        rows = [row for row in truth if (row["file"], row["row_id"]) in given]
        self.clusters = {row["record"]: given[row["file"], row["row_id"]] for row in rows}
        self.records: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            self.records[row["entity_id"]].add(row["record"])
        self.main = main_clusters(
            np.array([row["entity_id"] for row in rows]), np.array([self.clusters[r["record"]] for r in rows])
        )
        events = out / "events.csv"
        self.events = list(rows_of(events)) if events.exists() else []


def compared(before: Month, after: Month, changed: set[str]) -> list[dict[str, object]]:
    """How many entities kept their id from one month to the next, by what happened to them."""
    both = sorted(before.main.keys() & after.main.keys())
    groups = {
        "nothing happened": [e for e in both if e not in changed],
        "... and the same rows": [
            e for e in both if e not in changed and before.records[e] == after.records[e]
        ],
        "something happened": [e for e in both if e in changed],
    }
    lines: list[dict[str, object]] = []
    for name, entities in groups.items():
        kept = sum(bool(before.main[e] & after.main[e]) for e in entities)
        lines.append(
            {"entities": name, "all": len(entities), "kept": kept, "share": _share(kept, len(entities))}
        )
    rows = before.clusters.keys() & after.clusters.keys()
    kept = sum(before.clusters[row] == after.clusters[row] for row in rows)
    lines.append(
        {"entities": "rows delivered again", "all": len(rows), "kept": kept, "share": _share(kept, len(rows))}
    )
    return lines


def told(after: Month, before: Month, history: list[dict[str, str]]) -> list[dict[str, object]]:
    """How many changes of each kind have an event on an id of their entity."""
    with_event = {event["cluster_id"] for event in after.events}
    with_event |= {
        cell for event in after.events for key in ("from", "to") for cell in event.get(key, "").split(";")
    }
    counts: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for change in history:
        ids = before.main.get(change["entity_id"], set()) | after.main.get(change["entity_id"], set())
        if ids:
            counts[change["change"]] += 1
            found[change["change"]] += bool(ids & with_event)
    return [
        {"change": change, "all": count, "with event": found[change], "share": _share(found[change], count)}
        for change, count in counts.most_common()
    ]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.4%}" if whole else "-"


def main() -> None:
    """Link month by month, compare, print, write JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dir", type=Path)
    parser.add_argument("--kind", choices=("employers", "persons"), default="employers")
    parser.add_argument("--out", type=Path, help="keep what wengang link writes, a folder a month")
    parser.add_argument("--scored", action="store_true", help="the folders in --out are there already")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    truth: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows_of(asked.dir / "truth.csv"):
        truth[row["month"]].append(row)
    history = list(rows_of(asked.dir / "history.csv"))
    out = asked.out or Path(tempfile.mkdtemp())
    figures: dict[str, object] = {}
    try:
        before: Month | None = None
        for month in sorted(truth, key=int):
            folder, target = asked.dir / f"month-{month}", out / f"month-{month}"
            if not asked.scored:
                previous = out / f"month-{int(month) - 1}" if before is not None else None
                link(folder, target, kind=asked.kind, previous=previous)
            after = Month(truth[month], target)
            if before is not None:
                own = [change for change in history if change["month"] == month]
                lines = compared(before, after, {change["entity_id"] for change in own})
                show(f"month {int(month) - 1} to {month}", lines)
                events = told(after, before, own)
                show("changes", events)
                show("events", [dict(Counter(event["event"] for event in after.events).most_common())])
                figures[month] = {"kept": lines, "told": events}
            before = after
    finally:
        if asked.out is None:
            shutil.rmtree(out, ignore_errors=True)
    write(asked.json, figures)


if __name__ == "__main__":
    main()
