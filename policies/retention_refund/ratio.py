"""Which ratio (返还比例) an employer is paid at: small and medium firms, with exceptions for large firms and other units."""

import ibis
from ibis.expr.types import IntegerValue, StringValue, Table

from wengang.engines.policy import Default, Terms, half_up, known

ENTERPRISE = "enterprise"
LARGE = "large"


def size_class(row: Table) -> Table:
    """Adds ``size`` (large, medium, small, micro or null) and ``is_large``, for enterprises.

    A size that a department states goes before the table. A branch (分公司) takes its legal person's size,
    stated or worked out, else its own stated one; never one worked out from its own staff.
    """
    branch = row.is_branch
    stated = ibis.ifelse(branch, row.head_size, row["size"])
    enterprise = row.entity_type.isnull() | (row.entity_type == ENTERPRISE)
    own_stated = ibis.ifelse(branch & row.table_large.isnull(), row["size"], ibis.null("string"))
    word: StringValue = ibis.coalesce(stated, row.table_class, own_stated)
    large = ibis.ifelse(word.notnull(), word == LARGE, row.table_large)
    return row.mutate(
        stated_size=row["size"],
        is_enterprise=enterprise,
        is_large=ibis.ifelse(enterprise, large, ibis.null("boolean")),
        size=ibis.ifelse(enterprise, word, ibis.null("string")),
    )


def ratio_of(row: Table, terms: Terms) -> Table:
    """Adds ``own_ratio_bp`` (null where it depends on a size that cannot be told) and the best it could be."""
    large, sme = terms["ratio.large"], terms["ratio.sme"]
    same = large == sme
    other = ~row.is_enterprise
    ratio = Default(
        ibis.ifelse(row.is_large.isnull() & row.is_enterprise & ~same, ibis.null("int64"), sme),
        ((row.is_large.fill_null(False), large), (other, _other_units(row, terms))),
    )
    best = ibis.greatest(large, sme)
    return row.mutate(own_ratio_bp=ratio.value(), collides_ratio=ratio.collides(), best_ratio_bp=best)


def _other_units(row: Table, terms: Terms) -> IntegerValue:
    """Other units (参照实施的单位) take the place's ``other_units.ratio`` whatever size is stated for them."""
    kind = terms.text("other_units.ratio")
    if kind == "by_headcount":
        many = row.headcount_sum >= terms["other_units.large_from"] * row.months_people
        return ibis.ifelse(known(many), terms["ratio.large"], terms["ratio.sme"])
    return terms["ratio.large"] if kind == LARGE else terms["ratio.sme"]


def entitlement(row: Table, terms: Terms) -> IntegerValue:
    """Base times ratio, rounded half up to the fen, once for each unit (每户一次, 四舍五入到分)."""
    return half_up(ibis.greatest(row.base_fen, 0), row.own_ratio_bp)


def at_stake(row: Table, terms: Terms) -> IntegerValue:
    """What an employer would still get if all that is open turned out well for it, in fen."""
    ratio = ibis.coalesce(row.own_ratio_bp, row.best_ratio_bp)
    return ibis.greatest(half_up(ibis.greatest(row.base_fen, 0), ratio) - row.already_fen, 0)
