"""``python -m wengang.scenarios.registers --city jinzhou --employers 20000 --seed 1 --out DIR [--months 3]``."""

import argparse
import sys
from pathlib import Path

from wengang.kernel.errors import InputError
from wengang.scenarios.registers.calibration import CITIES
from wengang.scenarios.registers.city import generate


def main() -> int:
    """Write a city and print its files; 2 where the arguments do not fit."""
    parser = argparse.ArgumentParser(prog="python -m wengang.scenarios.registers", description=__doc__)
    parser.add_argument("--city", choices=CITIES, default=CITIES[0])
    parser.add_argument("--employers", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--damage", type=float, default=1.0, help="multiplies every rate of damage")
    parser.add_argument("--months", type=int, default=1, help="deliveries, month by month")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--replace", action="store_true")
    asked = parser.parse_args()
    try:
        made = generate(
            asked.city, employers=asked.employers, seed=asked.seed, out=asked.out, damage=asked.damage,
            months=asked.months, replace=asked.replace,
        )  # fmt: skip
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for stem, rows in made.rows.items():
        sys.stdout.write(f"{stem:14} {rows:>9,}\n")
    sys.stdout.write(f"{'':14} {sum(made.rows.values()):>9,}  {made.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
