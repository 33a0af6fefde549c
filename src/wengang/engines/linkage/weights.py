"""Candidates and weights by Splink (Fellegi-Sunter): which pairs are worth judging, and how much each says (对比权重)."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import duckdb
import pyarrow as pa
from splink import Linker
from splink.backends.duckdb import DuckDBAPI

from wengang.kernel.errors import bad_input

from .kinds import Kind

_MOST_PAIRS_FOR_CHANCE = 2_000_000


def compared(columns: pa.Table, kind: Kind, model: Mapping[str, Any]) -> pa.Table:
    """The candidate pairs of prepared records: id_l < id_r, weight (bits), gamma_… of each comparison; sorted by ids."""
    with duckdb.connect() as connection, _quiet():
        linker = _linker(connection, columns, model)
        pairs = linker.inference.predict().as_duckdbpyrelation()
        wanted = ["least(id_l, id_r) AS id_l", "greatest(id_l, id_r) AS id_r", "match_weight AS weight"]
        wanted += [
            f"gamma_{comparison.name}::TINYINT AS {comparison.name}" for comparison in kind.comparisons
        ]
        return pairs.project(", ".join(wanted)).order("id_l, id_r").to_arrow_table()


def trained(columns: pa.Table, kind: Kind) -> dict[str, Any]:
    """The model learnt from prepared records, as plain data to be saved.

    How often strangers agree by chance comes from random pairs, how often the same unit does from pairs that share a
    sound code; how often codes agree, from pairs that agree in all else. A level that was never seen keeps the value of the kind's
    own guess and is listed under ``untrained``.
    """
    with duckdb.connect() as connection, _quiet():
        linker = _linker(connection, columns, kind.settings)
        linker.training.estimate_u_using_random_sampling(max_pairs=_MOST_PAIRS_FOR_CHANCE)
        linker.training.estimate_m_from_label_column(kind.label)
        linker.training.estimate_parameters_using_expectation_maximisation(
            " AND ".join(f"l.{name} = r.{name}" for name in kind.agree_in), fix_u_probabilities=True
        )
        return _completed(linker.misc.save_model_to_json(), kind)


def _completed(model: dict[str, Any], kind: Kind) -> dict[str, Any]:
    """No level is left without a value: Splink would put its own, silently."""
    untrained = []
    for comparison in model["comparisons"]:
        for level in comparison["comparison_levels"]:
            if level.get("is_null_level"):
                continue
            for name, guess in (("m_probability", kind.guess_m), ("u_probability", kind.guess_u)):
                if level.get(name) is None:
                    level[name] = guess
                    untrained.append(
                        f"{comparison['output_column_name']}: {level['label_for_charts']} ({name})"
                    )
    return model | {"untrained": untrained}


def _linker(connection: duckdb.DuckDBPyConnection, columns: pa.Table, model: Mapping[str, Any]) -> Linker:
    records = DuckDBAPI(connection).register(columns, dataset_display_name="records")
    try:
        return Linker(records, {k: v for k, v in model.items() if k != "untrained"}, log_level=None)
    except (KeyError, TypeError, ValueError) as wrong:
        raise bad_input(
            "模型文件不是本系统的关联模型",
            "the file is no linkage model",
            "请用 wengang link 写出的 model.json",
            "give a model.json that wengang link wrote",
        ) from wrong


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
