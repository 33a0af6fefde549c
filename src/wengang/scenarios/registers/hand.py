"""An office's hand: how often it does what to a cell."""

import random
from collections.abc import Mapping, Sequence

from wengang.scenarios.registers.calibration import rates


class Hand:
    """Chance and rates of one office; every damage to a row is entered in the row's list of kinds.

    ``registers``: whether the office is the one that gives out names.
    """

    def __init__(self, rng: random.Random, profile: str, own: Mapping[str, float], *, damage: float) -> None:
        table = rates()
        base = dict(table[profile])
        careless = base.pop("careless", 1.0)
        shares = {kind: share * careless for kind, share in table["extra"].items()} | base | dict(own)
        self.rng = rng
        self.registers = profile == "market"
        self.rates = {kind: min(1.0, share * damage) for kind, share in shares.items()}

    def does(self, kind: str) -> bool:
        """Whether it happens to this row."""
        return self.rng.random() < self.rates.get(kind, 0.0)

    def any_of(self, kinds: Sequence[str]) -> str:
        """At most one of several kinds, each at its own rate; "" for none."""
        luck = self.rng.random()
        for kind in kinds:
            luck -= self.rates.get(kind, 0.0)
            if luck < 0:
                return kind
        return ""
