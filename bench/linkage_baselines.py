"""Simple methods of linkage, to compare with: exact name, valid code, fuzzy match to the register, Splink alone."""

import logging
import re
from collections.abc import Iterator
from time import perf_counter

import numpy as np
from linkage_files import Folder

from wengang.kernel.identifiers import clean_name, normal_code, org_code, org_code_is_valid
from wengang.scenarios.registers.scoring import united

ENOUGH = 80
WEIGHTS = (0, 14, 24)
SEED = 1


def baselines(folder: Folder) -> Iterator[tuple[str, np.ndarray, float]]:
    """Name of each method, its clusters (one a row of the truth) and its seconds."""
    rows = [folder.records.get(key, {}) for key in folder.truth.keys]
    simple = {"exact cleaned name": lambda: _equal([clean_name(row.get("name")) for row in rows])}
    if folder.kind == "employers":
        simple["check-valid organisation code"] = lambda: _equal([_code(row.get("code")) for row in rows])
        simple[f"best fuzzy match to {folder.register}, ratio >= {ENOUGH}"] = lambda: _fuzzy(folder, rows)
    else:
        simple["18-character number"] = lambda: _equal([_person(row.get("id_no")) for row in rows])
    for name, method in simple.items():
        start = perf_counter()
        clusters = method()
        yield name, clusters, perf_counter() - start
    start = perf_counter()
    left, right, weight = _splink(folder.kind, rows)
    seconds = perf_counter() - start
    for least in WEIGHTS:
        enough = weight >= least
        alone = np.arange(len(rows))
        yield f"Splink alone, weight >= {least}", united(alone, left[enough], right[enough]), seconds


def _equal(values: list[str]) -> np.ndarray:
    """Rows with the same value together; a blank one alone."""
    seen: dict[str, int] = {}
    return np.array(
        [seen.setdefault(value, row) if value else row for row, value in enumerate(values)], dtype=np.int64
    )


def _code(text: str | None) -> str:
    """The organisation code in a unified code, a code of nine, or a tax number of fifteen; "" where none is valid."""
    code = normal_code(text)
    if len(code) == 15 and org_code_is_valid(code[6:]):
        return code[6:]
    return org_code(code) or ""


def _person(text: str | None) -> str:
    number = normal_code(text)
    return number if re.fullmatch(r"\d{17}[\dX]", number) else ""


def _fuzzy(folder: Folder, rows: list[dict[str, str]]) -> np.ndarray:
    """Each row outside the register with the registered row whose name is most like its own."""
    from rapidfuzz import fuzz, process

    files = [file for file, _ in folder.truth.keys]
    names = [clean_name(row.get("name")) for row in rows]
    registered = [index for index, file in enumerate(files) if file == folder.register]
    others = [index for index, file in enumerate(files) if file != folder.register]
    targets = [names[index] for index in registered]
    left, right = [], []
    for start in range(0, len(others), 1000):
        part = others[start : start + 1000]
        ratios = process.cdist(
            [names[index] for index in part], targets, scorer=fuzz.ratio, score_cutoff=ENOUGH,
            dtype=np.uint8, workers=-1,
        )  # fmt: skip
        best = ratios.argmax(axis=1)
        for index, place, ratio in zip(part, best.tolist(), ratios.max(axis=1).tolist(), strict=True):
            if ratio:
                left.append(index)
                right.append(registered[place])
    return united(np.arange(len(rows)), np.array(left, dtype=np.int64), np.array(right, dtype=np.int64))


def _splink(kind: str, rows: list[dict[str, str]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs of Splink with generic comparisons and their weights; seeded, so that a second run gives the same."""
    import duckdb
    import pyarrow as pa
    import splink.comparison_library as cl
    from splink import Linker, SettingsCreator, block_on
    from splink.backends.duckdb import DuckDBAPI

    logging.disable(logging.WARNING)  # its progress is no result of ours
    fields = {
        "name": [clean_name(row.get("name")) or None for row in rows],
        "code": [
            _code(row.get("code")) or normal_code(row.get("code") or row.get("id_no")) or None for row in rows
        ],
        "rep": [clean_name(row.get("legal_rep") or row.get("contact")) or None for row in rows],
        "phone": [re.sub(r"\D", "", row.get("phone", ""))[-8:] or None for row in rows],
        "address": [clean_name(row.get("address")) or None for row in rows],
    }
    if kind == "persons":
        fields = {name: fields[name] for name in ("name", "code", "phone")}
    comparisons = {
        "name": cl.JaroWinklerAtThresholds("name", [0.95, 0.88]),
        "code": cl.LevenshteinAtThresholds("code", [1]),
        "rep": cl.ExactMatch("rep"),
        "phone": cl.ExactMatch("phone"),
        "address": cl.JaroWinklerAtThresholds("address", [0.95, 0.88]),
    }
    blocks = [block_on("name"), block_on("code"), block_on("phone"), block_on("substr(name, 1, 6)")]
    if kind == "employers":
        blocks += [block_on("rep", "substr(name, 1, 3)"), block_on("address")]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="row",
        comparisons=[comparisons[name] for name in fields],
        blocking_rules_to_generate_predictions=blocks,
        probability_two_random_records_match=3 / max(len(rows), 4),
    )
    api = DuckDBAPI(connection=duckdb.connect())
    table = pa.table(
        {"row": pa.array(range(len(rows)), pa.int64())} | {n: pa.array(v) for n, v in fields.items()}
    )
    linker = Linker(api.register(table, dataset_display_name="rows"), settings)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=SEED)
    for rule in (block_on("name"), block_on("code")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_weight=min(WEIGHTS))
    pairs = found.as_duckdbpyrelation().select("row_l, row_r, match_weight").fetchnumpy()
    return pairs["row_l"], pairs["row_r"], pairs["match_weight"]
