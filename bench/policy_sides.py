"""The sides of ``bench/policy.py``, each in a process of its own: the engine, the hand-written SQL, Spark."""

import datetime as dt
import hashlib
import io
import random
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import pyarrow as pa
import pyarrow.csv as pa_csv
from measure import cpu_seconds, peak_mib, percentile, timed
from worker import serve

from wengang.engines.policy.catalogue import scheme_named
from wengang.engines.policy.evaluate import Gathered, decide, gather
from wengang.engines.policy.explain import Explainer
from wengang.engines.policy.pack import Pack
from wengang.engines.policy.parameters import load_book
from wengang.engines.policy.reform import simulate
from wengang.engines.policy.session import DUCKDB_MEMORY, DuckDBSession, Session, open_session
from wengang.engines.policy.terms import Terms
from wengang.mechanisms.decision.services.basis.engine_tables import open_tables
from wengang.mechanisms.decision.services.basis.policies import policy_roots

DAY, YEAR, PLACE = dt.date(2020, 3, 15), 2020, "210700"
HEAD = ("employer_no", "name", "code", "outcome", "entitlement_fen", "amount_fen")
TAIL = ("reasons", "questions", "holds")
EXPLAINED = 1000
GRID = [{"ratio.sme": 5000 + 250 * step} for step in range(20)]


@dataclass(frozen=True)
class Case:
    """The scheme, its terms in Jinzhou in 2020, and the province's files."""

    pack: Pack
    terms: Terms
    files: Mapping[str, Path]

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of decisions.csv."""
        return (*HEAD, *self.pack.report, *TAIL)


def case(folder: Path) -> Case:
    """What all sides decide."""
    scheme = scheme_named("retention-refund", policy_roots())
    resolved = load_book(scheme.folder).resolve(year=YEAR, place=PLACE, as_of=DAY)
    terms = Terms(values=resolved.values, year=YEAR, place=PLACE, as_of=DAY, known_by=DAY)
    return Case(scheme.load(), terms, {path.stem: path for path in sorted(folder.glob("*.parquet"))})


def sha256(decisions: pa.Table) -> str:
    """Hash of the decisions as CSV, sorted by employer."""
    held = io.BytesIO()
    pa_csv.write_csv(decisions.sort_by("employer_no"), held)
    return hashlib.sha256(held.getbuffer()).hexdigest()


def _told(seconds: float, cpu: float, decided: pa.Table) -> dict[str, object]:
    return {"seconds": seconds, "cpu": cpu, "peak": peak_mib(), "rows": decided.num_rows}


def engine(given: Case, name: str) -> None:
    """The policy engine, on DuckDB or Spark: gather and decide, the columns of decisions.csv fetched."""
    with open_session(name) as session:
        tables = open_tables(given.pack, session, given.files)
        kept: list[pa.Table] = []

        def go() -> dict[str, object]:
            start, used = perf_counter(), cpu_seconds()
            gathered = gather(given.pack, session, tables=tables, terms=given.terms)
            decided = decide(given.pack, session, gathered=gathered, terms=given.terms, columns=given.columns)
            kept[:] = [decided]
            return _told(perf_counter() - start, cpu_seconds() - used, decided)

        serve({"go": go, "hash": lambda: {"sha256": sha256(kept[0])}})


def hand_written(given: Case) -> None:
    """The baseline: ``baseline.sql`` on DuckDB under the same memory limit."""
    import duckdb

    query = (Path(__file__).parent / "baseline.sql").read_text(encoding="utf-8")
    kept: list[pa.Table] = []
    with duckdb.connect(config={"memory_limit": DUCKDB_MEMORY}) as connection:
        for name, path in given.files.items():
            connection.read_parquet(str(path)).create_view(name)
        classes = pa.Table.from_pylist(list(given.pack.reference["size_classes"]()))
        connection.register("size_classes", classes)

        def go() -> dict[str, object]:
            start, used = perf_counter(), cpu_seconds()
            kept[:] = [connection.execute(query).to_arrow_table()]
            return _told(perf_counter() - start, cpu_seconds() - used, kept[0])

        serve({"go": go, "hash": lambda: {"sha256": sha256(kept[0])}})


@contextmanager
def _gathered(given: Case) -> Iterator[tuple[DuckDBSession, Mapping[str, object], Gathered]]:
    with DuckDBSession() as session:
        tables = open_tables(given.pack, session, given.files)
        yield session, tables, gather(given.pack, session, tables=tables, terms=given.terms)


def explain(given: Case) -> None:
    """One employer after the other, each held against its row of the batch with every intermediate column."""

    def go() -> dict[str, object]:
        with _gathered(given) as (session, tables, gathered):
            batch = decide(given.pack, session, gathered=gathered, terms=given.terms)
            session.limit_threads(1)
            start = perf_counter()
            explainer = Explainer(
                given.pack, session, tables=tables, shared=gathered.shared, terms=given.terms
            )
            opened = perf_counter() - start
            chosen = random.Random(1).sample(range(batch.num_rows), min(EXPLAINED, batch.num_rows))
            explainer.decision(chosen[0])
            seconds, same = [], 0
            for number in chosen:
                start = perf_counter()
                row = explainer.decision(number)
                seconds.append(perf_counter() - start)
                same += row.equals(batch.slice(number, 1))
        times = {"p50": percentile(seconds, 50), "p95": percentile(seconds, 95), "opened": opened}
        return {**times, "same": same, "of": len(chosen), "peak": peak_mib()}

    serve({"go": go})


def grid(given: Case) -> None:
    """Twenty ratios judged against the baseline, beside one whole run in the same process."""
    with DuckDBSession() as session:
        tables = open_tables(given.pack, session, given.files)

        def one() -> dict[str, object]:
            return {"seconds": timed(lambda: _run(given, session, tables)), "peak": peak_mib()}

        def twenty() -> dict[str, object]:
            work = lambda: simulate(given.pack, session, tables, baseline=given.terms, reforms=GRID)  # noqa: E731
            return {"seconds": timed(work), "peak": peak_mib()}

        serve({"one": one, "twenty": twenty})


def _run(given: Case, session: Session, tables: Mapping[str, object]) -> None:
    gathered = gather(given.pack, session, tables=tables, terms=given.terms)
    decide(given.pack, session, gathered=gathered, terms=given.terms, columns=given.columns)


if __name__ == "__main__":
    side, place = sys.argv[1], case(Path(sys.argv[2]))
    if side in ("duckdb", "spark"):
        engine(place, side)
    else:
        {"baseline": hand_written, "explain": explain, "grid": grid}[side](place)
