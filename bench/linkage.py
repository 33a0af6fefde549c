"""Quality and speed of linkage: ``python bench/linkage.py DIR [--kind persons] [--baselines] [--json F]``.

DIR holds extracts (in ``csv/`` or beside), ``sources/`` and ``truth.csv`` (file,row_id,entity_id,kinds,hard). Runs
``wengang link`` in a process of its own, or scores a finished folder (``--result OUT``), and prints precision and
recall over all pairs of the closure, mixed clusters, the clerks' queue, the same after a clerk who knows the truth
has answered it, and what was done to the rows that went wrong. ``--baselines`` adds simple methods on the same files.
"""

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import numpy as np
from linkage_baselines import baselines
from linkage_errors import by_rule, families, text_of
from linkage_files import Folder, Result, result_of, rules_of
from measure import show, write

from wengang.scenarios.registers.scoring import (
    decided,
    false_links,
    missed_links,
    pair_scores,
    queue_scores,
)


def run(folder: Folder, out: Path, extra: list[str]) -> dict[str, float]:
    """``wengang link`` as a process of its own: wall seconds, processor seconds and peak memory."""
    command = [str(Path(sys.executable).with_name("wengang")), "link", str(folder.extracts)]
    command += [
        "--out",
        str(out),
        "--kind",
        folder.kind,
        "--sources",
        str(folder.mappings),
        "--replace",
        *extra,
    ]
    start = perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    wall = perf_counter() - start
    print(done.stdout, done.stderr, sep="", file=sys.stderr)
    if done.returncode not in (0, 3):
        raise SystemExit(f"wengang link ended with {done.returncode}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "wall s": wall,
        "processor s": used.ru_utime + used.ru_stime,
        "peak MiB": used.ru_maxrss // 1024,
    }


def line(name: str, truth: np.ndarray, clusters: np.ndarray) -> dict[str, object]:
    """One line of the table of scores."""
    scores = pair_scores(truth, clusters)
    return {
        "method": name,
        "precision": f"{scores.precision:.5f}",
        "recall": f"{scores.recall:.4f}",
        "F1": f"{scores.f1:.4f}",
        "mixed": scores.mixed,
        "per 10,000": scores.mixed_per_10000,
        "clusters": scores.clusters,
        "of several": scores.multiple,
    }


def report(folder: Folder, result: Result, most: int) -> dict[str, object]:
    """Print everything about one result; the same figures for JSON."""
    truth = folder.truth.entities
    after = decided(result.clusters, (result.left, result.right), truth)
    queue = queue_scores(len(truth), result.left, result.right)
    show(
        f"{folder.path.name}: {len(truth):,} records of {len(folder.sources)} files, {truth.max() + 1:,} {folder.kind}",
        [line("automatic", truth, result.clusters), line("queue decided", truth, after)],
    )
    asked = int((truth[result.left] == truth[result.right]).sum())
    print(
        f"queue: {queue.share:.2%} of records in {queue.pairs:,} pairs, {queue.pairs_per_100:.2f} per 100 records,"
        f" {asked:,} of them true; rows not given back {result.lost:,}, not in the truth {result.unknown:,}"
    )
    false = false_links(truth, result.clusters)
    missed = missed_links(truth, result.clusters)
    still = missed_links(truth, after)
    found = {
        "false by damage": families(folder, false, "kinds"),
        "false by likeness": families(folder, false, "hard"),
        "missed by damage": families(folder, missed, "kinds"),
        "missed by files": families(folder, missed, "files"),
        "missed after the queue, by damage": families(folder, still, "kinds"),
    }
    for title, family in found.items():
        print(text_of(title, family, most))
    return {
        "automatic": pair_scores(truth, result.clusters).figures(),
        "decided": pair_scores(truth, after).figures(),
        "queue": {
            "pairs": queue.pairs,
            "share": queue.share,
            "pairs_per_100": queue.pairs_per_100,
            "true": asked,
        },
        "families": found,
    }


def _asked() -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("dir", type=Path)
    parser.add_argument("--out", type=Path, help="keep what wengang link writes")
    parser.add_argument("--result", type=Path, help="score this folder and run nothing")
    parser.add_argument("--kind", choices=("employers", "persons"), default="employers")
    parser.add_argument("--baselines", action="store_true")
    parser.add_argument("--top", type=int, default=12, help="error families shown of each sort")
    parser.add_argument("--json", type=Path)
    return parser.parse_known_args()


def main() -> None:
    """Run or read, print, write JSON. Options that are not known go on to ``wengang link``."""
    asked, extra = _asked()
    folder = Folder(asked.dir, asked.kind)
    figures: dict[str, object] = {}
    if asked.baselines:
        lines = [
            {**line(name, folder.truth.entities, clusters), "s": seconds}
            for name, clusters, seconds in baselines(folder)
        ]
        show(f"{folder.path.name}: simple methods, closure of their links", lines)
        figures["baselines"] = lines
    out = asked.result or asked.out or Path(tempfile.mkdtemp()) / "out"
    try:
        if asked.result is None and shutil.which(str(Path(sys.executable).with_name("wengang"))):
            figures["run"] = run(folder, out, extra)
            show("wengang link", [figures["run"]])
        figures |= report(folder, result_of(out, folder.truth), asked.top)
        faults = false_links(folder.truth.entities, result_of(out, folder.truth).clusters)
        show("false links by rule", [by_rule(folder, faults, rules_of(out))])
    finally:
        if not (asked.result or asked.out):
            shutil.rmtree(out.parent, ignore_errors=True)
    write(asked.json, figures)


if __name__ == "__main__":
    main()
