"""One row of facts for each employer, and what several employers share. No threshold is applied here."""

from collections.abc import Mapping

import ibis
from ibis.expr.types import Table

from wengang.engines.policy import Tables, Terms, among, count_where, joined_by, total, without
from wengang.kernel.period import last_day

from .ledger_facts import (
    BEFORE_BIT,
    LAST_BIT,
    answered_facts,
    bulk_facts,
    flagged_months,
    headcount_of,
    judged_months,
    ledger_facts,
    months_known,
    starts_in_january,
)
from .people_facts import claim_facts, double_insured, leaver_facts, spell_patterns
from .size import size_facts

GENERAL_SCHEME = ""
SHARED_KEYS = {"missing_files": "division", "legal_persons": "legal_person", "doubly": "employer_id"}
BAR_RULES = {
    "RR06": "lists.environment",
    "RR07": "lists.dishonest",
    "RR08": "lists.zombie",
    "RR09": "lists.bankrupt",
}
"""Which lists bar under which rule is a parameter."""
CARRIED = {
    "employers": (
        *("employees", "revenue_fen", "assets_fen", "account_name", "bank"),
        *("head_found", "head_industry", "head_employees", "head_revenue_fen", "head_assets_fen"),
    )
}
"""What size is worked out from, and what a payment needs: shown beside a decision, read by no rule."""
_NUMBERS = (
    "rows_mask answered_mask none_mask blank_mask arrears_mask arrears_fen older_rows months_contributed months_blank insured_months base_fen "
    "headcount_before headcount_december headcount_sum months_people bulk_months "
    "leavers_excluded leavers_unexplained claimants_known already_fen people_insured people_briefly"
).split()
_STATED = {"spells": ("leavers_excluded", "leavers_unexplained"), "claims": ("claimants_known",)}
"""Numbers that stay unknown where their table was not supplied and no answer stated them: an answer of none is 0."""


def sheet(tables: Tables, terms: Terms) -> Table:
    """Month by month: what the ledger says and what each month counts as."""
    return judged_months(months_known(tables["ledger"], terms, on=terms.known_by), terms)


def employer_facts(tables: Tables, terms: Terms) -> Table:
    """Facts of each employer of the population, one row each, also of one without any ledger row."""
    e = tables["employers"]
    known = months_known(tables["ledger"], terms, on=terms.known_by)
    months = ledger_facts(flagged_months(known, terms), terms)
    later = () if terms.known_by == terms.as_of else (bulk_facts(tables["ledger"], terms),)
    parts = (
        months.drop("bulk_months") if later else months,
        *later,
        answered_facts(tables["answered_months"], terms),
        leaver_facts(tables, terms).drop("has_leavers"),
        claim_facts(tables, terms),
        spell_patterns(tables, terms),
        listing_facts(tables["listings"], terms),
        refund_facts(tables["refunds"], terms),
        application_facts(tables["applications"]),
        size_facts(e, tables["size_classes"]),
        tables["area"],
    )
    row = joined_by(e.drop(*CARRIED["employers"]), *[(part, "employer_id") for part in parts])
    numbers = (*_NUMBERS, "headcount_january") if starts_in_january(terms) else _NUMBERS
    unstated = {name for table, names in _STATED.items() if table in terms.missing for name in names}
    return row.mutate(**{name: row[name].fill_null(0) for name in numbers if name not in unstated})


def standing(listings: Table, terms: Terms) -> Table:
    """Listings in force on the decision day: listed on or before it (blank = listed), not removed on or before it."""
    day = ibis.literal(terms.as_of)
    begun = listings.listed_on.isnull() | (listings.listed_on <= day)
    running = listings.removed_on.isnull() | (listings.removed_on > day)
    return listings.filter(begun & running)


def listing_facts(listings: Table, terms: Terms) -> Table:
    """Whether an employer stands on a barring list (失信名单等) on the decision day, surely or perhaps."""
    there = standing(listings, terms)
    there = there.mutate(
        **{
            f"doubtful_{rule}": ibis.ifelse(
                among(there["list"], terms.words(path)) & ~there.certain, there.key, ibis.null("string")
            )
            for rule, path in BAR_RULES.items()
        }
    )
    sure = {
        f"listed_{rule}": (among(there["list"], terms.words(path)) & there.certain).max()
        for rule, path in BAR_RULES.items()
    }
    asked = {
        f"doubtful_{rule}": there[f"doubtful_{rule}"].collect().unique().sort().join(";")
        for rule in BAR_RULES
    }
    return there.group_by("employer_id").aggregate(**sure, **asked)


def refund_facts(refunds: Table, terms: Terms) -> Table:
    """Fen already paid for this policy year under the general scheme (已返还)."""
    general = refunds.filter((refunds.year == terms.year) & (refunds.scheme == GENERAL_SCHEME))
    return general.group_by("employer_id").aggregate(already_fen=total(general.amount_fen))


def application_facts(applications: Table) -> Table:
    """Employers that applied as labour-dispatch agencies (劳务派遣申请)."""
    dispatch = applications.filter(applications.kind == "dispatch")
    return dispatch.group_by("employer_id").aggregate(applied_dispatch=(dispatch.kind == "dispatch").max())


def shared_tables(facts: Table, tables: Tables, terms: Terms) -> Mapping[str, Table]:
    """What concerns several employers at once: a division's missing file, units of one legal person, double insurance."""
    return {
        "missing_files": missing_files(facts, terms),
        "legal_persons": legal_persons(facts),
        "doubly": double_insured(tables, terms),
    }


def missing_files(facts: Table, terms: Terms) -> Table:
    """Mask, by division, of months in which not one of five or more insured employers has a row (整月文件缺失)."""
    enough = terms.number("missing_file.employers")
    placed = facts.filter(facts.division.notnull())
    delivered = without(placed.rows_mask, placed.answered_mask)
    columns = {}
    for position in range(BEFORE_BIT, LAST_BIT + 1):
        month = terms.base_last - LAST_BIT + position
        insured = _insured_in(placed, month)
        columns[f"rows_{position}"] = ibis.ifelse((delivered & (1 << position)) != 0, 1, 0).max()
        columns[f"units_{position}"] = count_where(insured)
    by_division = placed.group_by("division").aggregate(**columns)
    mask: ibis.expr.types.IntegerValue = ibis.literal(0, type="int64")
    for position in range(BEFORE_BIT, LAST_BIT + 1):
        gone = (by_division[f"rows_{position}"] == 0) & (by_division[f"units_{position}"] >= enough)
        mask = mask + ibis.ifelse(gone, ibis.literal(1 << position, type="int64"), 0)
    return by_division.select("division", missing_file_mask=mask)


def _insured_in(employers: Table, month: int) -> ibis.expr.types.BooleanValue:
    end, start = ibis.literal(last_day(month)), ibis.literal(last_day(month).replace(day=1))
    begun = employers.insured_from.isnull() | (employers.insured_from <= end)
    return begun & (employers.insured_to.isnull() | (employers.insured_to >= start))


def legal_persons(facts: Table) -> Table:
    """Units insured apart that belong to one legal person: their number, largest and summed start headcounts."""
    units = facts.filter(facts.legal_person.notnull())
    start = ibis.ifelse(
        units.headcount_before > 0, units.headcount_before, headcount_of(units.first_people_key).fill_null(0)
    )
    units = units.mutate(unit_start=start)
    return units.group_by("legal_person").aggregate(
        units_number=units.count(), units_largest=units.unit_start.max(), units_total=total(units.unit_start)
    )
