"""Rules over candidate pairs (判定规则): each has a name, words, and a test on the levels of the comparisons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Mask: TypeAlias = npt.NDArray[np.bool_]
"""One truth value a pair."""


@dataclass(frozen=True)
class Pairs:
    """Candidate pairs: positions of the two records, weight in bits, level of each comparison (-1: unknown).

    ``facts`` are truth values that the kind's rules need beside the levels, by name.
    """

    left: np.ndarray
    right: np.ndarray
    weight: np.ndarray
    levels: Mapping[str, np.ndarray]
    facts: Mapping[str, Mask]

    def is_at(self, name: str, *levels: int) -> Mask:
        """Whether a comparison is at one of these levels."""
        return np.asarray(np.isin(self.levels[name], levels))

    def reaches(self, name: str, level: int) -> Mask:
        """Whether a comparison is at this level or better."""
        return np.asarray(self.levels[name] >= level)

    def agreeing(self, names: Sequence[str]) -> np.ndarray:
        """How many of these comparisons are known and agree, however closely."""
        return np.asarray(np.sum([self.levels[name] > 0 for name in names], axis=0))

    def disagreeing(self, names: Sequence[str]) -> np.ndarray:
        """How many of these comparisons are known and do not agree at all."""
        return np.asarray(np.sum([self.levels[name] == 0 for name in names], axis=0))

    def __len__(self) -> int:
        return len(self.left)

    def at(self, places: np.ndarray) -> "Pairs":
        """Some of the pairs."""
        return Pairs(
            self.left[places],
            self.right[places],
            self.weight[places],
            {name: level[places] for name, level in self.levels.items()},
            {name: fact[places] for name, fact in self.facts.items()},
        )


@dataclass(frozen=True)
class Rule:
    """``test`` says which pairs it covers. ``zh``/``en``: what an officer reads."""

    id: str
    zh: str
    en: str
    test: Callable[[Pairs], Mask]


@dataclass(frozen=True)
class Verdicts:
    """``rule``: for each pair, the index of the first linking rule that covers it, or -1; ``veto``: likewise of vetoes."""

    rule: np.ndarray
    veto: np.ndarray


@dataclass(frozen=True)
class Relation:
    """What two entities are to each other, if not the same.

    ``test`` gives which pairs stand in it; and of these, whether the left row is the one of which it is said.
    """

    id: str
    zh: str
    en: str
    test: Callable[[Pairs, pa.Table], tuple[Mask, Mask]]


def first_of(rules: Sequence[Rule], pairs: Pairs) -> np.ndarray:
    """For each pair the index of the first rule that covers it, -1 where none does."""
    found = np.full(len(pairs), -1, dtype=np.int16)
    for index, rule in enumerate(rules):
        found[(found < 0) & rule.test(pairs)] = index
    return found


def codes_of(column: pa.ChunkedArray | pa.Array) -> np.ndarray:
    """Texts as numbers, equal for equal ones; -1 for null."""
    encoded = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    indices = encoded.dictionary_encode().indices
    return np.asarray(indices.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int64)


def several(values: np.ndarray, of: np.ndarray) -> Mask:
    """Whether records with the same ``of`` (≥ 0) hold more than one different value (≥ 0), one truth value a record."""
    known = (values >= 0) & (of >= 0)
    pairs = np.unique(np.stack((of[known], values[known])), axis=1)
    count = np.bincount(pairs[0], minlength=int(of.max(initial=0)) + 1)
    return np.asarray((of >= 0) & (count[np.maximum(of, 0)] > 1))


def unsupported(pairs: Pairs, *, same: Mask, backed: Mask, count: int) -> Mask:
    """Of ``count`` records those that are in a ``same`` pair but in no ``backed`` one."""
    shared, supported = np.zeros(count, bool), np.zeros(count, bool)
    for side in (pairs.left, pairs.right):
        shared[side[same]] = True
        supported[side[backed]] = True
    return np.asarray(shared & ~supported)
