"""All entities of a scheme in one pass: facts, what is shared, the judgement, the outcome."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import BooleanValue, StringValue, Table

from wengang.engines.policy.logic import all_of, any_of, joined, joined_by, listed, when
from wengang.engines.policy.pack import Condition, Pack, Question
from wengang.engines.policy.plans import plan
from wengang.engines.policy.session import Session
from wengang.engines.policy.terms import Terms

ENTITY = "employer_id"
GRANTED, REFUSED, UNDETERMINED = "granted", "refused", "undetermined"
_OF_GRANTS = ("",)
COLLISION = "collides_"
"""Prefix of columns that are true where two exceptions to one general rule hold at once."""


class CollidingExceptions(Exception):
    """Two exceptions of one general rule hold for the same entity: the pack contradicts itself."""


@dataclass(frozen=True)
class Gathered:
    """Facts of all entities and what they share, computed once; the ground of judgement, reform, explanation.

    ``tables``: the engine tables that they were computed from.
    """

    facts: Table
    shared: Mapping[str, Table]
    tables: Mapping[str, Table]


def gather(
    pack: Pack, session: Session, *, tables: Mapping[str, Table], terms: Terms, suffix: str = ""
) -> Gathered:
    """Facts and shared tables, kept in the session under their names and ``suffix``. One scan of the keyed tables."""

    def made(step: str, over: Mapping[str, Table], build: Callable[[Terms], Table]) -> Table:
        found = plan(pack, session, step=step, tables=over, terms=terms, build=build)
        return session.keep_rows(found.query, f"{step}{suffix}")

    facts = made("facts", tables, lambda here: pack.facts(tables, here))
    over = {**tables, "facts": facts}
    build_shared = _built_once(lambda here: pack.shared(facts, tables, here))
    shared = {name: made(f"shared_{name}", over, partial(build_shared, name)) for name in pack.shared_keys}
    return Gathered(facts=facts, shared=shared, tables=tables)


def _built_once(build: Callable[[Terms], Mapping[str, Table]]) -> Callable[[str, Terms], Table]:
    """One of several tables that are built together, and only when one is asked for; reads count for each."""
    built: list[tuple[Mapping[str, Table], Terms]] = []

    def one(name: str, here: Terms) -> Table:
        if not built:
            built.append((build(here), here))
        tables, first = built[0]
        here.reads.update(first.reads)
        here.plain_reads.update(first.plain_reads)
        return tables[name]

    return one


def decide(
    pack: Pack, session: Session, *, gathered: Gathered, terms: Terms, columns: Sequence[str] | None = None
) -> pa.Table:
    """One row for each entity, sorted by its id, every intermediate value kept unless ``columns`` names some.

    Raises CollidingExceptions, naming the entities, when exceptions of one rule collide.
    """

    def rows(here: Terms) -> Table:
        whole = judged(pack, judged_row(pack, gathered.facts, gathered.shared), here)
        if columns is None:
            return whole
        collisions = [name for name in whole.columns if name.startswith(COLLISION)]
        return whole.select(list(dict.fromkeys([ENTITY, *columns, *collisions])))

    found = plan(
        pack,
        session,
        step=f"judged {columns}",
        tables={"facts": gathered.facts, **gathered.shared},
        terms=terms,
        build=rows,
    )
    decided = session.run(found.query).cast(found.schema).sort_by(ENTITY)
    refuse_collisions(decided)
    if columns is not None:
        return decided.select(list(columns))
    return with_carried(
        decided, [session.arrow(carried) for carried in carried_columns(pack, gathered.tables)]
    )


def carried_columns(pack: Pack, tables: Mapping[str, Table]) -> list[Table]:
    """What stands beside the decisions without having been judged, by entity."""
    return [tables[name].select(ENTITY, *columns) for name, columns in pack.carried.items()]


def with_carried(decided: pa.Table, carried: Sequence[pa.Table]) -> pa.Table:
    """Decisions sorted by entity, and beside them the columns of tables with a row for each of these."""
    for table in carried:
        beside = table.sort_by(ENTITY)
        for column in beside.column_names:
            if column != ENTITY:
                decided = decided.append_column(column, beside[column])
    return decided


def judged_row(pack: Pack, facts: Table, shared: Mapping[str, Table]) -> Table:
    """The row that is judged: an entity's facts beside what it shares with others."""
    return joined_by(facts, *[(table, pack.shared_keys[name]) for name, table in shared.items()])


