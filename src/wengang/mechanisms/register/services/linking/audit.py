"""A blind check of automatic links (盲审抽查): pairs drawn at random, a clerk's verdicts, the precision and its bound."""

import hashlib
import json
import os
import random
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa

from wengang.engines.extracts.cells import read_flag
from wengang.engines.extracts.problems import Problem
from wengang.kernel.errors import Finding, InputError, bad_input
from wengang.mechanisms.register.services.linking.decisions import Row
from wengang.mechanisms.register.services.linking.sheets import Sheet, read_sheet

SHEET, RESULT = "audit.csv", "audit.json"
_KEYS = ("pair", "file_l", "row_l", "file_r", "row_r")
_CORRECT = "correct"
_STEPS = 10**6
"""The bound is given in whole steps of a millionth, rounded down."""
_CONFIDENCE = (19, 20)


@dataclass(frozen=True, kw_only=True)
class Audited:
    """What the verdicts say of all automatic links.

    Attributes
    ----------
    drawn, right, wrong, unanswered
        Pairs of the sample.
    links
        Pairs of rows that were linked automatically, of which the sample was drawn.
    precision, bound
        Share of right pairs among the answered, and the one-sided 95 % lower bound (Clopper-Pearson, rounded down), as
        decimals; None where nothing was answered.
    wrong_pairs
        The pairs that are wrong: file_l, row_l, file_r, row_r.
    """

    drawn: int
    right: int
    wrong: int
    unanswered: int
    links: int
    precision: str | None
    bound: str | None
    wrong_pairs: tuple[Mapping[str, str], ...] = ()


