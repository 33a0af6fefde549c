"""From canonical tables and answers to the facts of each employer."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from oracle import codes, days, sizes
from oracle.conditions import Run
from oracle.extracts import (
    FIELDS,
    Extracts,
    Row,
    Sourced,
    answers_by,
    good_employers,
    ledger_row,
    ledgers,
    optional_day,
    spells,
    supplied,
    table,
    typed_field,
)
from oracle.facts import Facts, Listing
from oracle.holds import people_shares
from oracle.joins import Directory
from oracle.parameters import Parameters, chain

HEAD_FIELDS = ("size", "industry", "employees", "revenue_fen", "assets_fen")


@dataclasses.dataclass
class City:
    """Facts of the employers to decide, and the numbers of those that are kept back (two differing rows)."""

    facts: dict[str, Facts]
    withheld: set[str]


def gather(extracts: Extracts, *, run: Run, p: Parameters, answers: Iterable[Row] = ()) -> City:
    """Everything that is known of each employer to decide."""
    given = answers_by(answers, run.known_by)
    population, withheld, others = _population(extracts)
    directory = Directory()
    for row in good_employers(extracts):  # one that is kept back still bears its name
        if row["employer_no"]:
            directory.add(row)
    facts = {number: _fields(row) for number, row in population.items()}
    _enrich(facts, others, directory=directory, given=given)
    for number, found in facts.items():
        found.head = _head(found, [*population.values(), *others])
        own = codes.organisation(found.code)
        found.unit_group = codes.organisation(found.text("head_code")) or own
        _listings(found, table(extracts, "lists"), directory=directory, given=given, number=number)
    _ledger_and_people(facts, extracts, run=run)
    _money(facts, extracts, run=run, p=p)
    for answer in given:
        _apply(facts, answer)
    return City(facts, withheld)


def _population(extracts: Extracts) -> tuple[dict[str, Sourced], set[str], list[Sourced]]:
    rows = good_employers(extracts)
    numbered: dict[str, list[Sourced]] = {}
    for row in rows:
        if row["employer_no"]:
            numbered.setdefault(row["employer_no"], []).append(row)
    withheld = {number for number, found in numbered.items() if len(found) > 1}
    single = {n: found[0] for n, found in sorted(numbered.items()) if n not in withheld}
    return single, withheld, [row for row in rows if not row["employer_no"]]


def _fields(row: Sourced) -> Facts:
    return Facts(
        employer_no=row["employer_no"],
        name=row["name"],
        code=row["code"],
        fields={name: typed_field(name, row[name]) for name in FIELDS},
    )


def _enrich(
    facts: dict[str, Facts], others: list[Sourced], *, directory: Directory, given: list[dict[str, str]]
) -> None:
    """Fill blank fields from further files; where files disagree the field is unknown and the row is not used."""
    meeting: dict[str, list[Sourced]] = {}
    for row in others:
        certain, doubtful = directory.meets(row)
        for number in facts.keys() & set(certain):
            meeting.setdefault(number, []).append(row)
        for number in facts.keys() & set(doubtful):
            if _match_answer(given, number, row) == "1":
                meeting.setdefault(number, []).append(row)
    for number, rows in meeting.items():
        own = facts[number]
        stated = {name: {own.fields[name]} - {None} for name in FIELDS}
        for row in rows:
            for name in FIELDS:
                stated[name] |= {typed_field(name, row[name])} - {None}
        stated["industry"] = sizes.finest(stated["industry"])
        own.unsettled = {name for name in FIELDS if len(stated[name]) > 1}
        for row in rows:
            if any(row[name] and name in own.unsettled for name in FIELDS):
                continue
            for name in FIELDS:
                if row[name] and own.fields[name] is None:
                    own.fields[name] = typed_field(name, row[name])


def _match_answer(given: list[dict[str, str]], number: str, row: Sourced) -> str:
    key = f"match:{row.stem}:{row.number}"
    return next((a["value"] for a in given if (a["employer_no"], a["key"]) == (number, key)), "")


def _head(found: Facts, rows: list[Sourced]) -> dict[str, object] | None:
    """The legal person's fields, from any employers row with the organisation code of ``head_code``."""
    wanted = codes.organisation(found.text("head_code"))
    heads = [r for r in rows if wanted and codes.organisation(r["code"]) == wanted]
    heads = [r for r in heads if r["employer_no"] != found.employer_no]
    if not heads:
        return None
    return {name: next((typed_field(name, r[name]) for r in heads if r[name]), None) for name in HEAD_FIELDS}


def _listings(
    found: Facts,
    rows: list[Sourced],
    *,
    directory: Directory,
    given: list[dict[str, str]],
    number: str,
) -> None:
    for row in rows:
        certain, doubtful = directory.meets(row)
        if number not in certain and number not in doubtful:
            continue
        answered = _match_answer(given, number, row)
        if number in doubtful and answered == "0":
            continue
        try:
            listed_on, removed_on = optional_day(row["listed_on"]), optional_day(row["removed_on"])
        except ValueError:
            continue
        sure = number in certain or answered == "1"
        key = f"match:{row.stem}:{row.number}"
        found.listings.append(Listing(row["list"], listed_on, removed_on, sure, key))


