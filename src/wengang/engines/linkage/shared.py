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