def judged(pack: Pack, row: Table, terms: Terms) -> Table:
    """The very expression: from a joined row of facts to its outcome. Batch, explanation and reform share it."""
    row = pack.derive(row, terms.bound_to(row))
    here = terms.bound_to(row)
    row = row.mutate(
        **{condition.id: condition.rule(row, here) for condition in pack.conditions},
        qualified_fen=pack.entitlement(row, here),
        already_paid_fen=pack.paid(row, here),
    )
    row = row.mutate(
        **{
            met: all_of([row[condition.id] for condition in conditions]) if conditions else ibis.literal(True)
            for met, conditions in (("ordinary_met", _ordinary(pack)), ("late_met", _late(pack)))
        }
    )
    row = row.mutate(outcome=_outcome(row))
    here = terms.bound_to(row)
    families = _families(pack, row, here)
    row = row.mutate(**families)
    granted = row.outcome == GRANTED
    only_late_refusal = (row.outcome == REFUSED) & row.ordinary_met
    row = row.mutate(
        entitlement_fen=ibis.ifelse(granted | only_late_refusal, row.qualified_fen.fill_null(0), 0),
        amount_fen=ibis.ifelse(granted, row.qualified_fen - row.already_paid_fen, 0),
        **{name: ibis.ifelse(granted, row[name], None) for name in pack.granted_only},
        reasons=_reasons(pack, row, here),
        questions=_questions(pack, row, here),
        holds=ibis.ifelse(granted, listed([(hold.rule(row, here), hold.id) for hold in pack.holds]), ""),
    )
    return row.drop(*families, "ordinary_met", "late_met")


def refuse_collisions(decided: pa.Table) -> None:
    """Raise CollidingExceptions if any entity meets two exceptions of one rule."""
    for name in decided.column_names:
        if name.startswith(COLLISION):
            hit = decided.filter(pc.fill_null(decided[name], False))
            if hit.num_rows:
                ids = hit[ENTITY].slice(0, 5).to_pylist()
                raise CollidingExceptions(f"{name.removeprefix(COLLISION)}: exceptions collide for {ids}")


def _ordinary(pack: Pack) -> list[Condition]:
    return [condition for condition in pack.conditions if not condition.after_others]


def _late(pack: Pack) -> list[Condition]:
    return [condition for condition in pack.conditions if condition.after_others]


def _outcome(row: Table) -> StringValue:
    """From the two conjunctions, each met, not met (one of its conditions fails) or open (none fails, one is open)."""
    return ibis.cases(
        (~row.ordinary_met, REFUSED),
        (row.ordinary_met.isnull(), UNDETERMINED),
        (~row.late_met, REFUSED),
        (row.late_met.isnull(), UNDETERMINED),
        else_=GRANTED,
    )


def _reasons(pack: Pack, row: Table, terms: Terms) -> StringValue:
    ordinary, late = _ordinary(pack), _late(pack)
    named = {c.id: c.granted_as(row, terms) for c in pack.conditions if c.granted_as is not None}
    noted = {note: when(rule(row, terms), note) for note, rule in pack.notes.items()}
    of_grant = [piece for _, piece in sorted({**named, **noted}.items())]
    return ibis.cases(
        (row.outcome == GRANTED, joined(of_grant)),
        ((row.outcome == REFUSED) & row.ordinary_met, listed([(~row[c.id], c.id) for c in late])),
        (row.outcome == REFUSED, listed([(~row[c.id], c.id) for c in ordinary])),
        (row.ordinary_met.isnull(), listed([(row[c.id].isnull(), c.id) for c in ordinary])),
        else_=listed([(row[c.id].isnull(), c.id) for c in late]),
    )


def _families(pack: Pack, row: Table, terms: Terms) -> dict[str, StringValue]:
    """A column for each family of questions: the keys that it asks of this row, or the empty text."""
    asked = {}
    for question in pack.questions:
        if question.keys is not None:
            state = GRANTED if question.of == _OF_GRANTS else UNDETERMINED
            applies = (row.outcome == state) & _concerns(pack, question, row)
            asked[_family(question)] = ibis.ifelse(applies, question.keys(row, terms), "")
    return asked


def _family(question: Question) -> str:
    return f"asked_{question.key}"


def _questions(pack: Pack, row: Table, terms: Terms) -> StringValue:
    """What is asked of a row, by key. Grants and open rows apart, so that the database looks at these rows alone."""

    def piece(question: Question) -> StringValue:
        if question.keys is not None:
            return row[_family(question)]
        asks = ibis.literal(False) if question.asked is None else question.asked(row, terms)
        return when(_concerns(pack, question, row) & asks, question.key)

    ordered = sorted(pack.questions, key=lambda question: question.key)
    of_grants = [question for question in ordered if question.of == _OF_GRANTS]
    return ibis.cases(
        (row.outcome == GRANTED, joined([piece(question) for question in of_grants])),
        (row.outcome == UNDETERMINED, joined([piece(q) for q in ordered if q not in of_grants])),
        else_="",
    )


def _concerns(pack: Pack, question: Question, row: Table) -> BooleanValue:
    """Whether one of the question's conditions is open in an undetermined row; true of a question on grants."""
    if question.of == _OF_GRANTS:
        return ibis.literal(True)
    late = {condition.id for condition in _late(pack)}
    return any_of(
        [row[name].isnull() & (row.ordinary_met.notnull() if name in late else True) for name in question.of]
    )