def draw(
    records: pa.Table, clusters: pa.Table, number: int, *, decided: Collection[tuple[Row, Row]] = ()
) -> tuple[pa.Table, int]:
    """A sample of pairs of rows that lie in one cluster, each pair as likely as any other, in random order.

    Parameters
    ----------
    records
        file, row_id and the fields as the departments wrote them.
    clusters
        ``cluster_id`` of each record, in the same order.
    number
        Pairs to draw; all of them where there are fewer.
    decided
        Pairs that a clerk linked, each in the order of its rows' names: not drawn.

    Returns
    -------
    tuple
        The sheet for the clerk: pair, correct (blank), the two rows, each field of both side by side, neither score nor
        rule; and how many pairs there are in all. The same records and clusters give the same sheet.
    """
    order, starts, sizes = _members(clusters["cluster_id"])
    pairs_before = np.concatenate([[0], np.cumsum(sizes * (sizes - 1) // 2)])
    by_clerks = _linked_by_clerks(clusters, decided)
    links = int(pairs_before[-1])
    most = min(number + len(by_clerks), links)
    chosen = np.array(random.Random(_seed(clusters, number)).sample(range(links), most), dtype=np.int64)
    group = np.searchsorted(pairs_before, chosen, side="right") - 1
    left, right = _positions(chosen - pairs_before[group], sizes[group])
    left, right = order[starts[group] + left], order[starts[group] + right]
    pairs = zip(np.minimum(left, right).tolist(), np.maximum(left, right).tolist(), strict=True)
    kept = np.flatnonzero(np.fromiter((pair not in by_clerks for pair in pairs), bool, len(left)))[:number]
    return _sheet(records, left[kept], right[kept]), links - len(by_clerks)


def judge(out: Path, verdicts: Path) -> Audited:
    """The verdicts on the sample of a linked folder; written there as ``audit.json``.

    Raises InputError where the folder holds no sample, where the file names a pair that was not drawn from it, or where
    a verdict is neither 1 nor 0 nor blank.
    """
    drawn = _drawn(out)
    answers = _answers(verdicts, drawn)
    wrong = tuple(drawn[pair] for pair, correct in answers.items() if correct is False)
    right = sum(correct is True for correct in answers.values())
    answered = right + len(wrong)
    audited = Audited(
        drawn=len(drawn),
        right=right,
        wrong=len(wrong),
        unanswered=len(drawn) - answered,
        links=_links(out),
        precision=_share(right, answered) if answered else None,
        bound=lower_bound(right, answered) if answered else None,
        wrong_pairs=tuple({name: pair[name] for name in _KEYS[1:]} for pair in wrong),
    )
    _write(out / RESULT, audited)
    return audited


def lower_bound(right: int, answered: int) -> str:
    """The exact one-sided 95 % lower bound of a share (Clopper-Pearson), rounded down to a millionth.

    The largest p at which so many right ones, or more, come about in at most one sample of twenty.

    >>> lower_bound(3000, 3000)
    '0.999001'
    """
    low, high = 0, _STEPS
    while high - low > 1:
        middle = (low + high) // 2
        if _rare(right, answered, middle):
            low = middle
        else:
            high = middle
    return f"{Decimal(low) / _STEPS:.6f}"


def _rare(right: int, answered: int, steps: int) -> bool:
    """Whether ``right`` or more of ``answered`` come about with at most 5 % where each does with steps/1,000,000.

    In whole numbers: the sum of C(n, i) q^i p^(n-i) over the wrong ones, in units of 1/1,000,000^n.
    """
    p, q = steps, _STEPS - steps
    term = p**answered
    total = term
    for wrong in range(1, answered - right + 1):
        if not p:
            break
        term = term * (answered - wrong + 1) * q // (wrong * p)
        total += term
    most, of = _CONFIDENCE
    return right > 0 and total * of <= _STEPS**answered * (of - most)


def _share(right: int, answered: int) -> str:
    share = (Decimal(right) / answered).quantize(Decimal("0.000001"), rounding=ROUND_DOWN)
    return f"{share:.6f}"


def _members(clusters: pa.ChunkedArray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Records ordered by cluster, where each cluster begins, and how many records it has."""
    codes = clusters.combine_chunks().dictionary_encode()
    ids = codes.indices.to_numpy()
    order = np.argsort(ids, kind="stable")
    sizes = np.bincount(ids, minlength=len(codes.dictionary)).astype(np.int64)
    return order, np.cumsum(sizes) - sizes, sizes


def _positions(numbers: np.ndarray, sizes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The two members, as positions within their cluster, of the pairs of clusters numbered 0-1, 0-2 …, 1-2 …"""
    left, right = np.zeros(len(numbers), np.int64), np.zeros(len(numbers), np.int64)
    for at, (number, size) in enumerate(zip(numbers.tolist(), sizes.tolist(), strict=True)):
        first, rest = 0, number
        while rest >= size - 1 - first:
            rest -= size - 1 - first
            first += 1
        left[at], right[at] = first, first + 1 + rest
    return left, right


def _linked_by_clerks(clusters: pa.Table, decided: Collection[tuple[Row, Row]]) -> set[tuple[int, int]]:
    """Positions of decided pairs that lie in one cluster."""
    wanted = {row for pair in decided for row in pair}
    if not wanted:
        return set()
    at = {}
    cells = (clusters[name].to_pylist() for name in ("file", "row_id", "cluster_id"))
    for place, (file, row, cluster) in enumerate(zip(*cells, strict=True)):
        if (file, row) in wanted:
            at[file, row] = (place, cluster)
    found = set()
    for pair in decided:
        if all(row in at for row in pair) and at[pair[0]][1] == at[pair[1]][1]:
            one, other = sorted(at[row][0] for row in pair)
            found.add((one, other))
    return found


def _seed(clusters: pa.Table, number: int) -> int:
    """A seed of the clusters' own: the same run draws the same pairs, another one others."""
    digest = hashlib.sha256(str(number).encode())
    for name in ("file", "row_id", "cluster_id"):
        for part in clusters[name].chunks:
            digest.update("\x1f".join(map(str, part.to_pylist())).encode())
    return int.from_bytes(digest.digest()[:8], "big")


def _sheet(records: pa.Table, left: np.ndarray, right: np.ndarray) -> pa.Table:
    sides = {"l": records.take(pa.array(left)), "r": records.take(pa.array(right))}
    count = len(left)
    columns: dict[str, pa.Array | pa.ChunkedArray] = {
        "pair": pa.array([str(number) for number in range(1, count + 1)], pa.string()),
        _CORRECT: pa.nulls(count, pa.string()),
    }
    for side, rows in sides.items():
        columns |= {f"file_{side}": rows["file"], f"row_{side}": rows["row_id"]}
    for name in records.column_names:
        shown = name not in ("file", "row_id") and any(
            rows[name].null_count < count for rows in sides.values()
        )
        columns |= {f"{name}_{side}": rows[name] for side, rows in sides.items() if shown}
    return pa.table(columns)


def _drawn(out: Path) -> dict[str, dict[str, str]]:
    """The pairs of the folder's sample by number."""
    path = out / SHEET
    if not path.is_file():
        raise bad_input(
            f"该文件夹中没有抽样({SHEET})",
            f"the folder holds no sample ({SHEET})",
            "先运行 wengang link … --audit N 抽样",
            "draw one first: wengang link … --audit N",
            file=str(out),
            column="--audited",
        )
    sheet = read_sheet(path, needed=(*_KEYS, _CORRECT), known="*")
    return {cells["pair"]: {name: cells[name] for name in _KEYS} for _, cells in sheet.rows()}


def _answers(path: Path, drawn: Mapping[str, Mapping[str, str]]) -> dict[str, bool | None]:
    """The verdict of each pair that the file names. Raises InputError."""
    sheet = read_sheet(path, needed=(*_KEYS, _CORRECT), known="*")
    answers: dict[str, bool | None] = {}
    faults = []
    for row, cells in sheet.rows():
        number = cells["pair"]
        if drawn.get(number) != {name: cells[name] for name in _KEYS}:
            faults.append(_foreign(sheet, row, cells))
        elif number in answers:
            faults.append(sheet.fault(row, "pair", number, *_TWICE))
        else:
            verdict = read_flag(cells[_CORRECT]) if cells[_CORRECT] else None
            if isinstance(verdict, Problem):
                faults.append(sheet.fault(row, _CORRECT, cells[_CORRECT], *_NO_VERDICT))
                verdict = None
            answers[number] = verdict
    if faults:
        raise InputError(faults)
    return answers


def _foreign(sheet: Sheet, row: str, cells: Mapping[str, str]) -> Finding:
    shown = ", ".join(cells[name] for name in _KEYS)
    return sheet.fault(
        row,
        "pair",
        shown,
        "这一对不在该文件夹的抽样中",
        "the pair was not drawn from this folder",
        f"请填写该文件夹自己的 {SHEET}, 不要改动行号各列",
        f"fill in the folder's own {SHEET} and leave the columns that name the rows as they are",
    )


_TWICE = ("这一对出现两次", "the pair stands there twice", "请只留一行", "keep one of the rows")
_NO_VERDICT = (
    "不是 1、0 或空", "neither 1 nor 0 nor blank",
    "同一单位(同一人)填 1, 不是填 0, 看不出留空", "write 1 if the two are the same, 0 if not, nothing if it cannot be told",
)  # fmt: skip


def _links(out: Path) -> int:
    """Linked pairs of which the sample was drawn, as the folder's summary says."""
    path = out / "summary.json"
    told = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return int((told.get("audit") or {}).get("linked_pairs", 0))


def _write(path: Path, audited: Audited) -> None:
    """The result into the folder of the sample, whole or not at all."""
    told = {
        "drawn": audited.drawn,
        "right": audited.right,
        "wrong": audited.wrong,
        "unanswered": audited.unanswered,
        "linked_pairs": audited.links,
        "precision": audited.precision,
        "lower_bound_95": audited.bound,
        "method": "Clopper-Pearson, one-sided 95 %, rounded down",
        "wrong_pairs": list(audited.wrong_pairs),
    }
    handle, temporary = tempfile.mkstemp(prefix=".audit-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write((json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode())
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
