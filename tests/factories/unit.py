"""One made-up insured employer as canonical rows of text, clean until a twist spoils it."""

import dataclasses
import datetime as dt
import random

from oracle import codes, days

Row = dict[str, str]


@dataclasses.dataclass(frozen=True)
class Setting:
    """The run for which a city is made."""

    scheme: str
    place: str
    year: int
    as_of: dt.date
    known_by: dt.date

    @property
    def january(self) -> int:
        """First month of the base year."""
        return (self.year - 1) * 12

    @property
    def december(self) -> int:
        """Last month of the base year."""
        return self.january + 11

    @property
    def december_before(self) -> int:
        """The month before the base year."""
        return self.january - 1

    def base_year(self) -> list[int]:
        """The twelve months of the base year."""
        return list(range(self.january, self.january + 12))

    def about(self, rng: random.Random) -> dt.date:
        """A day on, next to, or around the decision day or the day facts are known by."""
        day = rng.choice([self.as_of, self.as_of, self.known_by])
        return day + dt.timedelta(days=rng.choice([-40, -1, -1, 0, 0, 1, 1, 60]))


def uscc(rng: random.Random) -> str:
    """A 统一社会信用代码 of which both check characters are right."""
    body = "".join(rng.choice("0123456789") for _ in range(8))
    first = "91210702" + "MA" + body[2:] if rng.random() < 0.3 else "91210702" + body
    first = first[:16] + codes.check_11(first[8:16])
    return first + codes.check_31(first)


def spoiled(code: str) -> str:
    """The same code with a wrong last character."""
    return code[:-1] + ("0" if code[-1] != "0" else "1")


class Unit:
    """An employer and every row that speaks of it; ledger rows by month."""

    def __init__(self, rng: random.Random, *, setting: Setting, serial: int, division: str) -> None:
        self.rng, self.setting, self.serial = rng, setting, serial
        self.people = 0
        code = uscc(rng)
        self.row: Row = {
            "employer_no": f"{serial:06d}" if rng.random() < 0.5 else f"E{serial:05d}",
            "name": f"锦州{serial}号商贸有限公司",
            "code": code,
            "head_code": "",
            "entity_type": "enterprise",
            "industry": "",
            "employees": "",
            "revenue_fen": "",
            "assets_fen": "",
            "size": rng.choice(["large", "medium", "small", "small", "micro"]),
            "status": rng.choice(["", "存续"]),
            "insured_from": "2012-03-01",
            "insured_to": "",
            "division": division,
            "dispatch": rng.choice(["", "", "0", "否"]),
            "account_no": f"6222{serial:012d}",
            "account_name": "",
            "bank": "建设银行",
        }
        self.row["account_name"] = self.row["name"]
        self.months: dict[int, list[Row]] = {}
        self.spells: list[Row] = []
        self.claims: list[Row] = []
        self.lists: list[Row] = []
        self.refunds: list[Row] = []
        self.applications: list[Row] = []
        self.other_files: list[Row] = []
        self.twice: list[Row] = []
        self.per_head = (rng.randint(1500, 5200), rng.randint(1500, 3000))
        self.start = rng.choice([2, 5, 12, 20, 29, 30, 30, 31, 31, 40, 50, 60, 100, 199, 200, 400])
        self.insure(range(setting.december_before, setting.december + 1), self.start)

    def insure(self, months: range, headcount: int) -> None:
        """Set the ledger of some months to one clean row each."""
        for month in months:
            self.months[month] = [self.ledger_row(month, headcount)]

    def ledger_row(self, month: int, headcount: int) -> Row:
        """A row with full dues, paid in full on a day of the next month or on a blank day."""
        due = [headcount * rate + (month % 7 if headcount else 0) for rate in self.per_head]
        paid_on = days.last_day(month) + dt.timedelta(days=self.rng.randint(-20, 15))
        return {
            "employer_no": self.row["employer_no"],
            "month": days.month_text(month),
            "insurance": "unemployment",
            "headcount": str(headcount),
            "due_unit_fen": str(due[0]),
            "due_person_fen": str(due[1]),
            "paid_unit_fen": str(due[0]),
            "paid_person_fen": str(due[1]),
            "paid_on": self.rng.choice(["", paid_on.isoformat()]),
            "deferred_until": "",
        }

    def heads(self, month: int) -> int:
        """People in a month's rows."""
        return sum(int(row["headcount"] or 0) for row in self.months.get(month, []))

    def end_with(self, headcount: int) -> None:
        """Let December of the base year show a number of people."""
        self.insure(range(self.setting.december, self.setting.december + 1), max(headcount, 0))

    def a_month(self) -> int:
        """Some month of the base year that has a row (January where none has)."""
        present = [m for m in self.setting.base_year() if m in self.months]
        return self.rng.choice(present or [self.setting.january])

    def person(self) -> str:
        """A new person of this employer."""
        self.people += 1
        return f"P{self.serial:05d}{self.people:04d}"

    def leaver(self, to_month: int, reason: str) -> None:
        """Add the spell of somebody who left."""
        self.spell(self.setting.january - self.rng.randint(2, 30), to_month, reason=reason)

    def spell(self, from_month: int, to_month: int | None, *, reason: str = "", person: str = "") -> None:
        """Add a spell; ``to_month`` ``None`` while still there."""
        self.spells.append(
            {
                "person_id": person or self.person(),
                "employer_no": self.row["employer_no"],
                "from_month": days.month_text(from_month),
                "to_month": "" if to_month is None else days.month_text(to_month),
                "leave_reason": reason,
            }
        )
