"""Where each of many keys stands: the places that have it, found for a whole column of keys at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

TEXT = pa.string()


@dataclass(frozen=True)
class Standing:
    """Different keys, and the places at which each stands, in ascending order; blank keys are left out.

    ``places`` lie key by key: those of the key ``k`` are ``sizes[k]`` from ``begins[k]`` on.
    """

    keys: pa.Array
    places: np.ndarray
    begins: np.ndarray
    sizes: np.ndarray

    @classmethod
    def of(cls, keys: pa.Array, places: np.ndarray | None = None) -> "Standing":
        """Where the keys of a column stand, or of those at some places."""
        there = np.flatnonzero(pc.fill_null(pc.not_equal(keys, ""), False).to_numpy(zero_copy_only=False))
        coded = keys.take(pa.array(there)).dictionary_encode()
        code = coded.indices.to_numpy()
        where = there if places is None else places[there]
        order = np.lexsort((where, code))
        sizes = np.bincount(code, minlength=len(coded.dictionary))
        return cls(coded.dictionary, where[order], np.cumsum(sizes) - sizes, sizes)

    def find(self, keys: pa.Array) -> np.ndarray:
        """Which of the different keys each one is, -1 for one that stands nowhere."""
        found: np.ndarray = pc.fill_null(pc.index_in(keys, value_set=self.keys), -1).to_numpy()
        return found

    def first(self, found: np.ndarray) -> np.ndarray:
        """The first place of each key that was found."""
        places: np.ndarray = self.places[self.begins[found]]
        return places

    def units(self, found: int) -> tuple[int, ...]:
        """All places of one key that was found."""
        begin = self.begins[found]
        return tuple(self.places[begin : begin + self.sizes[found]].tolist())

    def added(self, learned: Sequence[tuple[int, str]]) -> "Standing":
        """The same with further keys, each with its place."""
        if not learned:
            return self
        keys = self.keys.take(pa.array(np.repeat(np.arange(len(self.sizes)), self.sizes)))
        further = pa.array([key for _, key in learned], TEXT)
        places = np.concatenate((self.places, np.array([place for place, _ in learned], dtype=np.int64)))
        return Standing.of(pa.concat_arrays([keys, further]), places)
