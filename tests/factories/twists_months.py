"""Twists of the ledger: thresholds hit exactly, arrears, deferrals, gaps, firms that begin or end in the year."""

import datetime as dt

from factories.unit import Unit
from oracle import days


def at_the_limit(unit: Unit) -> None:
    """The reduction lies on a limit, or one person to either side."""
    start = unit.rng.choice([20, 30, 30, 31, 50, 100, 199, 200, 200, 400])
    unit.start = start
    unit.insure(range(unit.setting.december_before, unit.setting.december + 1), start)
    share = unit.rng.choice([45, 55, 55, 60, 200])
    unit.end_with(start - start * share // 1000 - unit.rng.choice([-1, 0, 0, 0, 1]))


def within_the_small_limb(unit: Unit) -> None:
    """Thirty people or fewer lose up to a fifth, or one more."""
    start = unit.rng.choice([5, 10, 15, 20, 25, 29, 30, 31])
    unit.insure(range(unit.setting.december_before, unit.setting.december + 1), start)
    unit.end_with(start - start // 5 - unit.rng.choice([0, 0, 0, 1]))


def average_of_thirty(unit: Unit) -> None:
    """People move about thirty, so that start, average and end fall on different sides."""
    for month in [unit.setting.december_before, *unit.setting.base_year()]:
        unit.insure(range(month, month + 1), unit.rng.choice([29, 30, 30, 31]))
    unit.end_with(unit.rng.choice([19, 24, 25, 30, 31]))


def grown(unit: Unit) -> None:
    """More people at the end, or the same."""
    unit.end_with(unit.start + unit.rng.choice([0, 1, 5, 20]))


def arrears(unit: Unit) -> None:
    """A month unpaid, short of a fen, or paid about the decision day."""
    for _ in range(unit.rng.choice([1, 1, 2])):
        row = unit.months.get(unit.a_month(), [{"paid_unit_fen": ""}])[0]
        kind = unit.rng.random()
        if kind < 0.3:
            row["paid_unit_fen"] = row["paid_person_fen"] = unit.rng.choice(["", "0"])
        elif kind < 0.4 and int(row["paid_unit_fen"] or 0) > 0:
            row["paid_unit_fen"] = str(int(row["paid_unit_fen"]) - 1)
        else:
            row["paid_on"] = unit.setting.about(unit.rng).isoformat()


def paid_late_in_a_row_of_its_own(unit: Unit) -> None:
    """A late payment is a row with headcount 0 and no dues."""
    month = unit.a_month()
    if month not in unit.months:
        return
    row = unit.months[month][0]
    late = {**row, "headcount": "0", "due_unit_fen": unit.rng.choice(["", "0"]), "due_person_fen": ""}
    late["paid_on"] = unit.setting.about(unit.rng).isoformat()
    row["paid_unit_fen"] = row["paid_person_fen"] = "0"
    unit.months[month].append(late)


def deferral(unit: Unit) -> None:
    """One or two months unpaid, deferred until about the decision day."""
    until = unit.setting.as_of + dt.timedelta(days=unit.rng.choice([-30, -1, 0, 1, 90]))
    for _ in range(unit.rng.choice([1, 2])):
        for row in unit.months.get(unit.a_month(), [])[:1]:
            row["paid_unit_fen"] = row["paid_person_fen"] = unit.rng.choice(["0", ""])
            row["deferred_until"] = until.isoformat()


def correction(unit: Unit) -> None:
    """A negative row lowers a month's dues and payments; now and then it turns the sum negative."""
    month = unit.a_month()
    if month not in unit.months:
        return
    share = unit.rng.choice([0.1, 0.5, 1.0, 1.0, 1.5])
    row = unit.months[month][0]
    amounts = {k: str(-int(int(v or 0) * share)) for k, v in row.items() if k.endswith("_fen")}
    unit.months[month].append({**row, **amounts, "headcount": "0"})


def in_two_rows(unit: Unit) -> None:
    """A month's people and money come in two rows that add up."""
    month = unit.a_month()
    if month not in unit.months or unit.heads(month) < 2:
        return
    few = unit.heads(month) // 2
    first, second = unit.ledger_row(month, few), unit.ledger_row(month, unit.heads(month) - few)
    second["deferred_until"] = unit.rng.choice(["", unit.setting.as_of.isoformat()])
    unit.months[month] = [first, second]


def the_same_row_twice(unit: Unit) -> None:
    """An exact duplicate, to be used once."""
    month = unit.a_month()
    unit.months[month] = [row for row in unit.months.get(month, []) for _ in range(2)]


def no_rows(unit: Unit) -> None:
    """No ledger row at all, or none in the base year."""
    keep = unit.rng.choice([True, False])
    unit.months = {m: r for m, r in unit.months.items() if keep and m < unit.setting.january}


def gaps(unit: Unit) -> None:
    """Months inside the insured period have no row."""
    s = unit.setting
    for month in unit.rng.sample(
        [s.december_before, s.january, s.january + 5, s.december - 1, s.december], k=1
    ):
        unit.months.pop(month, None)
    if unit.rng.random() < 0.3:
        unit.months.pop(unit.a_month(), None)


def only_december_before_missing(unit: Unit) -> None:
    """The start is not known."""
    unit.months.pop(unit.setting.december_before, None)


def earlier_months(unit: Unit) -> None:
    """Rows before the December before: full months add up over years."""
    first = unit.setting.december_before - unit.rng.randint(1, 14)
    unit.insure(range(first, unit.setting.december_before), unit.start)
    unit.row["insured_from"] = days.last_day(first).isoformat()
    if unit.rng.random() < 0.4:
        unit.months.pop(unit.rng.choice([first, first + 1]), None)


def twelve_or_eleven(unit: Unit) -> None:
    """Founded so late that the twelfth month decides."""
    s = unit.setting
    first = s.january + unit.rng.choice([-1, 0, 0, 1, 1, 5, 11])
    unit.months = {m: r for m, r in unit.months.items() if m >= first}
    unit.row["insured_from"] = f"{days.month_text(first)}-{unit.rng.choice(['01', '15', '28'])}"
    kind = unit.rng.random()
    if kind < 0.25:
        unit.months.pop(unit.a_month(), None)
    elif kind < 0.5 and first in unit.months:
        unit.months[first][0]["paid_on"] = s.about(unit.rng).isoformat()


def insured_from_blank(unit: Unit) -> None:
    """Nobody says when insurance began; the first row may be early or late, and gaps may follow it."""
    s = unit.setting
    unit.row["insured_from"] = ""
    first = unit.rng.choice([s.january - 14, s.december_before, s.december_before, s.january, s.january + 2])
    if first < s.december_before:
        unit.insure(range(first, s.december_before), unit.start)
    unit.months = {m: r for m, r in unit.months.items() if m >= first}
    if unit.rng.random() < 0.5:
        unit.months.pop(unit.rng.choice([s.january + 4, s.december, s.december_before]), None)


def nobody_in_december_before(unit: Unit) -> None:
    """December before shows 0 people: the first month with people is the start."""
    s = unit.setting
    row = unit.ledger_row(s.december_before, 0)
    unit.months[s.december_before] = [row]
    if unit.rng.random() < 0.5:
        unit.months[s.january] = [unit.ledger_row(s.january, 0)]
    elif unit.rng.random() < 0.3:
        unit.months.pop(s.january, None)
    unit.end_with(unit.start - unit.rng.choice([0, 1, 2, 5]))


def closed_in_the_year(unit: Unit) -> None:
    """Insurance stops within the base year, with or without a December before."""
    last = unit.setting.january + unit.rng.choice([0, 4, 9, 10, 11])
    unit.months = {m: r for m, r in unit.months.items() if m <= last}
    unit.row["insured_to"] = days.last_day(last).isoformat()
    if unit.rng.random() < 0.4:
        unit.months.pop(unit.setting.december_before, None)


def gone_about_the_day(unit: Unit) -> None:
    """Insurance ends about the decision day."""
    unit.row["insured_to"] = unit.setting.about(unit.rng).isoformat()


def relief(unit: Unit) -> None:
    """The unit's share, or both, are waived from some month on."""
    both = unit.rng.random() < 0.3
    first = unit.setting.january + unit.rng.choice([0, 1, 6])
    for month, rows in unit.months.items():
        if month >= first:
            for row in rows:
                row["due_unit_fen"] = unit.rng.choice(["", "0"])
                row["paid_unit_fen"] = "0"
                if both:
                    row["due_person_fen"] = row["paid_person_fen"] = "0"


def nobody_in_a_month(unit: Unit) -> None:
    """A month without people: with dues (paid or not), or with nothing at all."""
    month = unit.a_month()
    empty = unit.ledger_row(month, 0)
    if unit.rng.random() < 0.6:
        empty |= {"due_unit_fen": "3000", "paid_unit_fen": unit.rng.choice(["3000", "0"])}
    else:
        empty |= {k: "0" for k in empty if k.endswith("_fen")}
    unit.months[month] = [empty]


def december_surge(unit: Unit) -> None:
    """December above, at, or under 130 % of the months before, and a January that is or is not back down."""
    unit.insure(range(unit.setting.december_before, unit.setting.december), 40)
    unit.end_with(unit.rng.choice([51, 52, 53, 80]))
    if unit.rng.random() < 0.7:
        following = unit.setting.december + 1
        unit.insure(range(following, following + 1), unit.rng.choice([0, 40, 52, 53, 80]))


def bulk_payment(unit: Unit) -> None:
    """Several months paid together shortly before (or after) the decision day."""
    day = unit.setting.as_of - dt.timedelta(days=unit.rng.choice([-1, 0, 3, 8, 14]))
    for month in unit.rng.sample(unit.setting.base_year(), k=unit.rng.choice([5, 6, 7])):
        for row in unit.months.get(month, [])[:1]:
            row["paid_on"] = day.isoformat()


def other_insurances(unit: Unit) -> None:
    """Rows of other insurances, and a month that is none: neither is looked at."""
    for month in unit.setting.base_year()[:3]:
        row = unit.ledger_row(month, unit.start + 3)
        unit.months.setdefault(month, []).append({**row, "insurance": unit.rng.choice(["pension", "injury"])})


TWISTS = (
    at_the_limit,
    at_the_limit,
    at_the_limit,
    within_the_small_limb,
    within_the_small_limb,
    at_the_limit,
    at_the_limit,
    average_of_thirty,
    grown,
    arrears,
    arrears,
    paid_late_in_a_row_of_its_own,
    deferral,
    correction,
    in_two_rows,
    the_same_row_twice,
    no_rows,
    gaps,
    gaps,
    only_december_before_missing,
    earlier_months,
    twelve_or_eleven,
    twelve_or_eleven,
    insured_from_blank,
    insured_from_blank,
    nobody_in_december_before,
    closed_in_the_year,
    gone_about_the_day,
    relief,
    nobody_in_a_month,
    december_surge,
    bulk_payment,
    bulk_payment,
    other_insurances,
)
