"""One entity by the very expression that decided all: its tables are cut down to it, nothing else differs."""

from collections.abc import Mapping

import pyarrow as pa
from ibis.expr.types import Table

from wengang.engines.policy.evaluate import (
    ENTITY,
    carried_columns,
    judged,
    judged_row,
    with_carried,
)
from wengang.engines.policy.pack import Pack
from wengang.engines.policy.session import DuckDBSession
from wengang.engines.policy.terms import Terms

_ONE = "one_"
_NEAR = "near_"
_FACTS, _JUDGED, _SHEET = "explain_facts", "explain_judged", "explain_sheet"
NEAR_ROWS = 2_000_000
"""Tables up to this size are brought near, into the session: a Parquet file is read by whole row groups."""


class Explainer:
    """Explains entities of one run, one at a time; the queries are compiled and planned once.

    The facts come first, into a table of one row; the judgement reads that row. In one query the database would
    set up every step of the judgement once more for each part of the facts.

    Parameters
    ----------
    tables
        The run's engine tables, in the session.
    shared
        What the run found that entities share (kept with the run: it needs all entities).
    evidence
        Tables with the sources' rows, by name.
    """

    def __init__(
        self,
        pack: Pack,
        session: DuckDBSession,
        *,
        tables: Mapping[str, Table],
        shared: Mapping[str, Table],
        terms: Terms,
        evidence: Mapping[str, Table] | None = None,
    ) -> None:
        self.pack, self.session, self.terms = pack, session, terms
        self.evidence = dict(evidence or {})
        self._filled: dict[str, int] = {}
        self._selected: int | None = None
        own = {name: self._cut(tables[name]) for name in pack.keyed}
        own |= {name: self._copy(tables[name]) for name in pack.reference}
        near = {name: self._cut(table) for name, table in shared.items()}
        self._sources = {name: self._near(tables[name]) for name in pack.keyed}
        self._shared = {name: table.get_name() for name, table in shared.items()}
        self._own = {name: own[name].get_name() for name in pack.keyed}
        inputs = judged_row(pack, pack.facts(own, terms), near)
        row = session.keep(inputs.limit(0), f"{_ONE}inputs")
        decision = judged(pack, row, terms)
        self._schema, self._decided = inputs.schema().to_pyarrow(), decision.schema().to_pyarrow()
        carried = carried_columns(pack, own)
        self._carried = [(session.query(table), table.schema().to_pyarrow()) for table in carried]
        session.prepare(_FACTS, f'INSERT INTO "{_ONE}inputs" {session.query(inputs)}')
        session.prepare(_JUDGED, session.query(decision))
        if pack.sheet is not None:
            session.prepare(_SHEET, session.query(pack.sheet(own, terms).order_by("month")))

    def _cut(self, table: Table) -> Table:
        """An empty copy that holds one entity's rows at a time."""
        return self.session.keep(table.limit(0), f"{_ONE}{table.get_name()}")

    def _copy(self, table: Table) -> Table:
        """A reference table as a table of the session: over Arrow data or a file every run would be planned anew."""
        return self.session.keep(table, f"{_NEAR}{table.get_name()}")

    def _near(self, table: Table) -> str:
        """Name of the table that an entity's rows are looked up in."""
        rows = self.session.run(f'SELECT count(*) AS n FROM "{table.get_name()}"')["n"][0].as_py()  # noqa: S608 - table names are the engine's own
        if rows > NEAR_ROWS:
            return str(table.get_name())
        return str(self._copy(table).get_name())

    def _fill(self, target: str, source: str, *, column: str, value: object) -> None:
        run = self.session.backend.con.execute
        if self._filled.get(target, 1):
            run(f'DELETE FROM "{target}"')  # noqa: S608 - table names are the engine's own
        query = f'INSERT INTO "{target}" SELECT * FROM "{source}" WHERE "{column}" = ?'  # noqa: S608 - table names are the engine's own
        self._filled[target] = run(query, [value]).fetchone()[0]

    def select(self, entity: int) -> None:
        """Bring one entity's rows in, and its row of facts."""
        self._selected = entity
        for name, source in self._sources.items():
            self._fill(self._own[name], source, column=ENTITY, value=entity)
        own = self.session.run(f'SELECT * FROM "{self._own["employers"]}"').to_pylist()  # noqa: S608 - table names are the engine's own
        for name, key in self.pack.shared_keys.items():
            source = self._shared[name]
            self._fill(f"{_ONE}{source}", source, column=key, value=own[0][key] if own else None)
        self.session.backend.con.execute(f'DELETE FROM "{_ONE}inputs"')  # noqa: S608 - table names are the engine's own
        self.session.run_prepared(_FACTS)

    def decision(self, entity: int) -> pa.Table:
        """The entity's row with every intermediate value, as the batch made it. No row for an unknown entity."""
        self.select(entity)
        row = self.session.run_prepared(_JUDGED).cast(self._decided)
        return with_carried(row, [self.session.run(query).cast(kind) for query, kind in self._carried])

    def inputs(self) -> pa.Table:
        """The row of facts of the entity selected last, before it is judged."""
        rows = self.session.run(f'SELECT * FROM "{_ONE}inputs"')  # noqa: S608 - table names are the engine's own
        return rows.cast(self._schema)

    def evidence_rows(self, table: str) -> pa.Table:
        """Rows of a table of evidence (with source_file and source_row) of the entity selected last."""
        name = self.evidence[table].get_name()
        query = f'SELECT * FROM "{name}" WHERE {ENTITY} = ?'  # noqa: S608 - table names are the engine's own
        return self.session.run_with(query, [self._selected])

    def sheet(self) -> pa.Table | None:
        """The month-by-month sheet of the entity selected last."""
        return None if self.pack.sheet is None else self.session.run_prepared(_SHEET)