def _ledger_and_people(facts: dict[str, Facts], extracts: Extracts, *, run: Run) -> None:
    january = (run.year - 1) * 12
    by_employer = ledgers(extracts)
    known_spells = "spells" not in run.missing and supplied(extracts, "spells")
    people = spells(extracts) if known_spells else []
    short, double = people_shares(people, run.year - 1)
    claims: dict[str, set[str]] = {}
    for row in table(extracts, "claims"):
        if january <= days.parse_month(row["first_month"]) < january + 12:
            claims.setdefault(row["employer_no"], set()).add(row["person_id"])
    no_claims = "claims" in run.missing or not supplied(extracts, "claims")
    for number, found in facts.items():
        if "ledger" not in run.missing:
            found.ledger = by_employer.get(number, {})
        found.short_share = short.get(number, Fraction(0))
        found.double_share = double.get(number, Fraction(0))
        found.claimants = None if no_claims else len(claims.get(number, set()))
        if known_spells:
            own = [s for s in people if s.employer_no == number]
            left = {(s.person, s.reason) for s in own if s.to_month and january <= s.to_month < january + 12}
            found.leavers = Counter(reason for _, reason in left)
            found.spell_heads = {
                month: len({s.person for s in own if s.from_month <= month < (s.to_month or month + 1)})
                for month in range(min((s.from_month for s in own), default=january), january + 24)
            }


def _money(facts: dict[str, Facts], extracts: Extracts, *, run: Run, p: Parameters) -> None:
    months, benefit = _fund(extracts, run, p)
    refunds: dict[str, list[tuple[str, int]]] = {}
    if "refunds" not in run.missing:
        for row in table(extracts, "refunds"):
            if int(row["year"]) == run.year:
                refunds.setdefault(row["employer_no"], []).append((row["scheme"], int(row["amount_fen"])))
    for number, found in facts.items():
        found.fund_months, found.benefit_fen = months, benefit
        found.refunds = refunds.get(number, [])


def _fund(extracts: Extracts, run: Run, p: Parameters) -> tuple[Fraction | None, int | None]:
    """Months of reserve and monthly benefit: the latest row up to the base year's end, city or province first."""
    if "funds" in run.missing:
        return None, None
    level = run.place[:2] + "0000" if p.fund_level == "province" else run.place[:4] + "00"
    limit = dt.date(run.year - 1, 12, 31)
    rows = table(extracts, "funds")
    for place in chain(level):
        dated = [(days.parse_day(row["as_of"]), n) for n, row in enumerate(rows) if row["place"] == place]
        if not (dated := [item for item in dated if item[0] <= limit]):
            continue
        row = rows[max(dated)[1]]
        benefit = int(row["monthly_benefit_fen"]) if row["monthly_benefit_fen"] else None
        if row["fund_months"]:
            return Fraction(row["fund_months"]), benefit
        outgo = int(row["monthly_outgo_fen"] or 0)
        return (Fraction(int(row["balance_fen"]), outgo) if outgo and row["balance_fen"] else None), benefit
    return None, None


def _apply(facts: dict[str, Facts], answer: dict[str, str]) -> None:
    """Fill in what an answer tells; one that contradicts a supplied value changes nothing."""
    key, value = answer["key"], answer["value"]
    if key == "fund":
        for found in facts.values():
            if found.fund_months is None:
                found.fund_months = Fraction(value)
        return
    found = facts.get(answer["employer_no"])
    if found is None or key.startswith("match:"):
        return
    if key.startswith("ledger:"):
        _answer_month(found, days.parse_month(key.removeprefix("ledger:")), value)
    elif key == "leavers":
        pairs = (part.split("=") for part in value.split(";") if "=" in part)  # "none": nobody
        if found.leavers is None or found.leavers[""]:
            found.leavers = Counter({reason: int(people) for reason, people in pairs})
    elif key == "claimants":
        if found.claimants is None:
            found.claimants = int(value)
    elif key == "account":
        found.fields["account_no"] = found.fields["account_no"] or value.split(";")[0]
    elif key == "dispatch_application":
        if value == "not_agency" and found.get("dispatch") is None:
            found.fields["dispatch"] = False
            found.unsettled.discard("dispatch")
    elif key in FIELDS and found.get(key) is None:
        found.fields[key] = typed_field(key, value)
        found.unsettled.discard(key)


def _answer_month(found: Facts, month: int, value: str) -> None:
    if month in found.ledger:
        return
    if value == "none":
        found.not_insured.add(month)
        return
    names = "headcount due_unit_fen due_person_fen paid_unit_fen paid_person_fen paid_on".split()
    cells = dict(zip(names, value.split(";"), strict=True)) | {"deferred_until": ""}
    if any(int(cells[name] or 0) < 0 for name in names[:-1]):
        return  # an answer tells of a whole month, and a month below nothing is in quarantine
    found.answered.add(month)
    found.ledger = found.ledger | {month: [ledger_row(cells, month)]}
