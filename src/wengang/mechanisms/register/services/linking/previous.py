"""The folder of an earlier run (上期结果): what the engine needs of it to keep entities' ids and clerks' decisions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from wengang.engines.linkage.history import KEPT_DECISIONS, KEPT_RECORDS, Previous
from wengang.kernel.errors import InputError, bad_input
from wengang.mechanisms.register.services.linking.summary import read_summary
from wengang.mechanisms.register.services.writing.whole_folder import MARK
from wengang.mechanisms.register.services.writing.written import sha256_of

RECORDS, DECISIONS = "records.parquet", "decisions.parquet"


@dataclass(frozen=True, kw_only=True)
class EarlierRun:
    """What an earlier run kept, its summary (None if it cannot be read), and the hashes that name it."""

    kept: Previous
    summary: Mapping[str, Any] | None
    named: Mapping[str, str]


def read_previous(folder: Path, kind: str) -> EarlierRun:
    """Read an earlier run's folder. Raises InputError if it is none, is of the other kind, or was changed since."""
    manifest = _manifest(folder)
    if manifest.get("kind") != kind:
        raise _refused(
            folder,
            f"是 {manifest.get('kind')} 的比对结果, 不是 {kind}",
            f"it links {manifest.get('kind')}, not {kind}",
        )
    outputs = manifest.get("outputs", {})
    for name in (RECORDS, DECISIONS):
        path = folder / name
        recorded = outputs.get(name, {}).get("sha256") if isinstance(outputs, dict) else None
        if not path.is_file() or sha256_of(path) != recorded:
            raise _refused(folder, f"{name} 缺失或被改动过", f"{name} is missing or was changed")
    return EarlierRun(
        kept=Previous(_table(folder / RECORDS, KEPT_RECORDS), _table(folder / DECISIONS, KEPT_DECISIONS)),
        summary=read_summary(folder),
        named={name: str(outputs[name]["sha256"]) for name in (RECORDS, DECISIONS)},
    )


def is_linked(folder: Path) -> bool:
    """Whether a folder is the output of an earlier run."""
    try:
        return "kind" in _manifest(folder)
    except InputError:
        return False


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        told = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        told = None
    if not isinstance(told, dict):
        raise _refused(
            folder, f"不是 wengang link 的输出({MARK} 缺失)", f"no output of wengang link ({MARK} is missing)"
        )
    return told


def _table(path: Path, names: tuple[str, ...]) -> pa.Table:
    try:
        table = pq.read_table(path)
        return table.select(list(names)).cast(pa.schema([(name, pa.string()) for name in names]))
    except (pa.ArrowException, KeyError, OSError) as error:
        raise _refused(path.parent, f"{path.name} 无法读取", f"{path.name} cannot be read") from error


def _refused(folder: Path, zh: str, en: str) -> InputError:
    return bad_input(
        f"不能作为上期结果: {zh}",
        f"it cannot be taken as the earlier run: {en}",
        "--previous 应指 wengang link 上期的输出文件夹, 内容未经改动",
        "--previous takes the untouched output folder of an earlier wengang link",
        file=str(folder),
        column="--previous",
    )
