"""What clerks decided (人工认定): honoured before any rule and whatever the weight; contradictions are told.

Decisions are taken from the latest on. An older one that contradicts them, in itself or through others (A=B, B=C, A≠C),
is left out and reported with the rows it names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from wengang.kernel.errors import Finding

from .clusters import Constrained

COLUMNS = ("file_l", "row_l", "file_r", "row_r", "same", "by", "on", "why")
Row = tuple[str, str]


@dataclass(frozen=True)
class Decided:
    """Decisions on rows that are here: positions of the two, and whether they are the same; the latest first."""

    pairs: tuple[tuple[int, int, bool], ...]
    findings: tuple[Finding, ...]

    def at(self, places: np.ndarray) -> "Decided":
        """The same, of rows that stand elsewhere: ``places`` gives for each old position the new one."""
        moved = tuple((int(places[one]), int(places[other]), same) for one, other, same in self.pairs)
        return Decided(moved, self.findings)


NONE_DECIDED = Decided((), ())


def on_rows(decisions: pa.Table | None, positions: Mapping[Row, int]) -> Decided:
    """The decisions on rows that are here; of the same pair the latest holds, and rows that are gone are told.

    ``gone_l``/``gone_r`` (optional): not empty where the row is gone though another has its number now.
    """
    if decisions is None:
        return NONE_DECIDED
    said = decisions.to_pylist()
    order = sorted(range(len(said)), key=lambda place: (said[place]["on"] or "", place), reverse=True)
    taken: dict[tuple[int, int], bool] = {}
    findings = []
    for place in order:
        row = said[place]
        ends = [
            None if row.get(f"gone_{side}") else positions.get((row[f"file_{side}"], row[f"row_{side}"]))
            for side in "lr"
        ]
        if ends[0] is None or ends[1] is None:
            findings.append(_gone(row))
            continue
        one, other = sorted((ends[0], ends[1]))
        same = row["same"] == "1"
        if one == other or taken.setdefault((one, other), same) != same:
            findings.append(_contradicts(row))
    return Decided(tuple((one, other, same) for (one, other), same in taken.items()), tuple(findings))


def apply(decided: Decided, sets: Constrained, rows: Sequence[Row]) -> list[Finding]:
    """Join and keep apart as decided; the findings of those that could not be."""
    findings = []
    for one, other, same in decided.pairs:
        done = sets.join_decided(one, other) if same else sets.keep_apart(one, other)
        if not done:
            names = dict(zip(("file_l", "row_l", "file_r", "row_r"), (*rows[one], *rows[other]), strict=True))
            findings.append(_contradicts({**names, "same": str(int(same))}))
    return findings


def _pair(row: Mapping[str, str]) -> str:
    return (
        f"{row['file_l']}/{row['row_l']} {'=' if row['same'] == '1' else '≠'} {row['file_r']}/{row['row_r']}"
    )


def _gone(row: Mapping[str, str]) -> Finding:
    return Finding(
        file="decisions",
        value=_pair(row),
        problem_zh="认定所指的行不在这批文件中, 该认定保留备用",
        problem_en="the decision names a row that is not in these files; it is kept for when the row comes back",
        fix_zh="无需处理; 如行号有误请更正认定文件",
        fix_en="nothing to do, unless the row number is wrong: then correct the decisions file",
    )


def _contradicts(row: Mapping[str, str]) -> Finding:
    return Finding(
        file="decisions",
        value=_pair(row),
        problem_zh="该认定与较新的认定矛盾, 未采用",
        problem_en="the decision contradicts later ones and was left out",
        fix_zh="请两名经办人核对后, 删去其中一条",
        fix_en="have two officers check, and delete one of them",
    )
