"""Size classes (大中小微型划分): 统计上大中小微型企业划分办法(2017), 国统字〔2017〕213号, as reference data.

``size_classes.csv`` holds the thresholds, ``sections.csv`` which divisions a section of GB/T 4754 has.
A class needs every lower bound listed for the industry; one that is missed drops the firm a class.
"""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import ibis
from ibis.expr.types import IntegerValue, StringValue, Table

from wengang.kernel.money import FEN_PER_10K_YUAN

_HERE = Path(__file__).parent
INDICATORS = ("employees", "revenue", "assets")
_LEVELS = ("small", "medium", "large")
CLASSES = ("micro", "small", "medium", "large")
LARGE = CLASSES.index("large")
_DIVISION = 2


@cache
def reference_rows() -> tuple[dict[str, object], ...]:
    """For each industry key, the candidate rows of the size table with their bounds (persons, fen).

    Keys: a section letter; two digits (the code ends there); two digits and ``+`` (a longer code);
    and the longer codes that the table splits off, with the groups that hold them.
    """
    prefixes, bounds = _table()
    return tuple(
        {"industry_key": key, "size_row": row, **bounds[row]}
        for key, code in _keys(prefixes)
        for row in sorted(_candidates(prefixes, code, whole=key.endswith("+")))
    )


def _table() -> tuple[dict[str, int], dict[int, dict[str, object]]]:
    """Prefix → row of the table, and row → bounds."""
    prefixes: dict[str, int] = {}
    bounds: dict[int, dict[str, object]] = {}
    with (_HERE / "size_classes.csv").open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            row = int(line["row"])
            blank = {f"{i}_{level}": None for i in INDICATORS for level in _LEVELS}
            here = bounds.setdefault(row, {"size_industry": line["category_zh"], **blank})
            unit = FEN_PER_10K_YUAN if line["unit"] == "10k_yuan" else 1
            for level in _LEVELS:
                here[f"{line['indicator']}_{level}"] = int(line[f"{level}_at_least"]) * unit
            for prefix in line["gbt4754_sections_or_divisions"].split(";"):
                if not prefix.startswith("-"):
                    prefixes[prefix] = row
    return prefixes, bounds


@cache
def _divisions() -> dict[str, str]:
    """Division (two digits) → section letter."""
    with (_HERE / "sections.csv").open(encoding="utf-8-sig", newline="") as file:
        return {
            f"{division:02d}": line["section"]
            for line in csv.DictReader(file)
            for division in range(int(line["first_division"]), int(line["last_division"]) + 1)
        }


def split_codes() -> tuple[str, ...]:
    """Codes longer than a division that the table singles out (591, 7010, 7020), and the groups that hold them."""
    prefixes, _ = _table()
    digits = {prefix[1:] for prefix in prefixes if len(prefix) > 1 + _DIVISION}
    return tuple(sorted(digits | {code[:3] for code in digits}, key=lambda code: (-len(code), code)))


def _keys(prefixes: dict[str, int]) -> Iterator[tuple[str, str]]:
    for letter in sorted(set(_divisions().values())):
        yield letter, letter
    for division, letter in _divisions().items():
        yield division, letter + division
        yield division + "+", letter + division
    for code in split_codes():
        yield code, _divisions()[code[:_DIVISION]] + code


def _candidates(prefixes: dict[str, int], code: str, *, whole: bool) -> set[int]:
    """Rows that a code may fall under: its longest prefix, and, unless it is ``whole``, those it may go on to."""
    known = [prefix for prefix in prefixes if code.startswith(prefix)]
    rows = {prefixes[max(known, key=len)]} if known else set()
    if not whole:
        rows |= {row for prefix, row in prefixes.items() if prefix.startswith(code)}
    return rows


def industry_key(industry: StringValue) -> StringValue:
    """The key of :func:`reference_rows` for an industry code such as C3311, 3311, C33, 33 or C."""
    plain = industry.upper().strip()
    digits = plain.re_replace("[^0-9]", "")
    special = [(digits.startswith(code), ibis.literal(code)) for code in split_codes()]
    return ibis.cases(
        (digits == "", plain.substr(0, 1)),
        *special,
        (digits.length() > _DIVISION, digits.substr(0, _DIVISION) + "+"),
        else_=digits,
    )


def size_facts(employers: Table, classes: Table) -> Table:
    """Size by the table, for employers whose industry it covers and for branches by their legal person's figures.

    Columns: employer_id, table_large (boolean; null when some candidates say large and some do not, or a
    missing figure could decide it), table_class (micro … large; null when it cannot be told).
    """
    e = employers
    own = ~e.is_branch

    def figure(field: str) -> IntegerValue:
        return ibis.ifelse(own, e[field], e[f"head_{field}"])

    judged = e.select(
        "employer_id",
        industry_key=industry_key(ibis.ifelse(own, e.industry, e.head_industry)),
        employees=figure("employees"),
        revenue=figure("revenue_fen"),
        assets=figure("assets_fen"),
    )
    rows = judged.join(classes, "industry_key")
    levels = [_level(rows, indicator) for indicator in INDICATORS]
    best = ibis.least(*[level.fill_null(LARGE) for level in levels])
    unknown = [
        (level.isnull() & rows[f"{i}_large"].notnull()) for level, i in zip(levels, INDICATORS, strict=True)
    ]
    worst = ibis.ifelse(unknown[0] | unknown[1] | unknown[2], 0, best)
    ranged = rows.mutate(best=best, worst=worst)
    spans = ranged.group_by("employer_id").aggregate(best=ranged.best.max(), worst=ranged.worst.min())
    return spans.select(
        "employer_id",
        table_large=ibis.cases(
            (spans.worst == LARGE, ibis.literal(True)),
            (spans.best < LARGE, ibis.literal(False)),
            else_=ibis.null("boolean"),
        ),
        table_class=ibis.ifelse(
            spans.best == spans.worst,
            ibis.cases(*[(spans.best == level, name) for level, name in enumerate(CLASSES)], else_=""),
            ibis.null("string"),
        ),
    )


def _level(rows: Table, indicator: str) -> IntegerValue:
    """Class that one figure reaches, 0 to 3; null when the figure is unknown or the industry does not list it."""
    value = rows[indicator]
    reached = ibis.cases(
        (value >= rows[f"{indicator}_large"], 3),
        (value >= rows[f"{indicator}_medium"], 2),
        (value >= rows[f"{indicator}_small"], 1),
        else_=0,
    )
    return ibis.ifelse(value.isnull() | rows[f"{indicator}_large"].isnull(), ibis.null("int8"), reached)
