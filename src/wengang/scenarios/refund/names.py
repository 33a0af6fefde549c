"""Names of employers and of people, put together at random from characters: any likeness is chance."""

from collections import Counter

import numpy as np

from wengang.scenarios.refund.calibration import Place, draw, words


def person_names(rng: np.random.Generator, count: int) -> np.ndarray:
    """Names of people (object array); a few with characters outside the common set, a few with a middle dot."""
    lexicon = words()
    surnames, given = np.array(list(lexicon["surnames"])), np.array(list(lexicon["given"]))
    first = given[rng.integers(len(given), size=count)].astype(object)
    second: np.ndarray = given[rng.integers(len(given), size=count)].astype(object)
    second[rng.random(count) < 0.3] = ""
    names: np.ndarray = surnames[rng.integers(len(surnames), size=count)].astype(object) + first + second
    for index in np.flatnonzero(rng.random(count) < 0.002):
        rare = lexicon["rare_given"][int(rng.integers(len(lexicon["rare_given"])))]
        names[index] = names[index][0] + rare
    for index in np.flatnonzero(rng.random(count) < 0.0005):
        names[index] = lexicon["dotted_names"][int(rng.integers(len(lexicon["dotted_names"])))]
    return names


def brands(rng: np.random.Generator, count: int) -> np.ndarray:
    """Brand words (字号) of two or three characters, as an object array."""
    lexicon = words()
    parts = []
    for key in ("brand_first", "brand_second", "brand_third"):
        letters = np.array(list(lexicon[key]))
        parts.append(letters[rng.integers(len(letters), size=count)].astype(object))
    parts[2][rng.random(count) < 0.3] = ""
    joined: np.ndarray = parts[0] + parts[1] + parts[2]
    return joined


def _prefixes(rng: np.random.Generator, place: Place, divisions: np.ndarray) -> np.ndarray:
    """What a name begins with: the city, its short form, or the county."""
    city, short = place.name, place.name.removesuffix("市")
    local = np.array([division.name for division in place.divisions], dtype=object)[divisions]
    kind = rng.choice(3, size=len(divisions), p=[0.5, 0.3, 0.2])
    rural = np.array([name.endswith(("县", "市")) for name in local.tolist()])
    local = np.where(rural, local, city + local)
    names: np.ndarray = np.where(kind == 0, city, np.where(kind == 1, short, local)).astype(object)
    return names


def unit_names(
    rng: np.random.Generator,
    place: Place,
    *,
    entity_types: np.ndarray,
    trades: np.ndarray,
    divisions: np.ndarray,
) -> np.ndarray:
    """Names of employers by kind and trade word, all different, as an object array.

    Firms are place + brand + trade + legal form, some with the place in brackets behind the brand;
    other bodies place + brand + what they are.
    """
    count = len(entity_types)
    forms = words()["forms"]
    prefix, brand = _prefixes(rng, place, divisions), brands(rng, count)
    ending = np.full(count, "", dtype=object)
    for kind, shares in forms.items():
        chosen = entity_types == kind
        ending[chosen] = draw(rng, shares, int(chosen.sum()))
    tail = trades + ending
    bracketed = (rng.random(count) < 0.06) & (entity_types == "enterprise")
    names = np.where(bracketed, brand + "（" + prefix + "）" + tail, prefix + brand + tail).astype(object)
    return _all_different(rng, names, brand)


def _all_different(rng: np.random.Generator, names: np.ndarray, brand: np.ndarray) -> np.ndarray:
    """The names with those that occur twice given a longer brand, until none does."""
    letters = list(words()["brand_third"] + words()["brand_second"])
    while True:
        counts = Counter(names.tolist())
        if len(counts) == len(names):
            return names
        seen: set[str] = set()
        for index, name in enumerate(names.tolist()):
            if counts[name] > 1 and name in seen:
                longer = brand[index] + letters[int(rng.integers(len(letters)))]
                names[index] = name.replace(brand[index], longer, 1)
                brand[index] = longer
            seen.add(name)
