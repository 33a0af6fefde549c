"""Candidates and weights by Splink (Fellegi-Sunter): which pairs are worth judging, and how much each says (对比权重)."""

import copy
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from splink import Linker
from splink.backends.duckdb import DuckDBAPI

from wengang.kernel.errors import bad_input

from .kinds import Kind

_PAIRS_FOR_CHANCE = 20_000_000


def compared(columns: pa.Table, kind: Kind, model: Mapping[str, Any], *, spark: Any = None) -> pa.Table:
    """The candidate pairs of prepared records: id_l < id_r, weight (bits), the level of each comparison; sorted by ids.

    ``spark``: a running Spark session, to compare there instead of in DuckDB; the same settings, the same pairs.
    """
    settings = weighted(kind, model)
    with _quiet():
        if spark is not None:
            return _on_spark(columns, kind, settings, spark=spark)
        with duckdb.connect() as connection:
            linker = _linker(DuckDBAPI(connection), columns, settings)
            pairs = linker.inference.predict().as_duckdbpyrelation()
            return pairs.project(", ".join(_wanted(kind))).order("id_l, id_r").to_arrow_table()


def _wanted(kind: Kind) -> list[str]:
    levels = [
        f"CAST(gamma_{comparison.name} AS TINYINT) AS {comparison.name}" for comparison in kind.comparisons
    ]
    ends = ["least(id_l, id_r) AS id_l", "greatest(id_l, id_r) AS id_r", "match_weight AS weight"]
    return [*ends, *levels]


def _on_spark(columns: pa.Table, kind: Kind, settings: dict[str, Any], *, spark: Any) -> pa.Table:
    """Each comparison and block where its rows lie; only the pairs come here.

    The records go there as a file: handed over as they are, Spark would carry them within each of its many plans.
    """
    from splink.backends.spark import SparkAPI  # noqa: PLC0415 - an extra: not everyone has Spark

    typed: Any = SparkAPI
    backend = typed(spark_session=spark, break_lineage_method="persist", register_udfs_automatically=False)
    with TemporaryDirectory(prefix="wengang-linkage-") as folder:
        pq.write_table(columns, f"{folder}/records.parquet")
        linker = _linker(backend, spark.read.parquet(f"{folder}/records.parquet"), settings)
        pairs = linker.inference.predict().as_spark_dataframe()
        found: pa.Table = pairs.selectExpr(*_wanted(kind)).toArrow()
    return found.sort_by([("id_l", "ascending"), ("id_r", "ascending")])


def trained(columns: pa.Table, kind: Kind) -> dict[str, Any]:
    """The model learnt from prepared records, as plain data to be saved (JSON).

    How often strangers agree by chance comes from random pairs, how often the same unit does from pairs that share a
    sound code; how often codes agree, from pairs that agree in all else.
    """
    with duckdb.connect() as connection, _quiet():
        linker = _linker(DuckDBAPI(connection), columns, dict(kind.settings))
        linker.training.estimate_u_using_random_sampling(max_pairs=_PAIRS_FOR_CHANCE)
        linker.training.estimate_m_from_label_column(kind.label)
        linker.training.estimate_parameters_using_expectation_maximisation(
            " AND ".join(f"l.{name} = r.{name}" for name in kind.agree_in), fix_u_probabilities=True
        )
        return _learnt(linker.misc.save_model_to_json())


def _learnt(model: Mapping[str, Any]) -> dict[str, Any]:
    """What a training found: by comparison and level, how often the same unit (m) and strangers (u) are at it."""
    found = {}
    for comparison in model["comparisons"]:
        levels = {level["label_for_charts"]: level for level in comparison["comparison_levels"]}
        found[comparison["output_column_name"]] = {
            label: {"m": level.get("m_probability"), "u": level.get("u_probability")}
            for label, level in levels.items()
            if not level.get("is_null_level")
        }
    return {"prior": model["probability_two_random_records_match"], "comparisons": found}


def weighted(kind: Kind, model: Mapping[str, Any]) -> dict[str, Any]:
    """The kind's settings with the values of a model; a level that the model lacks keeps the kind's guess.

    The conditions are always those of today: a model is numbers only.
    """
    settings = copy.deepcopy(dict(kind.settings))
    try:
        settings["probability_two_random_records_match"] = _chance(model["prior"])
        _refuse_another_kind(model, kind)
        for comparison in settings["comparisons"]:
            values = model["comparisons"].get(comparison["output_column_name"], {})
            for level in comparison["comparison_levels"]:
                if not level.get("is_null_level"):
                    said = values.get(level["label_for_charts"], {})
                    level["m_probability"] = _chance(said.get("m") or kind.guess_m)
                    level["u_probability"] = _chance(said.get("u") or kind.guess_u)
    except (AttributeError, KeyError, TypeError, ValueError) as wrong:
        raise bad_input(
            "模型文件不是本系统的关联模型",
            "the file is no linkage model",
            "请用 wengang link 写出的 model.json",
            "give a model.json that wengang link wrote",
        ) from wrong
    return settings


def _refuse_another_kind(model: Mapping[str, Any], kind: Kind) -> None:
    strangers = set(model["comparisons"]) - {comparison.name for comparison in kind.comparisons}
    if 2 * len(strangers) > len(model["comparisons"]):
        raise ValueError(f"comparisons of another kind: {sorted(strangers)}")


def _chance(value: object) -> float:
    """A probability that Splink can take."""
    found = float(str(value))
    if not 1e-12 <= found <= 1:
        raise ValueError(f"{value} is no probability")
    return found


def untrained(kind: Kind, model: Mapping[str, Any]) -> list[str]:
    """The levels for which a model has no value of its own, as comparison: level."""
    known = model.get("comparisons", {})
    return [
        f"{comparison.name}: {label}"
        for comparison in kind.comparisons
        for label in (*(level.en for level in comparison.levels), comparison.other.en)
        if not all(known.get(comparison.name, {}).get(label, {}).get(side) for side in "mu")
    ]


def _linker(backend: Any, columns: Any, settings: dict[str, Any]) -> Linker:
    records = backend.register(columns, dataset_display_name="records")
    return Linker(records, settings, log_level=None)


@contextmanager
def _quiet() -> Iterator[None]:
    """Splink reports each step as a warning; what matters is checked here."""
    logger = logging.getLogger("splink")
    before, logger.disabled = logger.disabled, True
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.disabled = before
        logger.setLevel(level)
