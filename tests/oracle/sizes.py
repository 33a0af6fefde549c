"""Size classes (统计上大中小微型企业划分办法 2017, 国统字〔2017〕213号), as a small table of prefixes.

Amounts in 10,000 yuan; bounds: large, medium, small at least.
"""

from collections.abc import Iterable

UNIT_FEN = 1_000_000  # 10,000 yuan
CLASSES = ("micro", "small", "medium", "large")

Bounds = dict[str, tuple[int, int, int]]

_ROWS: dict[int, Bounds] = {
    1: {"revenue": (20000, 500, 50)},
    2: {"employees": (1000, 300, 20), "revenue": (40000, 2000, 300)},
    3: {"revenue": (80000, 6000, 300), "assets": (80000, 5000, 300)},
    4: {"employees": (200, 20, 5), "revenue": (40000, 5000, 1000)},
    5: {"employees": (300, 50, 10), "revenue": (20000, 500, 100)},
    6: {"employees": (1000, 300, 20), "revenue": (30000, 3000, 200)},
    7: {"employees": (200, 100, 20), "revenue": (30000, 1000, 100)},
    8: {"employees": (1000, 300, 20), "revenue": (30000, 2000, 100)},
    9: {"employees": (300, 100, 10), "revenue": (10000, 2000, 100)},
    10: {"employees": (300, 100, 10), "revenue": (10000, 2000, 100)},
    11: {"employees": (2000, 100, 10), "revenue": (100000, 1000, 100)},
    12: {"employees": (300, 100, 10), "revenue": (10000, 1000, 50)},
    13: {"revenue": (200000, 1000, 100), "assets": (10000, 5000, 2000)},
    14: {"employees": (1000, 300, 100), "revenue": (5000, 1000, 500)},
    15: {"employees": (300, 100, 10), "assets": (120000, 8000, 100)},
    16: {"employees": (300, 100, 10)},
}
_PREFIXES = {
    **dict.fromkeys(["A"], 1),
    **dict.fromkeys(["B", "C", "D"], 2),
    **dict.fromkeys(["E"], 3),
    "F51": 4,
    "F52": 5,
    **dict.fromkeys(["G54", "G55", "G56", "G57", "G58", "G591"], 6),
    "G59": 7,
    "G60": 8,
    "H61": 9,
    "H62": 10,
    **dict.fromkeys(["I63", "I64"], 11),
    "I65": 12,
    "K7010": 13,
    "K7020": 14,
    "L": 15,
    **dict.fromkeys(["M", "N", "O", "Q85", "R", "K"], 16),
}
_LAST_DIVISION = {  # GB/T 4754-2017: the last two-digit division of each section
    "A": 5,
    "B": 12,
    "C": 43,
    "D": 46,
    "E": 50,
    "F": 52,
    "G": 60,
    "H": 62,
    "I": 65,
    "J": 69,
    "K": 70,
    "L": 72,
    "M": 75,
    "N": 79,
    "O": 82,
    "P": 83,
    "Q": 85,
    "R": 90,
    "S": 96,
    "T": 97,
}


def with_section(industry: str) -> str:
    """``3311`` as ``C3311``; a code with its letter as it is."""
    code = industry.strip().upper()
    if len(code) >= 2 and code[:2].isdigit():
        section = next((s for s, last in _LAST_DIVISION.items() if int(code[:2]) <= last), "")
        return section + code
    return code


def finest(industries: set[object]) -> set[object]:
    """Codes without those that say the same less finely: C33 beside C3311."""
    codes = {industry: with_section(str(industry)) for industry in industries}
    return {
        industry
        for industry, code in codes.items()
        if not any(code != other and other.startswith(code) for other in codes.values())
    }


def candidate_rows(industry: str) -> set[int]:
    """Rows of the table for which a code stands: the longest prefix of it, and those that split it further."""
    code = with_section(industry)
    if not code:
        return set()
    above = [prefix for prefix in _PREFIXES if code.startswith(prefix)]
    rows = {_PREFIXES[max(above, key=len)]} if above else set()
    return rows | {row for prefix, row in _PREFIXES.items() if prefix.startswith(code)}


def _classes_of(row: int, known: dict[str, int | None]) -> set[str]:
    """Classes possible in one row: the lowest that any indicator allows; an unknown one allows each."""
    levels = []
    for indicator, bounds in _ROWS[row].items():
        value = known[indicator]
        if value is not None:
            unit = 1 if indicator == "employees" else UNIT_FEN
            levels.append(sum(value >= bound * unit for bound in bounds))
    if len(levels) == len(_ROWS[row]):
        return {CLASSES[min(levels)]}
    return set(CLASSES[: min(levels, default=3) + 1])


def by_table(
    industry: str | None, employees: int | None, *, revenue_fen: int | None, assets_fen: int | None
) -> set[str]:
    """Every class that the known indicators leave possible (all four where nothing is known)."""
    known = {"employees": employees, "revenue": revenue_fen, "assets": assets_fen}
    rows: Iterable[int] = candidate_rows(industry or "")
    found = {name for row in rows for name in _classes_of(row, known)}
    return found or set(CLASSES)
