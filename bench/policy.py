"""The policy engine on a province: ``python bench/policy.py --rows 45000000 [--folder F] [--spark] [--json OUT]``.

The engine against hand-written DuckDB SQL over the same sorted Parquet, in turns, each in its own process; one
employer explained, a thousand times; twenty reforms beside one run; with ``--spark`` the same decisions on Spark.
"""

import argparse
import sys
from pathlib import Path

from measure import median, show, write
from province import province
from worker import Worker

SIDES = Path(__file__).parent / "policy_sides.py"
ENOUGH = 1.15, 1024, 0.100, 4.0
"""What must be reached: ratio to the baseline, MiB, seconds to explain one, runs that a grid may cost."""


def compare(folder: Path, rounds: int) -> dict[str, object]:
    """Engine and baseline in turns: the first round of each is cold (it compiles), the others count."""
    with Worker(SIDES, "duckdb", str(folder)) as engine, Worker(SIDES, "baseline", str(folder)) as baseline:
        runs = [(engine.ask("go"), baseline.ask("go")) for _ in range(rounds + 1)]
        hashes = [side.ask("hash")["sha256"] for side in (engine, baseline)]
    ours, theirs = zip(*runs, strict=True)
    figures = []
    for name, side, sha in zip(("engine", "hand-written SQL"), (ours, theirs), hashes, strict=True):
        warm = [float(run["seconds"]) for run in side[1:]]
        figures.append(
            {
                "side": name,
                "cold s": side[0]["seconds"],
                "warm s": median(warm),
                "warm cpu s": median([float(run["cpu"]) for run in side[1:]]),
                "all warm": warm,
                "peak MiB": max(int(run["peak"]) for run in side),
                "sha256": sha,
            }
        )
    ratios = [float(a["seconds"]) / float(b["seconds"]) for a, b in runs[1:]]
    ratio = figures[0]["warm s"] / figures[1]["warm s"]
    cpu = figures[0]["warm cpu s"] / figures[1]["warm cpu s"]
    return {
        "sides": figures,
        "ratio": ratio,
        "cpu ratio": cpu,
        "ratio of each round": ratios,
        "employers": ours[0]["rows"],
    }


def spark(folder: Path) -> dict[str, object]:
    """The same decisions on Spark local[2]."""
    with Worker(SIDES, "spark", str(folder)) as side:
        first, again = side.ask("go"), side.ask("go")
        return {"cold s": first["seconds"], "warm s": again["seconds"], "sha256": side.ask("hash")["sha256"]}


def explained(folder: Path) -> dict[str, object]:
    """One employer explained, many times."""
    with Worker(SIDES, "explain", str(folder)) as side:
        return side.ask("go")


def grid(folder: Path, rounds: int) -> dict[str, object]:
    """Twenty reforms beside one run, in turns."""
    with Worker(SIDES, "grid", str(folder)) as side:
        runs = [(side.ask("one"), side.ask("twenty")) for _ in range(rounds + 1)][1:]
    one, twenty = (median([float(run[i]["seconds"]) for run in runs]) for i in range(2))
    return {"one s": one, "twenty s": twenty, "ratio": twenty / one, "peak MiB": runs[-1][1]["peak"]}


def main() -> None:
    """Run all, print tables, write JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=45_000_000)
    parser.add_argument("--folder", type=Path, default=Path("var/bench"))
    parser.add_argument("--rounds", type=int, default=5, help="warm rounds of each side")
    parser.add_argument("--only", choices=("run", "explain", "grid"), help="one part alone")
    parser.add_argument("--spark", action="store_true")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    folder = province(asked.rows, asked.folder)
    figures: dict[str, object] = {"rows": asked.rows, "folder": folder.name}
    if asked.only in (None, "run"):
        figures["run"] = run = compare(folder, asked.rounds)
        show(
            "decided (warm: median)",
            [{k: v for k, v in side.items() if k != "all warm"} for side in run["sides"]],
        )
        each = ", ".join(f"{ratio:.2f}" for ratio in run["ratio of each round"])
        print(
            f"ratio {run['ratio']:.2f} (at most {ENOUGH[0]}; round by round {each}); of processor time {run['cpu ratio']:.2f}",
            flush=True,
        )
        if asked.spark:
            figures["spark"] = on_spark = spark(folder)
            same = on_spark["sha256"] == run["sides"][0]["sha256"]
            show(f"Spark local[2]: {'the same' if same else 'ANOTHER'} sha256", [on_spark])
    if asked.only in (None, "explain"):
        figures["explain"] = explained(folder)
        show(
            f"one employer explained (p50 at most {ENOUGH[2]} s; same = equal to the batch)",
            [figures["explain"]],
        )
    if asked.only in (None, "grid"):
        figures["grid"] = grid(folder, min(asked.rounds, 3))
        show(f"a grid of 20 ratios (at most {ENOUGH[3]} times one run)", [figures["grid"]])
    write(asked.json, figures)


if __name__ == "__main__":
    sys.exit(main())
