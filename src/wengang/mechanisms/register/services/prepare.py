"""From canonical tables to the tables that packs read: joins, enrichment, answers.

Which row makes an employer: ``population``; which employer a row is about: ``joins``; what files may add: ``enrich``.
Where the notices on 稳岗返还 are silent, each module's first lines say what was settled.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from wengang.kernel.errors import Finding

from .answers.answer_file import Answers, read_answers
from .answers.answered import (
    Applied,
    Routed,
    answer_fields,
    answer_listings,
    claimants_stated,
    funds_table,
    leavers_stated,
    route,
)
from .answers.answered_ledger import answer_months
from .columns.supplied import SuppliedTables, column
from .employers.branches import branch_columns
from .employers.enrich import enrich
from .employers.listings import Listing, listings_of, listings_table
from .employers.population import population
from .employers.roster import CONFLICT_FIELDS, FIELDS, Roster
from .joining.links import NO_LINKS, Links
from .joining.lost_zeros import lost_zeros
from .joining.members import Members
from .ledger.money_rows import REFUND_COLUMNS, funds_of, refunds_paid
from .ledger.people import spells_and_claims
from .ledger.rows import ledger_rows
from .prepared_tables import CANONICAL, TABLES, Prepared, empty, table_of, table_of_rows

__all__ = ["Prepared", "prepare"]

_NO_ANSWERS = Answers("", (), (), ())
_NO_EMPLOYERS = pa.table(
    {name: pa.array([], pa.string()) for name in ("employer_no", "source_file", "source_row")}
)
_NO_LEDGER = pa.table({"employer_no": pa.array([], pa.string())})


def prepare(
    intake: SuppliedTables,
    *,
    year: int,
    place: str,
    as_of: dt.date,
    known_by: dt.date,
    fund_place: str | None = None,
    answers: Path | None = None,
    links: Links = NO_LINKS,
) -> Prepared:
    """Turn canonical tables into prepared ones; the same tables whatever the order of files and rows.

    Parameters
    ----------
    intake
        Whatever holds the canonical tables: the intake of a folder of extracts.
    year, place, fund_place
        Policy year and place of the run: answers on leavers, claimants and the fund are about its base year. The
        fund is the pooling area's (统筹地区), ``place`` if not given.
    as_of, known_by
        The decision day (an application without a day counts as made by it), and the day by which answers count.
    answers, links
        A file of answers: InputError where it cannot be read as one. The result of linkage (``links.read_links``): it
        joins rows before codes and names do.
    """
    supplied = intake.tables
    said = read_answers(answers, known_by=known_by) if answers else _NO_ANSWERS
    employers = supplied.get("employers", _NO_EMPLOYERS)
    people = population(employers)
    roster = Roster.of(employers, people, links=links)
    enriched = enrich(roster, people.further)
    routed = route(said.known, roster)
    agreed = answer_fields(routed, roster, as_of=as_of)
    facts = _Facts(supplied, roster, routed, unmatched={"employers": enriched.unmatched})
    facts.people_and_ledger(base_year=year - 1)
    facts.lists()
    facts.money(agreed, fund_place=fund_place or place, base_year=year - 1)
    facts.tables["employers"] = employers_table(roster, enriched.used)
    bare = lost_zeros(supplied, facts.members, facts.unmatched)
    return Prepared(
        tables={name: facts.tables[name] for name in TABLES},
        missing=facts.missing(),
        findings=(*people.findings, *enriched.findings, *facts.findings, *said.findings, *routed.findings),
        warnings=(*people.warnings, *said.warnings, *bare.warnings),
        unmatched={name: rows for name, rows in sorted(facts.unmatched.items()) if rows},
        withheld=len(people.withheld_numbers),
        bare_numbers=bare.numbers,
        doubtful_pairs=facts.doubtful_pairs(),
    )


def employers_table(roster: Roster, further: np.ndarray) -> pa.Table:
    """The prepared employers; ``further``: the rows of other files that were used, among which legal persons are found."""
    conflicts = [""] * len(roster)
    for place, disputed in roster.disputed.items():
        conflicts[place] = ";".join(name for name in CONFLICT_FIELDS if name in disputed)
    return table_of(
        "employers",
        {
            "employer_id": pa.array(np.arange(len(roster), dtype=np.int32)),
            "employer_no": roster.numbers,
            **{name: roster.column(name) for name in FIELDS if name != "head_code"},
            **branch_columns(roster, further),
            "conflicts": conflicts,
        },
    )


@dataclass
class _Facts:
    """What other tables say of the employers, gathered step by step."""

    supplied: Mapping[str, pa.Table]
    roster: Roster
    routed: Routed
    unmatched: dict[str, int]
    tables: dict[str, pa.Table] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    likenesses: int = 0

    def __post_init__(self) -> None:
        self.members = Members.of(self.roster.numbers, self.roster.withheld_numbers)

    def missing(self) -> frozenset[str]:
        """Canonical tables not supplied; not the fund's where an answer has given the place's reserve."""
        missing = {name for name in CANONICAL if name not in self.supplied}
        return frozenset(missing - {"funds"} if self.tables["funds"].num_rows else missing)

    def doubtful_pairs(self) -> int | None:
        """Pairs left to a clerk: by linkage, and beside it; None without its result."""
        links = self.roster.index.links
        return links.questions + self.likenesses if links else None

    def people_and_ledger(self, *, base_year: int) -> None:
        """Spells, claims, ledger and the answers about them."""
        given, members = self.supplied, self.members
        spells, claims, unmatched = spells_and_claims(given.get("spells"), given.get("claims"), members)
        ledger = ledger_rows(given.get("ledger", _NO_LEDGER), members, spells=spells)
        rows, problems = answer_months(ledger.table, self.routed.by_kind["ledger"])
        self.findings += [*ledger.findings, *problems]
        self.unmatched |= unmatched | {"ledger": ledger.unmatched}
        self.tables |= {
            "spells": empty("spells") if spells is None else spells,
            "claims": empty("claims") if claims is None else claims,
            "ledger": rows,
            "leavers_stated": leavers_stated(self.routed, spells, base_year=base_year),
            "claimants_stated": claimants_stated(self.routed, claims, base_year=base_year),
        }

    def lists(self) -> None:
        """Lists and the answers about them."""
        listings: list[Listing] = []
        if "lists" in self.supplied:
            listed = listings_of(self.supplied["lists"], self.roster)
            listings, self.likenesses = listed.listings, listed.likenesses
            self.unmatched["lists"] = listed.unmatched
        self.tables["listings"] = listings_table(answer_listings(self.routed, listings))

    def money(self, agreed: Sequence[Applied], *, fund_place: str, base_year: int) -> None:
        """Refunds paid, the fund, and applications, with the agencies that answered that they ``agreed``."""
        names = ("employer_id", "kind", "on", "detail")
        rows = [*self._own_rows("applications", names), *agreed]
        self.tables["applications"] = table_of_rows("applications", sorted(rows, key=_text), names)
        paid = refunds_paid(self._own_rows("refunds", REFUND_COLUMNS))
        self.tables["refunds"] = table_of_rows("refunds", sorted(paid.rows, key=_text), REFUND_COLUMNS)
        funds = funds_of(self.supplied.get("funds"))
        self.findings += [*paid.findings, *funds.findings]
        self.tables["funds"] = funds_table(self.routed, funds.table, place=fund_place, base_year=base_year)

    def _own_rows(self, name: str, names: Sequence[str]) -> list[tuple[Any, ...]]:
        """Rows of a small canonical table about the employers to decide; its others are counted."""
        if name not in self.supplied:
            return []
        table = self.supplied[name]
        ids, self.unmatched[name] = self.members.ids(table)
        columns = [ids.to_pylist(), *(column(table, part) for part in names[1:])]
        return [row for row in zip(*columns, strict=True) if row[0] is not None]


def _text(row: Sequence[Any]) -> tuple[Any, ...]:
    return (row[0], *(("" if value is None else str(value)) for value in row[1:]))
