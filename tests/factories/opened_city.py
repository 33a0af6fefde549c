"""A random city opened in a database: for tests that ask the engine itself about the refund."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from ibis.expr.types import Table

from factories.pipeline import asked
from factories.random_city import random_city, write_city
from wengang.engines.policy.evaluate import Gathered, decide, gather
from wengang.engines.policy.pack import Pack
from wengang.engines.policy.session import DuckDBSession
from wengang.engines.policy.terms import Terms
from wengang.mechanisms.decision.services.basis.engine_tables import open_tables
from wengang.mechanisms.decision.services.rounds.requests import RoundRequest
from wengang.mechanisms.decision.services.rounds.run import law_in_force, read_facts


@dataclass(frozen=True)
class OpenedCity:
    """The city's pack, terms and tables; its decisions with every intermediate column."""

    pack: Pack
    session: DuckDBSession
    tables: Mapping[str, Table]
    terms: Terms
    gathered: Gathered
    decided: pa.Table

    def decide_under(self, terms: Terms) -> list[dict[str, Any]]:
        """The same facts decided under other terms."""
        gathered = gather(self.pack, self.session, tables=self.tables, terms=terms)
        return decide(self.pack, self.session, gathered=gathered, terms=terms).to_pylist()


@contextmanager
def opened_city(seed: int, home: Path) -> Iterator[OpenedCity]:
    """The random city of a seed, written below ``home``, read, joined, opened and decided."""
    city = random_city(seed)
    extracts, answers = write_city(city, home / f"city-{seed}")
    request = RoundRequest(**asked(extracts, run=city.run, answers=answers))
    law = law_in_force(request)
    facts = read_facts(request, law)
    with DuckDBSession() as session:
        tables = open_tables(law.pack, session, facts.tables)
        gathered = gather(law.pack, session, tables=tables, terms=facts.terms)
        decided = decide(law.pack, session, gathered=gathered, terms=facts.terms)
        yield OpenedCity(law.pack, session, tables, facts.terms, gathered, decided)
