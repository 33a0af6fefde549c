"""One entity by the very expression that decided all: its tables are cut down to it, nothing else differs."""

from collections.abc import Mapping

import pyarrow as pa
from ibis.expr.types import Table

from wengang.engines.policy.evaluate import ENTITY, judged, judged_row
from wengang.engines.policy.pack import Pack
from wengang.engines.policy.session import DuckDBSession
from wengang.engines.policy.terms import Terms

_ONE = "one_"


class Explainer:
    """Explains entities of one run, one at a time; the query is compiled once.

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
        self._tables, self._shared = dict(tables), dict(shared)
        own = {name: self._cut(table) if name in pack.keyed else table for name, table in tables.items()}
        near = {name: self._cut(table) for name, table in shared.items()}
        inputs = judged_row(pack, pack.facts(own, terms), near)
        self._schema = inputs.schema().to_pyarrow()
        self._inputs = session.sql(inputs)
        self._judged = session.sql(judged(pack, inputs, terms))
        self._selected: int | None = None
        self._sheet = None if pack.sheet is None else session.sql(pack.sheet(own, terms).order_by("month"))

    def _cut(self, table: Table) -> Table:
        """An empty copy that holds one entity's rows at a time."""
        return self.session.keep(table.limit(0), f"{_ONE}{table.get_name()}")

    def _fill(self, name: str, column: str, value: object) -> None:
        run = self.session.backend.con.execute
        run(f'DELETE FROM "{_ONE}{name}"')  # noqa: S608 - table names are the engine's own
        run(f'INSERT INTO "{_ONE}{name}" SELECT * FROM "{name}" WHERE "{column}" = ?', [value])  # noqa: S608 - table names are the engine's own

    def select(self, entity: int) -> None:
        """Bring one entity's rows in."""
        self._selected = entity
        for name in self.pack.keyed:
            self._fill(self._tables[name].get_name(), ENTITY, entity)
        own = self.session.run(f'SELECT * FROM "{_ONE}employers"').to_pylist()  # noqa: S608 - table names are the engine's own
        for name, key in self.pack.shared_keys.items():
            self._fill(self._shared[name].get_name(), key, own[0][key] if own else None)

    def decision(self, entity: int) -> pa.Table:
        """The entity's row with every intermediate value, as the batch made it. No row for an unknown entity."""
        self.select(entity)
        return self.session.run_small(self._judged)

    def inputs(self) -> pa.Table:
        """The row of facts of the entity selected last, before it is judged."""
        return self.session.run(self._inputs).cast(self._schema)

    def evidence_rows(self, table: str) -> pa.Table:
        """Rows of a table of evidence (with source_file and source_row) of the entity selected last."""
        name = self.evidence[table].get_name()
        return self.session.run_with(f'SELECT * FROM "{name}" WHERE {ENTITY} = ?', [self._selected])  # noqa: S608 - table names are the engine's own

    def sheet(self) -> pa.Table | None:
        """The month-by-month sheet of the entity selected last."""
        return None if self._sheet is None else self.session.run_small(self._sheet)
