"""Reforms (政策模拟): the same facts judged under other parameters, baseline and all reforms in one query."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from wengang.engines.policy.evaluate import (
    ENTITY,
    GRANTED,
    REFUSED,
    UNDETERMINED,
    Gathered,
    gather,
    judged,
    judged_row,
)
from wengang.engines.policy.logic import count_where, total
from wengang.engines.policy.pack import Pack
from wengang.engines.policy.session import Session
from wengang.engines.policy.terms import Plain, Terms, varied_column

SCENARIO = "scenario"
_KEPT = (ENTITY, "outcome", "entitlement_fen", "amount_fen", "size", "industry", "division")
_NUMBER, _FLAG = pa.int64(), pa.bool_()
_Branch: TypeAlias = tuple[tuple[tuple[str, Plain], ...], tuple[tuple[str, str], ...]]
"""What a branch of the query has of its own: values that shape it, and tables read in place of others."""


@dataclass(frozen=True)
class Outcome:
    """What the scenarios give, as Arrow tables sorted by scenario (0 = baseline).

    Attributes
    ----------
    totals
        scenario, granted, refused, undetermined, amount_fen, entitlement_fen, gainers, losers, left_open, gained_fen,
        lost_fen, left_open_fen; gains and losses are differences of entitlement to the baseline. Who was entitled
        and becomes undetermined has lost nothing yet: these are ``left_open``, and no losers.
    by_size, by_industry
        scenario, size or industry (as recorded, or null), employers granted, amount_fen.
    """

    totals: pa.Table
    by_size: pa.Table
    by_industry: pa.Table


def simulate(
    pack: Pack,
    session: Session,
    tables: Mapping[str, Table],
    *,
    baseline: Terms,
    reforms: Sequence[Mapping[str, Plain]],
    elsewhere: Mapping[int, Mapping[str, Table]] | None = None,
) -> Outcome:
    """Judge everybody under the baseline and each reform (parameter path → value, applied last).

    Facts are gathered once for all reforms that do not touch them. Numbers and flags vary as columns of one
    query; what shapes the expression (a formula, a list) takes a branch of that query. ``elsewhere``: for the
    n-th reform (from 0), tables that it reads in place of those of that name (another fund, say).
    """
    others = {number + 1: replaced for number, replaced in (elsewhere or {}).items() if replaced}
    scenarios: list[Mapping[str, Plain]] = [{}, *reforms]
    shaping = _shaping_reads(pack, session, tables=tables, terms=baseline)
    branches: dict[_Branch, list[tuple[int, Mapping[str, Plain]]]] = defaultdict(list)
    for number, patch in enumerate(scenarios):
        fixed = tuple(sorted((p, v) for p, v in patch.items() if shaping.shapes(p)))
        branches[fixed, _names(others.get(number, {}))].append((number, patch))
    judged_branches = []
    kept: dict[_Branch, Gathered] = {((), ()): shaping.gathered}
    for (fixed, names), members in branches.items():
        terms = baseline.patched(dict(fixed))
        of_facts = tuple(pair for pair in fixed if shaping.shapes_facts(pair[0])), names
        if of_facts not in kept:
            read = {**tables, **others.get(members[0][0], {})}
            kept[of_facts] = gather(pack, session, tables=read, terms=terms, suffix=f"_{len(kept)}")
        judged_branches.append(
            _branch(
                pack,
                session,
                gathered=kept[of_facts],
                terms=terms,
                members=members,
                fixed=frozenset(path for path, _ in fixed),
            )
        )
    whole = judged_branches[0]
    for branch in judged_branches[1:]:
        whole = whole.union(branch)
    return _counted(session, session.keep(whole, "scenarios"))


def _names(replaced: Mapping[str, Table]) -> tuple[tuple[str, str], ...]:
    """Which tables a reform reads in place of which, by their names in the session."""
    return tuple(sorted((name, str(table.get_name())) for name, table in replaced.items()))


@dataclass(frozen=True)
class _Shaping:
    """Paths that the baseline reads as Python values: in the facts, and anywhere; all it reads; and its facts.

    What it does not read at all may shape the expression under a reform (the denominator of a formula that the
    baseline does not use), so that it too takes a branch of its own.
    """

    facts: frozenset[str]
    plain: frozenset[str]
    reads: frozenset[str]
    gathered: Gathered

    def shapes(self, path: str) -> bool:
        return path in self.plain or path not in self.reads

    def shapes_facts(self, path: str) -> bool:
        return path in self.facts or path not in self.reads


def _shaping_reads(pack: Pack, session: Session, *, tables: Mapping[str, Table], terms: Terms) -> _Shaping:
    recorded = replace(terms, reads=set(), plain_reads=set())
    gathered = gather(pack, session, tables=tables, terms=recorded)
    of_facts = frozenset(recorded.plain_reads)
    judged(pack, judged_row(pack, gathered.facts, gathered.shared), recorded)
    return _Shaping(
        facts=of_facts,
        plain=frozenset(recorded.plain_reads),
        reads=frozenset(recorded.reads),
        gathered=gathered,
    )


def _branch(
    pack: Pack,
    session: Session,
    *,
    gathered: Gathered,
    terms: Terms,
    members: Sequence[tuple[int, Mapping[str, Plain]]],
    fixed: frozenset[str],
) -> Table:
    """Every entity under each scenario of a branch: the varied parameters come as columns beside the facts."""
    varied = sorted({path for _, patch in members for path in patch} - fixed)
    columns: dict[str, pa.Array] = {SCENARIO: pa.array([number for number, _ in members], pa.int32())}
    for path in varied:
        values = [patch.get(path, terms.values[path]) for _, patch in members]
        kind = _FLAG if all(isinstance(value, bool) for value in values) else _NUMBER
        columns[varied_column(path)] = pa.array(values, kind)
    grid = session.read(f"grid_{members[0][0]}", pa.table(columns))
    row = judged_row(pack, gathered.facts, gathered.shared).cross_join(grid)
    here = replace(terms, varied=frozenset(varied))
    return judged(pack, row, here).select(SCENARIO, *_KEPT)


def _counted(session: Session, rows: Table) -> Outcome:
    base = rows.filter(rows[SCENARIO] == 0).select(ENTITY, before_fen="entitlement_fen")
    both = rows.join(base, ENTITY)
    gain = both.entitlement_fen - both.before_fen
    open_now = (gain < 0) & (both.outcome == UNDETERMINED)
    loses = (gain < 0) & (both.outcome != UNDETERMINED)
    totals = both.group_by(SCENARIO).aggregate(
        granted=count_where(both.outcome == GRANTED),
        refused=count_where(both.outcome == REFUSED),
        undetermined=count_where(both.outcome == UNDETERMINED),
        amount_fen=total(both.amount_fen),
        entitlement_fen=total(both.entitlement_fen),
        gainers=count_where(gain > 0),
        losers=count_where(loses),
        left_open=count_where(open_now),
        gained_fen=total(ibis.greatest(gain, 0)),
        lost_fen=total(ibis.ifelse(loses, -gain, 0)),
        left_open_fen=total(ibis.ifelse(open_now, -gain, 0)),
    )
    return Outcome(
        totals=session.arrow(totals).sort_by(SCENARIO),
        by_size=_by(session, rows, "size"),
        by_industry=_by(session, rows, "industry"),
    )


def _by(session: Session, rows: Table, column: str) -> pa.Table:
    granted = rows.filter(rows.outcome == GRANTED)
    counted = granted.group_by([SCENARIO, column]).aggregate(
        employers=total(ibis.ifelse(granted.outcome == GRANTED, 1, 0)), amount_fen=total(granted.amount_fen)
    )
    return session.arrow(counted).sort_by([(SCENARIO, "ascending"), (column, "ascending")])
