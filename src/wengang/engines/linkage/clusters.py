"""Clusters under constraints (受约束聚类): closure amplifies each wrong link, so a cluster takes only what it can hold.

Links are taken from the most certain on; one that would give a cluster two sound codes, two branches or two cities is
left out and told. At most one value a cluster of each ``single`` column, one and the same (null included) of ``alike``.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from .rules import codes_of


class Constrained:
    """Disjoint sets of records, each with the values that it may hold but once."""

    def __init__(self, columns: pa.Table, *, single: Sequence[str], alike: Sequence[str], count: int) -> None:
        self._parent = list(range(count))
        self._size = [1] * count
        held = [codes_of(columns[name]) for name in single] + [codes_of(columns[name]) + 1 for name in alike]
        self._held: list[list[int]] = [values.tolist() for values in held]
        self._apart: dict[int, set[int]] = {}

    def find(self, record: int) -> int:
        """The representative of a record's cluster."""
        parent = self._parent
        while parent[record] != record:
            parent[record] = parent[parent[record]]
            record = parent[record]
        return record

    def keep_apart(self, one: int, other: int) -> bool:
        """Two records known to be different: their clusters never meet. False if they are in one already."""
        one, other = self.find(one), self.find(other)
        if one == other:
            return False
        self._apart.setdefault(one, set()).add(other)
        self._apart.setdefault(other, set()).add(one)
        return True

    def join_decided(self, one: int, other: int) -> bool:
        """As a person decided, whatever the two hold. False if another decision keeps them apart."""
        one, other = self.find(one), self.find(other)
        if other in self._apart.get(one, ()):
            return False
        return one == other or self._merge(one, other)

    def can_join(self, one: int, other: int) -> bool:
        """Whether the clusters of two records could be one."""
        one, other = self.find(one), self.find(other)
        if one == other:
            return True
        if other in self._apart.get(one, ()):
            return False
        return all(held[one] < 0 or held[other] < 0 or held[one] == held[other] for held in self._held)

    def join(self, one: int, other: int) -> bool:
        """Make the clusters of two records one if they can be; whether they are now."""
        if not self.can_join(one, other):
            return False
        one, other = self.find(one), self.find(other)
        if one == other:
            return True
        return self._merge(one, other)

    def _merge(self, one: int, other: int) -> bool:
        if self._size[one] < self._size[other]:
            one, other = other, one
        self._parent[other] = one
        self._size[one] += self._size[other]
        for held in self._held:
            if held[one] < 0:
                held[one] = held[other]
        for apart in self._apart.pop(other, ()):
            self._apart[apart].discard(other)
            self._apart[apart].add(one)
            self._apart.setdefault(one, set()).add(apart)
        return True

    def labels(self) -> np.ndarray:
        """Each record's cluster: the position of its first record."""
        roots = np.fromiter(
            (self.find(record) for record in range(len(self._parent))),
            dtype=np.int64,
            count=len(self._parent),
        )
        first = np.full(len(roots), len(roots), dtype=np.int64)
        np.minimum.at(first, roots, np.arange(len(roots)))
        return first[roots]
