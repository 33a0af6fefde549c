"""Where expressions run: DuckDB in this process, or Spark. The rules never ask which."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Protocol, Self

import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.expr.types import Table

from wengang.kernel.errors import bad_input

ENGINES = ("duckdb", "spark")
DUCKDB_MEMORY = "640MB"
"""Above this DuckDB spills to disk: a province of 45 million rows stays under one GiB in all."""
_OF_STATISTICS = "statistics_propagation,compressed_materialization"
"""DuckDB's optimizers that take the least and greatest values now in a table for granted."""


class Session(Protocol):
    """Tables in, Arrow out."""

    name: str

    def read(self, name: str, source: pa.Table | Path) -> Table:
        """A table of Arrow data or of a Parquet file, under a name."""

    def keep(self, expression: Table, name: str) -> Table:
        """The expression's rows, computed once and kept until the session ends."""

    def keep_rows(self, query: str, name: str) -> Table:
        """The same for a query compiled before."""

    def arrow(self, expression: Table) -> pa.Table:
        """The expression's rows."""

    def run(self, query: str) -> pa.Table:
        """Rows of a query compiled before."""

    def query(self, expression: Table) -> str:
        """The query as the database takes it."""

    def sql(self, expression: Table) -> str:
        """The query as the database will see it, for an auditor."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


def compiled(backend: Any, expression: Table, *, pretty: bool = False) -> str:
    """The expression as SQL, one nested select for each step.

    Ibis would fuse the steps and repeat every named value wherever it is used: a megabyte of SQL instead of
    forty kilobytes. Unfused, each name is computed once.
    """
    options = ibis.options.sql
    before, options.fuse_selects = options.fuse_selects, False
    try:
        return str(backend.compile(expression, pretty=pretty))
    finally:
        options.fuse_selects = before


class DuckDBSession:
    """DuckDB within the process; memory is bounded, what does not fit is spilled to a temporary folder."""

    name = "duckdb"

    def __init__(self, *, memory: str = DUCKDB_MEMORY, threads: int | None = None) -> None:
        self._closing = ExitStack()
        folder = self._closing.enter_context(tempfile.TemporaryDirectory(prefix="wengang-"))
        self.backend: Any = ibis.duckdb.connect(
            memory_limit=memory, temp_directory=folder, autoinstall_known_extensions=False
        )
        self._closing.callback(self.backend.disconnect)
        if threads is not None:
            self.limit_threads(threads)

    def limit_threads(self, threads: int) -> None:
        """Run on so many threads. One is best for small questions: there is less to set up."""
        self.backend.raw_sql(f"SET threads = {int(threads)}")

    def read(self, name: str, source: pa.Table | Path) -> Table:
        """See :class:`Session`. Arrow data are scanned in place, not copied."""
        if isinstance(source, Path):
            self.backend.con.read_parquet(str(source)).create_view(name, replace=True)
        else:
            self.backend.con.register(name, source)
        table: Table = self.backend.table(name)
        return table

    def keep(self, expression: Table, name: str) -> Table:
        """See :class:`Session`."""
        return self.keep_rows(self.query(expression), name)

    def keep_rows(self, query: str, name: str) -> Table:
        """See :class:`Session`."""
        run = self.backend.con.execute
        run("SET preserve_insertion_order = false")  # rows come in any order, and are written by all threads
        try:
            run(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {query}')
        finally:
            run("SET preserve_insertion_order = true")
        table: Table = self.backend.table(name)
        return table

    def arrow(self, expression: Table) -> pa.Table:
        """See :class:`Session`."""
        return self.run(self.query(expression)).cast(expression.schema().to_pyarrow())

    def run(self, query: str) -> pa.Table:
        """Rows of a query compiled before. A relation's rows are turned into Arrow by all threads, a cursor's by one."""
        return self.backend.con.sql(query).to_arrow_table()

    def run_with(self, query: str, values: Sequence[object]) -> pa.Table:
        """Rows of a query with values for its question marks."""
        return self.backend.con.execute(query, values).to_arrow_table()

    def prepare(self, name: str, query: str) -> None:
        """Plan a query that runs many times over tables whose rows change in between."""
        with self._blind():
            self.backend.con.execute(f"PREPARE {name} AS {query}")

    def run_prepared(self, name: str) -> pa.Table:
        """Rows of a prepared query. The database may plan it anew, so it is blind to statistics here too."""
        with self._blind():
            return self.run_with(f"EXECUTE {name}", [])

    @contextmanager
    def _blind(self) -> Iterator[None]:
        """Plans made here never rest on what rows a table holds just now: a prepared plan would outlive them."""
        self.backend.con.execute(f"SET disabled_optimizers = '{_OF_STATISTICS}'")
        try:
            yield
        finally:
            self.backend.con.execute("SET disabled_optimizers = ''")

    def query(self, expression: Table) -> str:
        """See :class:`Session`."""
        return compiled(self.backend, expression)

    def sql(self, expression: Table) -> str:
        """See :class:`Session`."""
        return compiled(self.backend, expression, pretty=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()


class SparkSession:
    """Spark, for a province that outgrows one machine. ``spark`` may be a session that is already running."""

    name = "spark"

    def __init__(self, spark: Any = None, *, master: str = "local[2]") -> None:
        self._closing = ExitStack()
        self._folder = Path(self._closing.enter_context(tempfile.TemporaryDirectory(prefix="wengang-")))
        if spark is None:
            running = active_spark()
            spark = running or start_spark(master)
            if running is None:
                self._closing.callback(spark.stop)
        self.spark = spark
        self.backend: Any = ibis.pyspark.connect(spark)

    def read(self, name: str, source: pa.Table | Path) -> Table:
        """See :class:`Session`. Arrow data go through a Parquet file in a temporary folder."""
        if not isinstance(source, Path):
            path = self._folder / f"{name}.parquet"
            pq.write_table(source, path)
            source = path
        self.spark.read.parquet(str(source)).createOrReplaceTempView(name)
        table: Table = self.backend.table(name)
        return table

    def keep(self, expression: Table, name: str) -> Table:
        """See :class:`Session`."""
        return self.keep_rows(self.query(expression), name)

    def keep_rows(self, query: str, name: str) -> Table:
        """See :class:`Session`."""
        path = self._folder / f"kept-{name}"
        self.spark.sql(query).write.mode("overwrite").parquet(str(path))
        return self.read(name, path)

    def arrow(self, expression: Table) -> pa.Table:
        """See :class:`Session`."""
        return self.run(self.query(expression)).cast(expression.schema().to_pyarrow())

    def run(self, query: str) -> pa.Table:
        """Rows of a query compiled before."""
        return self.spark.sql(query).toArrow()

    def query(self, expression: Table) -> str:
        """See :class:`Session`."""
        return compiled(self.backend, expression)

    def sql(self, expression: Table) -> str:
        """See :class:`Session`."""
        return compiled(self.backend, expression, pretty=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()


def active_spark() -> Any:
    """The Spark that runs in this process already, or None: whoever started it ends it."""
    try:
        from pyspark.sql import SparkSession as Running  # noqa: PLC0415 - an extra: not everyone has Spark
    except ImportError:
        return None
    return Running.getActiveSession()


def start_spark(master: str = "local[2]") -> Any:
    """A quiet Spark in Asia/Shanghai with ANSI arithmetic: overflow is an error, never a wrong number."""
    try:
        from pyspark.sql import SparkSession as Builder  # noqa: PLC0415 - an extra: not everyone has Spark
    except ImportError as error:
        raise bad_input(
            "未安装 Spark",
            "Spark is not installed",
            "安装 wengang[spark] 与 Java 17",
            "install wengang[spark] and Java 17",
        ) from error
    builder = Builder.builder.master(master).appName("wengang")
    settings = {
        "spark.ui.enabled": "false",
        "spark.sql.ansi.enabled": "true",
        "spark.sql.session.timeZone": "Asia/Shanghai",
        "spark.sql.shuffle.partitions": "8",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.driver.memory": "4g",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.log.level": "ERROR",
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    return builder.getOrCreate()


def _on_spark() -> Session:
    return SparkSession()


_OPENERS: Mapping[str, Callable[[], Session]] = {"duckdb": DuckDBSession, "spark": _on_spark}


def open_session(engine: str = "duckdb") -> Session:
    """A session of the engine named. Raises InputError for a name that is neither duckdb nor spark."""
    if engine not in _OPENERS:
        raise bad_input(
            "没有这种计算引擎",
            "no such engine",
            "用 duckdb 或 spark",
            "use duckdb or spark",
            column="--engine",
            value=engine,
        )
    return _OPENERS[engine]()
