"""What a city's registers are made of, read from YAML, and streams of chance."""

import bisect
import itertools
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from wengang.kernel.errors import bad_input

CITIES = ("jinzhou", "jiaxing")


@dataclass(frozen=True)
class County:
    """A county-level division: code, name, its towns, and its weight in the city's firms."""

    code: str
    name: str
    towns: tuple[str, ...]
    weight: float


@dataclass(frozen=True)
class Town:
    """A city: code, name, province, area code of its telephones, counties."""

    code: str
    name: str
    province: str
    area: str
    counties: tuple[County, ...]

    @property
    def short(self) -> str:
        """The name without 市."""
        return self.name.removesuffix("市")


def _load(name: str) -> Any:
    text = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - a safe loader


@cache
def words() -> Mapping[str, Any]:
    """The whole of ``words.yaml``."""
    loaded: Mapping[str, Any] = _load("words.yaml")
    return loaded


@cache
def settings(city: str) -> Mapping[str, Any]:
    """The whole of one city's YAML. Raises InputError for a city that is not known."""
    if city not in CITIES:
        raise bad_input(
            f"没有这个城市: {city!r}",
            f"no such city: {city!r}",
            f"可用: {'、'.join(CITIES)}",
            f"use one of {', '.join(CITIES)}",
            column="city",
            value=city,
        )
    loaded: Mapping[str, Any] = _load(f"{city}.yaml")
    return loaded


@cache
def rates() -> Mapping[str, Mapping[str, float]]:
    """Profiles of damage by name: kind of damage to share of rows."""
    loaded: Mapping[str, Mapping[str, float]] = _load("rates.yaml")
    return loaded


def towns_of(city: str) -> tuple[Town, tuple[Town, ...]]:
    """The city itself, and the other cities from which firms come."""
    own, *others = (_town(entry) for entry in [settings(city)["place"], *_load("elsewhere.yaml")])
    return own, tuple(town for town in others if town.code != own.code)


def _town(entry: Mapping[str, Any]) -> Town:
    counties = tuple(
        County(str(code), name, tuple(towns), float(weight))
        for code, name, weight, *towns in entry["counties"]
    )
    return Town(str(entry["code"]), entry["name"], entry["province"], str(entry["area"]), counties)


def stream(seed: int, *topic: object) -> random.Random:
    """A stream of chance of its own for each topic, so that one topic's draws never shift another's."""
    return random.Random("/".join(map(str, (seed, *topic))))


class Draw:
    """Draws one of several things by weight; quick when drawn often."""

    def __init__(self, shares: Mapping[str, float]) -> None:
        self._things = list(shares)
        self._ends = list(itertools.accumulate(map(float, shares.values())))

    def __call__(self, rng: random.Random) -> str:
        """One of the things."""
        return self._things[bisect.bisect(self._ends, rng.random() * self._ends[-1])]


def common_first(rng: random.Random, things: Sequence[str], *, skew: float = 1.6) -> str:
    """One of the things, early ones more often; ``skew`` 1 makes all equally likely."""
    return things[int(len(things) * rng.random() ** skew)]
