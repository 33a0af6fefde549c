"""What the insured people's spells (参保时段) and the benefit files say of each employer."""

import ibis
from ibis.expr.types import Table

from wengang.engines.policy import Tables, Terms, among, count_where, known, total


def leaver_facts(tables: Tables, terms: Terms) -> Table:
    """Leavers of the base year by employer: excluded ones, and those whose reason nobody stated.

    A leaver's ``to_month``, the first month no longer insured, lies in the base year. A statement by reason
    (an answer) replaces the employer's spells.
    """
    spells, stated = tables["spells"], tables["leavers_stated"]
    excluded = terms.words("layoff.excluded_leavers")
    left = spells.filter(spells.to_month.between(terms.base_first, terms.base_last))
    left = left.anti_join(stated, "employer_id")
    unstated = left.group_by("employer_id").aggregate(
        leavers_excluded=count_where(among(left.leave_reason, excluded).fill_null(False)),
        leavers_unexplained=count_where(left.leave_reason.isnull()),
    )
    told = stated.group_by("employer_id").aggregate(
        leavers_excluded=total(ibis.ifelse(known(among(stated.reason, excluded)), stated.people, 0)),
        leavers_unexplained=(stated.people * 0).max(),
    )
    return unstated.union(told).mutate(has_leavers=True)


def claim_facts(tables: Tables, terms: Terms) -> Table:
    """Distinct people who newly drew unemployment benefit (新领失业金) in the base year, by employer."""
    claims, stated = tables["claims"], tables["claimants_stated"]
    drawn = claims.filter(claims.first_month.between(terms.base_first, terms.base_last))
    drawn = drawn.anti_join(stated, "employer_id")
    counted = drawn.group_by("employer_id").aggregate(claimants_known=drawn.person_id.nunique().cast("int64"))
    told = stated.group_by("employer_id").aggregate(claimants_known=stated.people.max())
    return counted.union(told)


def spell_patterns(tables: Tables, terms: Terms) -> Table:
    """People insured in the base year by employer, and how many for few months: for ``short_spells``."""
    months = people_months(tables["spells"], terms)
    person = months.group_by(["employer_id", "person_id"]).aggregate(months=total(months.months))
    few = person.months <= terms.number("holds.short_spells.months")
    return person.group_by("employer_id").aggregate(
        people_insured=person.count().cast("int64"), people_briefly=count_where(few)
    )


def double_insured(tables: Tables, terms: Terms) -> Table:
    """People also insured by another employer in the same months of the base year, by employer."""
    spells = people_months(tables["spells"], terms)
    here = spells.select("employer_id", "person_id", "first", "last")
    there = spells.select(
        other_id=spells.employer_id,
        person_id=spells.person_id,
        other_first=spells.first,
        other_last=spells.last,
    )
    both = here.join(there, "person_id")
    both = both.filter(
        (both.employer_id != both.other_id)
        & (both.first <= both.other_last)
        & (both.other_first <= both.last)
    )
    return both.group_by("employer_id").aggregate(people_doubly=both.person_id.nunique().cast("int64"))


def people_months(spells: Table, terms: Terms) -> Table:
    """Spells cut to the base year: first and last insured month, and their number."""
    first = ibis.greatest(spells.from_month, terms.base_first)
    last = ibis.least(spells.to_month.fill_null(terms.base_last + 1) - 1, terms.base_last)
    cut = spells.mutate(first=first.cast("int64"), last=last.cast("int64"))
    cut = cut.filter(cut.first <= cut.last)
    return cut.mutate(months=cut.last - cut.first + 1)
