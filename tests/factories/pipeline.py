"""The one place where the tests of random cities call the engine's pipeline."""

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

from oracle.conditions import Run
from wengang.mechanisms.decision.services.rounds.requests import DecideRequest
from wengang.mechanisms.decision.services.rounds.run import decide_folder


def asked(extracts: Path, *, run: Run, answers: Path | None) -> dict[str, Any]:
    """What a request for a run says. Rows in quarantine never stop it: these cities are bad on purpose."""
    return {
        "scheme": run.scheme,
        "year": run.year,
        "place": run.place,
        "as_of": run.as_of,
        "known_by": run.known_by,
        "extracts": extracts,
        "patch": dict(run.patch),
        "without": sorted(run.missing),
        "answers": answers,
        "max_bad_percent": Decimal(100),
    }


def decide_with_the_engine(
    extracts: Path, *, run: Run, answers: Path | None, out: Path
) -> list[dict[str, str]]:
    """Decide a folder of extracts with the engine and return the rows of its ``decisions.csv`` as text.

    ``extracts`` is a folder of canonical CSV files, ``answers`` a file of answers or ``None``, ``out`` a folder that
    does not exist yet. ``run.missing`` are the tables of ``--without``, ``run.patch`` the pairs of ``--set``.
    Rows in quarantine never stop the run (``--max-bad 100``): these cities are bad on purpose.
    """
    request = DecideRequest(**asked(extracts, run=run, answers=answers), out=out)
    written = decide_folder(request).out
    with (written / "decisions.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
