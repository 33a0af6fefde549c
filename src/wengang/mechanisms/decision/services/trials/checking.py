"""The static check of a scheme as it is in force at a place and year, without any extracts."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from wengang.engines.policy.catalogue import scheme_named
from wengang.engines.policy.check import Checked, check
from wengang.engines.policy.pack import Pack
from wengang.engines.policy.parameters import WINDOW, load_book
from wengang.engines.policy.session import DuckDBSession
from wengang.engines.policy.terms import Terms
from wengang.kernel.errors import bad_input
from wengang.mechanisms.decision.services.basis.engine_tables import engine_tables, open_tables
from wengang.mechanisms.decision.services.basis.evidence import refuse_unknown_tables
from wengang.mechanisms.decision.services.basis.policies import own_values, policy_roots
from wengang.mechanisms.decision.services.coverage.report import LIMITS, PREFIX
from wengang.mechanisms.register.services.prepared_tables import TABLES, Prepared, empty

_OF_THE_ROUND = (WINDOW, "fund_level", "publicity_fields", "publicity_working_days")
READ_ELSEWHERE = frozenset({*_OF_THE_ROUND, *(PREFIX + name for name in LIMITS)})
"""Parameters that a round reads outside its rules: its window, its fund, its publicity, its coverage."""


@dataclass(frozen=True, kw_only=True)
class SchemeCheck:
    """A scheme, the decision day that was taken, and what the check found."""

    pack: Pack
    as_of: dt.date
    checked: Checked


def check_scheme(
    name: str,
    *,
    year: int,
    place: str,
    as_of: dt.date | None = None,
    patch: Mapping[str, str] | None = None,
) -> SchemeCheck:
    """Check a scheme on a decision day, by default the last one of the year that the place allows.

    Raises InputError for an unknown scheme, year, place or path, for a value that no document states, and for a
    condition that rests on an unknown table.
    """
    scheme = scheme_named(name, policy_roots())
    book, pack = load_book(scheme.folder, extra=own_values(scheme)), scheme.load()
    refuse_unknown_tables(pack)
    if pack.specimen is None:
        raise bad_input(
            "该政策包没有样本, 不能作静态检查",
            "this scheme has no specimen, so that it cannot be checked",
            "在政策包中写明 specimen",
            "give the pack a specimen",
            column="SCHEME",
            value=name,
        )
    if as_of is None:
        until = book.resolve(year=year, place=place, as_of=dt.date(year, 1, 1)).values.get(WINDOW)
        last = dt.date(year, 12, 31)
        as_of = min(until, last) if isinstance(until, dt.date) else last
    resolved = book.resolve(year=year, place=place, as_of=as_of, patch=patch)
    terms = Terms(values=resolved.values, year=year, place=place, as_of=as_of, known_by=as_of)
    nobody = Prepared(tables={table: empty(table) for table in TABLES})
    with DuckDBSession() as session:
        tables = open_tables(pack, session, engine_tables(nobody, {}))
        checked = check(pack, session, tables=tables, terms=terms, read_elsewhere=READ_ELSEWHERE)
    return SchemeCheck(pack=pack, as_of=as_of, checked=checked)
