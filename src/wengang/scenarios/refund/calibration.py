"""The shares and amounts that the city is made of, read from ``calibration.yaml``, and its streams of chance."""

import csv
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import yaml

from wengang.kernel.errors import bad_input


@dataclass(frozen=True)
class Division:
    """A county-level division (县级行政区) or functional area, with its weight in the city's employers."""

    code: str
    name: str
    weight: float


@dataclass(frozen=True)
class Place:
    """A city: its code and name, and its divisions."""

    code: str
    name: str
    divisions: tuple[Division, ...]


def _text(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def calibration() -> Mapping[str, Any]:
    """The whole of ``calibration.yaml``."""
    loaded: Mapping[str, Any] = yaml.safe_load(_text("calibration.yaml"))
    return loaded


@cache
def words() -> Mapping[str, Any]:
    """The whole of ``words.yaml``: characters and words for names."""
    loaded: Mapping[str, Any] = yaml.safe_load(_text("words.yaml"))
    return loaded


def place_of(code: str) -> Place:
    """The city with this code. Raises InputError for one whose divisions are not known."""
    rows = list(csv.DictReader(_text("divisions.csv").splitlines()))
    own = [row for row in rows if row["city"] == code]
    if not own:
        known = "、".join(sorted({f"{row['city_name']} {row['city']}" for row in rows}))
        raise bad_input(
            f"没有这个城市的县区表: {code!r}",
            f"no divisions are known for the city {code!r}",
            f"可用: {known}",
            f"use one of {known}",
            column="place",
            value=code,
        )
    divisions = tuple(Division(row["code"], row["name"], float(row["weight"])) for row in own)
    return Place(code, own[0]["city_name"], divisions)


def stream(seed: int, topic: str) -> np.random.Generator:
    """A stream of chance of its own for each topic, so that one topic's draws never shift another's."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(topic.encode())])))


def weights(shares: Mapping[str, float] | Sequence[float]) -> np.ndarray:
    """Shares as probabilities that add up to one."""
    values = np.array(list(shares.values() if isinstance(shares, Mapping) else shares), dtype=float)
    chances: np.ndarray = values / values.sum()
    return chances


def draw(rng: np.random.Generator, shares: Mapping[str, float], count: int) -> np.ndarray:
    """``count`` keys of ``shares``, drawn by weight, as an object array of strings."""
    keys = np.array(list(shares), dtype=object)
    picked: np.ndarray = keys[rng.choice(len(keys), size=count, p=weights(shares))]
    return picked


def pick(rng: np.random.Generator, count: int, share: float) -> np.ndarray:
    """Positions of a share of ``count`` things, at random, ascending."""
    return np.sort(rng.choice(count, size=min(count, round(count * share)), replace=False))
