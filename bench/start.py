"""How long ``wengang --help`` takes beside an empty Python: ``python bench/start.py [--rounds 10] [--json OUT]``."""

import argparse
import subprocess
import sys
from pathlib import Path

from measure import median, show, timed, write

ENOUGH = 0.5
"""Seconds that the help may take."""


def main() -> None:
    """Run both in turns, print, write JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    commands = {
        "wengang --help": [str(Path(sys.executable).with_name("wengang")), "--help"],
        "python -c pass": [sys.executable, "-c", "pass"],
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(asked.rounds + 1):
        for name, command in commands.items():
            seconds[name].append(timed(lambda: subprocess.run(command, capture_output=True, check=True)))  # noqa: B023
    rows = [{"command": name, "median s": median(taken[1:])} for name, taken in seconds.items()]
    show(f"start (the help: at most {ENOUGH} s)", rows)
    write(asked.json, {"start": rows})


if __name__ == "__main__":
    main()
