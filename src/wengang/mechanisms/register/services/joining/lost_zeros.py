"""Employer numbers that lost their leading zeros (丢失前导零) on the way: caught and told, never guessed."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from wengang.kernel.errors import Finding
from wengang.mechanisms.register.services.columns.supplied import arrow_column, finding

from .members import Members

MOST_NAMED = 50
"""Numbers of one table that are named one by one."""
_TABLES = ("ledger", "spells", "claims", "refunds", "applications")


@dataclass(frozen=True)
class LostZeros:
    """How many such numbers there are, by table, and the warnings that name the first of each."""

    numbers: int = 0
    warnings: tuple[Finding, ...] = ()


def lost_zeros(supplied: Mapping[str, pa.Table], members: Members, unmatched: Mapping[str, int]) -> LostZeros:
    """Numbers that no employer has, and that one has but for zeros in front.

    ``unmatched``: by table, how many rows met no employer; a table where every row met one is not looked at.
    """
    numbers, warnings = 0, []
    for name in _TABLES:
        if name in supplied and unmatched.get(name):
            table = supplied[name]
            said = arrow_column(table, "employer_no", pa.string())
            pairs = _pairs(said, members)
            numbers += len(pairs)
            warnings += [_warning(table, said, pair) for pair in pairs[:MOST_NAMED]]
            warnings += _more(table, len(pairs) - MOST_NAMED)
    return LostZeros(numbers, tuple(warnings))


def _pairs(said: pa.Array, members: Members) -> list[tuple[str, str]]:
    """Each number without its zeros, and the employer that may be meant."""
    different = pc.unique(said).drop_null()
    strange = different.filter(pc.is_null(pc.index_in(different, value_set=members.numbers)))
    strange = strange.filter(pc.invert(pc.is_in(strange, value_set=members.withheld)))
    places = pc.index_in(
        pc.utf8_ltrim(strange, "0"), value_set=pc.utf8_ltrim(members.numbers, "0")
    ).to_pylist()
    return [
        (number, members.numbers[place].as_py())
        for number, place in zip(strange.to_pylist(), places, strict=True)
        if place is not None
    ]


def _warning(table: pa.Table, said: pa.Array, pair: tuple[str, str]) -> Finding:
    number, meant = pair
    place = pc.index(said, pa.scalar(number)).as_py()
    row = table.slice(place, 1).to_pylist()[0]
    return finding(
        (row["source_file"], row["source_row"], "employer_no", number),
        (
            f"没有这个单位; 与 {meant} 只差前导零, 疑为电子表格所致, 其行未使用",
            f"no such employer; {meant} differs by zeros in front only, lost in a spreadsheet perhaps: its rows are not used",
        ),
        (
            "请将该列设为文本格式，从业务系统重新导出",
            "format the column as text and export again from the system itself",
        ),
    )


def _more(table: pa.Table, left: int) -> list[Finding]:
    if left <= 0:
        return []
    return [
        finding(
            (table["source_file"][0].as_py(), "", "employer_no", ""),
            (f"另有 {left} 个单位编号只差前导零", f"{left} more numbers differ by zeros in front only"),
            (
                "请将该列设为文本格式，从业务系统重新导出",
                "format the column as text and export again from the system itself",
            ),
        )
    ]
