"""What every test may use: golden files, one Spark session; and what a skipped test means.

Without Java 17 the Spark tests are skipped, counted and explained in the closing lines. Where ``CI=true`` is set,
a skipped test is a failure: there everything must have run.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from spark_support import why_no_spark

IN_CI = os.environ.get("CI", "").lower() == "true"
NO_SPARK = pytest.StashKey[str]()

# A property is about what holds, not about how busy the machine is; in CI the same examples are tried each time.
settings.register_profile("anywhere", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("in_ci", settings.get_profile("anywhere"), derandomize=True, print_blob=True)
settings.load_profile("in_ci" if IN_CI else "anywhere")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--golden``, which rewrites the golden files instead of comparing with them."""
    parser.addoption("--golden", action="store_true", help="rewrite the golden files")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark whoever asks for the Spark session, and skip those where there is no Spark."""
    for item in items:
        if "spark" in getattr(item, "fixturenames", ()):
            item.add_marker("spark")
    wanting = [item for item in items if item.get_closest_marker("spark")]
    reason = why_no_spark() if wanting else None
    if reason:
        config.stash[NO_SPARK] = reason
        for item in wanting:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Make a failure of a skipped test in CI (an expected failure is none)."""
    report = yield
    return _skipped_is_failed(report, item.nodeid)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """Make a failure of a skipped file in CI."""
    report = yield
    return _skipped_is_failed(report, collector.nodeid)


def _skipped_is_failed(report: pytest.TestReport, where: str) -> pytest.TestReport:
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{where}: skipped in CI, where everything must run. {reason}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say how many Spark tests did not run, and why."""
    reason = config.stash.get(NO_SPARK, None)
    if reason:
        skipped = terminalreporter.stats.get("skipped", [])
        number = sum(1 for report in skipped if reason in str(report.longrepr))
        if number:
            terminalreporter.write_line(f"Spark: {number} tests skipped: {reason}", yellow=True)


@pytest.fixture(scope="session", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Snapshots and logs of the tests' runs go to a folder of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WENGANG_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="session")
def spark() -> Iterator[object]:
    """One Spark session for all tests, as the policy engine starts it."""
    # Not at the top: the tests of the kernel need neither Ibis nor DuckDB.
    from wengang.engines.policy.session import start_spark  # noqa: PLC0415

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    session = start_spark("local[2]")
    yield session
    session.stop()


class Golden:
    """Compare what leaves the house with a file that was read and accepted by a person."""

    def __init__(self, folder: Path, *, rewrite: bool) -> None:
        self.folder = folder
        self.rewrite = rewrite

    def check(self, name: str, content: str | bytes) -> None:
        """Fail unless ``content`` equals ``golden/<name>`` beside the test; with ``--golden`` write it.

        Text is kept in UTF-8 with its own line ends, byte for byte.
        """
        path = self.folder / name
        found = content.encode() if isinstance(content, str) else content
        if self.rewrite:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(found)
            return
        assert path.exists(), f"no golden file {path}: `make golden` writes it; read it before you commit it"
        kept = path.read_bytes()
        if isinstance(content, str):
            assert content == kept.decode(), f"{path} differs: `make golden` rewrites it, if that is meant"
        assert found == kept, f"{path} differs: `make golden` rewrites it, if that is meant"


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Golden files in the folder ``golden/`` beside the test."""
    return Golden(request.path.parent / "golden", rewrite=request.config.getoption("--golden"))
