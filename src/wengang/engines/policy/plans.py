"""Compiled queries (执行计划), kept for the process: building and compiling an expression costs more than running it.

A plan depends on the pack, the parameters that its expression read, and the tables' names and columns; never on
their rows. It is found again only where all of these are equal.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pyarrow as pa
from ibis.expr.types import Table

from wengang.engines.policy.pack import Pack
from wengang.engines.policy.session import Session
from wengang.engines.policy.terms import Plain, Terms
from wengang.kernel.errors import InputError

MOST_PLANS = 256
"""Plans that a process keeps; the one not used for longest goes first."""


@dataclass(frozen=True)
class Plan:
    """A query as the database takes it, the columns that it gives, and the parameters that shaped it."""

    pack: Pack
    query: str
    schema: pa.Schema
    read: Mapping[str, Plain]
    plain: frozenset[str]

    def fits(self, pack: Pack, terms: Terms) -> bool:
        """Whether the plan was made for this very pack, and every parameter that it read is the same."""
        if pack is not self.pack:
            return False
        try:
            return all(_same(terms.values[path], value) for path, value in self.read.items())
        except (KeyError, InputError):
            return False


_PLANS: OrderedDict[tuple[object, ...], list[Plan]] = OrderedDict()


def plan(
    pack: Pack,
    session: Session,
    *,
    step: str,
    tables: Mapping[str, Table],
    terms: Terms,
    build: Callable[[Terms], Table],
) -> Plan:
    """The plan of ``build(terms)``, an expression over ``tables`` alone; made once for each set of ``terms``.

    ``step`` says which expression of the pack it is. What the expression reads is recorded in ``terms`` as if it
    had been built again.
    """
    key = _key(session, step, tables=tables, terms=terms)
    found = next((known for known in _PLANS.get(key, ()) if known.fits(pack, terms)), None)
    if found is None:
        found = _made(pack, session, terms=terms, build=build)
        _PLANS.setdefault(key, []).append(found)
        if sum(map(len, _PLANS.values())) > MOST_PLANS:
            _PLANS.popitem(last=False)
    if key in _PLANS:
        _PLANS.move_to_end(key)
    terms.reads.update(found.read)
    terms.plain_reads.update(found.plain)
    return found


def _made(pack: Pack, session: Session, *, terms: Terms, build: Callable[[Terms], Table]) -> Plan:
    recorded = replace(terms, reads=set(), plain_reads=set())
    expression = build(recorded)
    return Plan(
        pack=pack,
        query=session.query(expression),
        schema=expression.schema().to_pyarrow(),
        read={path: recorded.values[path] for path in recorded.reads},
        plain=frozenset(recorded.plain_reads),
    )


def _key(session: Session, step: str, *, tables: Mapping[str, Table], terms: Terms) -> tuple[object, ...]:
    days = (terms.year, terms.place, terms.as_of, terms.known_by, terms.missing, terms.varied)
    columns = tuple((name, table.get_name(), table.schema()) for name, table in tables.items())
    return (session.name, step, *days, columns)


def _same(one: Plain, other: Plain) -> bool:
    """Equal and of one type: True and 1 make different expressions."""
    return type(one) is type(other) and one == other
