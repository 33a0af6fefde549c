"""The one place where the tests of random cities call the engine's pipeline."""

from pathlib import Path

from oracle.conditions import Run


def decide_with_the_engine(
    extracts: Path, *, run: Run, answers: Path | None, out: Path
) -> list[dict[str, str]]:
    """Decide a folder of extracts with the engine and return the rows of its ``decisions.csv`` as text.

    ``extracts`` is a folder of canonical CSV files, ``answers`` a file of answers or ``None``, ``out`` a folder that
    does not exist yet. ``run.missing`` are the tables of ``--without``, ``run.patch`` the pairs of ``--set``.
    Rows in quarantine never stop the run (``--max-bad 100``): these cities are bad on purpose.
    """
    raise NotImplementedError
