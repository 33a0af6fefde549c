"""Small folders of canonical extracts, a firm at a time, for tests that follow a round through its files."""

import csv
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from factories.random_city import COLUMNS

Row = dict[str, str]
A_HEAD = 4_000
"""Fen due a head and month, unit and person together."""


@dataclass
class Folder:
    """Rows by table; ``write`` makes the files."""

    year: int
    tables: dict[str, list[Row]] = field(
        default_factory=lambda: {name: [] for name in COLUMNS if name != "answers"}
    )

    def firm(self, number: str, heads: Sequence[int], **said: str) -> Row:
        """A small enterprise with a headcount for each month from the December before the base year on."""
        row = {
            "employer_no": number,
            "name": f"锦州{number}有限公司",
            "entity_type": "enterprise",
            "size": "small",
            "insured_from": "2010-01-01",
            "account_no": f"6222{number}",
            "account_name": f"锦州{number}有限公司",
            "bank": "建设银行",
            **said,
        }
        self.tables["employers"].append(row)
        first = (self.year - 2) * 12 + 11
        for month, people in enumerate(heads, start=first):
            self.month(number, month, people, due=people * A_HEAD)
        return row

    def month(self, number: str, month: int, people: int, *, due: int, paid: int | None = None) -> Row:
        """A ledger row of a month index (year * 12 + month - 1), paid on the month's last day."""
        row = {
            "employer_no": number,
            "month": f"{month // 12}-{month % 12 + 1:02d}",
            "insurance": "unemployment",
            "headcount": str(people),
            "due_unit_fen": str(due),
            "due_person_fen": "0",
            "paid_unit_fen": str(due if paid is None else paid),
            "paid_person_fen": "0",
        }
        self.tables["ledger"].append(row)
        return row

    def listed(self, number: str, name: str = "dishonest", **said: str) -> Row:
        """On a list."""
        row = {"list": name, "employer_no": number, "listed_on": f"{self.year - 1}-05-06", **said}
        self.tables["lists"].append(row)
        return row

    def fund(self, place: str, months: str = "30") -> None:
        """The reserve at the end of the base year, of a city and its province."""
        for level in (place, place[:2] + "0000"):
            self.tables["funds"].append(
                {"place": level, "as_of": f"{self.year - 1}-12-31", "fund_months": months}
            )

    def write(self, folder: Path, *, without: Sequence[str] = ()) -> Path:
        """The files in ``folder``; tables in ``without`` get none."""
        folder.mkdir(parents=True)
        for name, rows in self.tables.items():
            if name not in without:
                write_rows(folder / f"{name}.csv", rows, table=name)
        return folder


def write_rows(path: Path, rows: Sequence[Row], *, table: str) -> Path:
    """A canonical table as a file."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS[table].split(), restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def read_rows(path: Path) -> list[Row]:
    """Rows of an output file, as text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def by_number(path: Path) -> dict[str, Row]:
    """Rows of an output file by employer_no."""
    return {row["employer_no"]: row for row in read_rows(path)}


def day(text: str) -> dt.date:
    """A day as written in a contract."""
    return dt.date.fromisoformat(text)
