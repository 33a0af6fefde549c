"""A round decided again (重新核定): what changes against an earlier run, on entitlements (应返还额)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from wengang.engines.policy.evaluate import GRANTED, UNDETERMINED
from wengang.kernel.errors import InputError, bad_input
from wengang.mechanisms.register.services.writing.whole_folder import MARK
from wengang.mechanisms.register.services.writing.written import sha256_of

TOP_UP, CLAWBACK, NONE = "top_up", "clawback", "none"
CHANGE_COLUMNS = (
    *("employer_no", "before_outcome", "after_outcome", "before_fen", "after_fen", "difference_fen"),
    *("kind", "because"),
)
DECISIONS = "decisions.parquet"
ALREADY_PAID = "RR11"
LEFT_OPEN = "granted_now_open"
_KEPT = ("scheme", "year", "place", "as_of")
_FEN = {"before_fen", "after_fen", "difference_fen"}
_LACKING = "不在本次数据中 absent from the new extracts"
_NEW = "上次没有 absent from the earlier run"


@dataclass(frozen=True, kw_only=True)
class Changes:
    """``changes.csv``, and the employers of the earlier run that the new extracts lack."""

    table: pa.Table
    lacking: tuple[str, ...]


def read_manifest(previous: Path) -> dict[str, Any]:
    """The manifest of an earlier run. Raises InputError if the folder is none."""
    try:
        manifest = json.loads((previous / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _no_run(previous) from error
    if not isinstance(manifest, dict) or "scheme" not in manifest:
        raise _no_run(previous)
    return manifest


def refuse_altered(out: Path, manifest: Mapping[str, Any], names: Sequence[str]) -> None:
    """Raise InputError if a file of a run is gone, or is not what the run wrote (by the hashes of its manifest)."""
    recorded = manifest.get("outputs", {})
    for name in names:
        path, sha256 = out / name, recorded.get(name, {}).get("sha256")
        if not path.is_file():
            raise _altered(path, "本轮的文件缺失", "a file of this run is gone")
        if sha256 != sha256_of(path):
            raise _altered(
                path,
                "该文件在本轮写出后被改动",
                "this file was altered after the run, or is none of the run's",
            )


def _altered(path: Path, zh: str, en: str) -> InputError:
    return bad_input(
        zh,
        en,
        "用未改动的输出文件夹; 事实有误的, 用 --answers 或新的数据更正后重新核定",
        "use the folder as it was written; put wrong facts right by --answers or new extracts and decide again",
        file=str(path),
    )


def refuse_other_round(previous: Path, now: Mapping[str, object]) -> None:
    """Raise InputError if the earlier run is of another scheme, year, place or decision day.

    ``now`` holds scheme, year, place, as_of, as the manifest writes them.
    """
    before = read_manifest(previous)
    for name in _KEPT:
        if str(before.get(name)) != str(now[name]):
            raise bad_input(
                f"上次运行是另一轮: {name} 为 {before.get(name)}, 本次为 {now[name]}",
                f"the earlier run is another round: its {name} is {before.get(name)}, now {now[name]}",
                "重新核定须沿用第一次的方案、年度、地区和决定日; 只移动 --known-by",
                "deciding again keeps the first decision's scheme, year, place and decision day; only --known-by moves",
                file=str(previous),
                column=f"--{name.replace('_', '-')}",
                value=str(now[name]),
            )


def previously_granted(previous: Path) -> set[str]:
    """Numbers of the employers that an earlier run, or one before it, found entitled and that none refused since.

    Entitled: granted, or already paid in full. One that a re-decision left open keeps what it was before.
    """
    rows = read_decisions(previous, ["employer_no", "entitlement_fen", "outcome"])
    numbers, amounts, outcomes = (
        rows[name].to_pylist() for name in ("employer_no", "entitlement_fen", "outcome")
    )
    entitled = {
        number
        for number, fen, outcome in zip(numbers, amounts, outcomes, strict=True)
        if outcome == GRANTED or (fen or 0) > 0
    }
    return entitled | set((read_manifest(previous).get("previous") or {}).get(LEFT_OPEN, ()))


def left_open(previous: Path, now: pa.Table) -> list[str]:
    """Numbers of the employers granted before (:func:`previously_granted`) that the decisions ``now`` leave open."""
    open_now = now.filter(pc.equal(now["outcome"], UNDETERMINED))["employer_no"].to_pylist()
    return sorted(previously_granted(previous).intersection(open_now), key=str.encode)


def read_decisions(previous: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Decisions of an earlier run, as it wrote them. Raises InputError if they are gone or were altered since."""
    path, manifest = previous / DECISIONS, read_manifest(previous)
    if not path.is_file():
        raise _no_run(previous)
    if DECISIONS in manifest.get("outputs", {}):
        refuse_altered(previous, manifest, [DECISIONS])
    try:
        return pq.read_table(path, columns=None if columns is None else list(columns))
    except (OSError, pa.ArrowException) as error:
        raise _no_run(previous) from error


