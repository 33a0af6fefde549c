"""A round's tables, opened in a session for a pack's expressions."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
from ibis.expr.types import Table

from wengang.engines.policy.pack import Pack
from wengang.engines.policy.session import Session


def open_tables(pack: Pack, session: Session, tables: Mapping[str, pa.Table | Path]) -> dict[str, Table]:
    """The round's tables and the pack's own reference tables (size classes), by name."""
    opened = {name: session.read(name, table) for name, table in tables.items()}
    for name, rows in pack.reference.items():
        opened[name] = session.read(name, pa.Table.from_pylist(list(rows())))
    return opened
