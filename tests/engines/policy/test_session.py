"""Where expressions run: tables in, Arrow out, the same on both engines."""

import datetime as dt
from pathlib import Path

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from engines.policy import bread_pack as bread
from wengang.engines.policy.evaluate import decide, gather
from wengang.engines.policy.session import DuckDBSession, SparkSession, open_session
from wengang.kernel.errors import InputError

TABLE = pa.table(
    {
        "employer_id": pa.array([0, 1, 2], pa.int32()),
        "fen": pa.array([1 << 60, None, -1], pa.int64()),
        "text": pa.array(["锦州", "", None], pa.string()),
        "on": pa.array([dt.date(2020, 2, 29), None, dt.date(1999, 12, 31)], pa.date32()),
        "flag": pa.array([True, None, False], pa.bool_()),
    }
)


def test_an_unknown_engine_is_told_with_those_there_are():
    """Bad input."""
    with pytest.raises(InputError, match="duckdb"):
        open_session("oracle")


def _round_trip(session, path: Path) -> None:
    from_arrow = session.read("from_arrow", TABLE)
    pq.write_table(TABLE, path)
    from_file = session.read("from_file", path)
    kept = session.keep(from_arrow.filter(from_arrow.employer_id > 0), "kept")
    for table in (from_arrow, from_file):
        found = session.arrow(table).sort_by("employer_id")
        assert found.to_pylist() == TABLE.to_pylist()
        assert found.schema.types == TABLE.schema.types
    assert session.arrow(kept).sort_by("employer_id").to_pylist() == TABLE.slice(1).to_pylist()


def test_duckdb_gives_back_what_it_was_given(tmp_path):
    """From memory, from a file, and kept in the session."""
    with DuckDBSession() as session:
        _round_trip(session, tmp_path / "given.parquet")


def test_spark_gives_back_what_it_was_given(spark, tmp_path):
    """The same on Spark."""
    with SparkSession(spark) as session:
        _round_trip(session, tmp_path / "given.parquet")


def test_a_kept_table_does_not_follow_its_source():
    """Kept means computed once."""
    with DuckDBSession() as session:
        table = session.read("changing", pa.table({"n": [1]}))
        kept = session.keep(table, "kept")
        session.read("changing", pa.table({"n": [2]}))
        assert session.arrow(kept)["n"].to_pylist() == [1]


def test_a_name_may_be_read_again():
    """The later table holds."""
    with DuckDBSession() as session:
        session.read("again", pa.table({"n": [1]}))
        assert session.arrow(session.read("again", pa.table({"n": [2]})))["n"].to_pylist() == [2]


def test_queries_name_each_step_once():
    """Steps are nested, not repeated: a value used a hundred times is computed once."""
    with DuckDBSession() as session:
        table = session.read("steps", pa.table({"n": [1, 2]}))
        for _ in range(12):
            table = table.mutate(n=table.n + table.n)
        text = session.sql(table)
        assert len(text) < 4_000
        assert session.arrow(table)["n"].to_pylist() == [1 << 12, 2 << 12]
    assert ibis.options.sql.fuse_selects is not False


def test_overflow_is_an_error_on_both(spark):
    """Never a wrong number."""
    large = pa.table({"n": pa.array([(1 << 63) - 1], pa.int64())})
    for session in (DuckDBSession(), SparkSession(spark)):
        with session:
            table = session.read("large", large)
            with pytest.raises(Exception, match=r"(?i)overflow"):
                session.arrow(table.mutate(n=table.n + 1))


def test_the_town_on_spark_as_on_duckdb(spark):
    """A whole small pack, every column of every row."""
    bakeries = [
        (n, ["wheat", "rye", "oats", None][n % 4], [300, 301, None][n % 3], ["Elm", None][n % 2], n % 5)
        for n in range(24)
    ]
    sales = [(n, 99 + n % 5, 10_001 * n + 5) for n in range(23)]
    here = bread.terms()
    found = []
    for session in (DuckDBSession(), SparkSession(spark)):
        with session:
            opened = {
                name: session.read(name, table) for name, table in bread.tables(bakeries, sales).items()
            }
            gathered = gather(bread.PACK, session, tables=opened, terms=here)
            found.append(decide(bread.PACK, session, gathered=gathered, terms=here))
    assert found[0].schema == found[1].schema
    assert found[0].to_pylist() == found[1].to_pylist()
    assert {row["outcome"] for row in found[0].to_pylist()} == {"granted", "refused", "undetermined"}
