"""Values that many strangers share (共用值): agents' phones, business centres' addresses, placeholders.

They chain strangers together, so they are no evidence; and a word that is everywhere is no word to search by.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence


def barred(values: Sequence[str | None], holders: Sequence[str | None], *, most: int) -> list[str | None]:
    """The values, null where more than ``most`` different holders (names or codes) have the same one.

    >>> barred(["1", "1", "1", "2"], ["a", "b", "c", "a"], most=2)
    [None, None, None, '2']
    """
    by_value: defaultdict[str, set[str | None]] = defaultdict(set)
    for value, holder in zip(values, holders, strict=True):
        if value is not None and len(by_value[value]) <= most:
            by_value[value].add(holder)
    return [value if value is not None and len(by_value[value]) <= most else None for value in values]


def rare(values: Sequence[str | None], *, most: int) -> list[str | None]:
    """The values, null where more than ``most`` rows have the same one."""
    count = Counter(values)
    return [value if value is not None and count[value] <= most else None for value in values]


def in_parts(values: Sequence[str | None], *, size: int) -> tuple[list[str | None], list[str | None]]:
    """The values of a column to search by, cut into parts of ``size`` rows where many rows have the same.

    And once more, cut half a part later: each part overlaps with the next, so that all rows of a value hang together
    while the pairs grow with the rows and not with their square.

    >>> in_parts(["a"] * 4, size=2)
    (['a', 'a', 'a/1', 'a/1'], ['a', 'a/1', 'a/1', 'a/2'])
    """
    seen: Counter[str] = Counter()
    parts: tuple[list[str | None], list[str | None]] = ([], [])
    for value in values:
        for column, shift in zip(parts, (0, size // 2), strict=True):
            part = 0 if value is None else (seen[value] + shift) // size
            column.append(value if value is None or part == 0 else f"{value}/{part}")
        if value is not None:
            seen[value] += 1
    return parts