def compare(before: pa.Table, after: pa.Table, *, report: Sequence[str] = ()) -> Changes:
    """Employers whose entitlement changed, or whose outcome changed other than to or from "already paid in full".

    Shapes: both are decisions, one row for each employer. An employer that ``after`` lacks is listed without
    money moving; granted then undetermined is never a clawback. ``report`` are columns named in ``because``.
    """
    old, new = _by_employer(before, report), _by_employer(after, report)
    rows = [
        _change(number, (old.get(number), new.get(number)), report=report)
        for number in sorted(old.keys() | new.keys(), key=str.encode)
    ]
    found = [row for row in rows if row is not None]
    table = pa.table(
        {
            name: pa.array([row[name] for row in found], pa.int64() if name in _FEN else pa.string())
            for name in CHANGE_COLUMNS
        }
    )
    return Changes(table=table, lacking=tuple(sorted(old.keys() - new.keys(), key=str.encode)))


_Row = Mapping[str, Any]


def _by_employer(table: pa.Table, report: Sequence[str]) -> dict[str, _Row]:
    wanted = ("employer_no", "outcome", "entitlement_fen", "reasons", "questions", *report)
    rows = table.select([name for name in dict.fromkeys(wanted) if name in table.column_names])
    return {row["employer_no"]: row for row in rows.to_pylist()}


def _change(
    number: str, pair: tuple[_Row | None, _Row | None], *, report: Sequence[str]
) -> dict[str, object] | None:
    old, new = pair
    change: dict[str, object] = dict.fromkeys(CHANGE_COLUMNS)
    change["employer_no"] = number
    if old is not None:
        change.update(before_outcome=old["outcome"], before_fen=old["entitlement_fen"])
    if new is None:
        return {**change, "difference_fen": 0, "kind": NONE, "because": _LACKING}
    difference = new["entitlement_fen"] - (0 if old is None else old["entitlement_fen"])
    if old is not None and difference == 0 and not _outcome_changed(old, new):
        return None
    change.update(after_outcome=new["outcome"], after_fen=new["entitlement_fen"], difference_fen=difference)
    change["kind"] = _kind(new["outcome"], difference)
    change["because"] = _NEW if old is None else _because(old, new, report)
    return change


def _outcome_changed(old: _Row, new: _Row) -> bool:
    paid_in_full = any(ALREADY_PAID in (row["reasons"] or "").split(";") for row in (old, new))
    return old["outcome"] != new["outcome"] and not paid_in_full


def _kind(outcome: str, difference: int) -> str:
    if difference > 0:
        return TOP_UP
    return CLAWBACK if difference < 0 and outcome != UNDETERMINED else NONE


def _because(old: _Row, new: _Row, report: Sequence[str]) -> str:
    """What differs between the two: outcome, reasons, and the columns that the decision shows."""
    parts = []
    for name in ("reasons", "questions", *report):
        one, other = old.get(name), new.get(name)
        if one != other:
            parts.append(f"{name} {_shown(one)}→{_shown(other)}")
    money = f"entitlement_fen {old['entitlement_fen']}→{new['entitlement_fen']}"
    return ";".join(parts) or money


def _shown(value: object) -> str:
    return "-" if value in (None, "") else str(value).replace(";", "+")


def _no_run(previous: Path) -> InputError:
    return bad_input(
        "不是一次完整运行的输出文件夹",
        "not the output folder of a finished run",
        "--previous 指向以前 decide 写出的文件夹",
        "--previous points to a folder that decide wrote",
        file=str(previous),
    )
