"""DuckDB and Spark decide a whole random city to the same bytes (RUL10)."""

from decimal import Decimal

import pytest

from factories.random_city import random_city, write_city
from wengang.engines.policy.session import SparkSession
from wengang.mechanisms.decision.services.rounds import run as deciding
from wengang.mechanisms.decision.services.rounds.requests import DecideRequest

COMPARED = (
    "decisions.csv",
    "decisions.parquet",
    "payments.csv",
    "publicity.csv",
    "questions.csv",
    "holds.csv",
)


@pytest.mark.parametrize(
    "seed", [5, *[pytest.param(seed, marks=pytest.mark.slow) for seed in (301, 302, 303)]]
)
def test_the_same_bytes(seed, spark, monkeypatch, tmp_path):
    """Every file that leaves the house."""
    city = random_city(seed)
    extracts, answers = write_city(city, tmp_path / "city")
    outs = {}
    for engine in ("duckdb", "spark"):
        if engine == "spark":
            monkeypatch.setattr(deciding, "open_session", lambda _: SparkSession(spark))
        request = DecideRequest(
            scheme=city.run.scheme,
            year=city.run.year,
            place=city.run.place,
            as_of=city.run.as_of,
            known_by=city.run.known_by,
            extracts=extracts,
            engine=engine,
            patch=dict(city.run.patch),
            without=sorted(city.run.missing),
            answers=answers,
            max_bad_percent=Decimal(100),
            out=tmp_path / engine,
        )
        outs[engine] = deciding.decide_folder(request).out
    for name in COMPARED:
        assert (outs["duckdb"] / name).read_bytes() == (outs["spark"] / name).read_bytes(), (
            f"seed {seed}: {name}"
        )
