"""Words of names, drawn: trade words with a heavy tail of favourites, lines of business, people's names."""

import random
from collections.abc import Callable, Mapping
from functools import cache

from wengang.scenarios.registers.calibration import Draw, common_first, words

_DIGITS = "零一二三四五六七八九十"


@cache
def _draw_of(key: str, inner: str = "") -> Draw:
    shares = words()[key]
    return Draw(shares[inner] if inner else shares)


def section(rng: random.Random) -> str:
    """A section letter of GB/T 4754."""
    return _draw_of("sections")(rng)


def line_of(rng: random.Random, letter: str) -> str:
    """A word for the line of business within a section."""
    return common_first(rng, words()["lines"][letter], skew=1.3)


def form_of(rng: random.Random, kind: str) -> str:
    """A legal form, as a name ends, for a kind of body."""
    table = "forms" if kind in words()["forms"] else "bodies"
    return _draw_of(table, kind)(rng)


def other_form(rng: random.Random, kind: str, form: str) -> str:
    """Another legal form of the same kind of body."""
    for _ in range(20):
        other = form_of(rng, kind)
        if other != form:
            return other
    return form


class Trades:
    """Trade words (字号) of a city by its mixture of sorts."""

    def __init__(self, shares: Mapping[str, float]) -> None:
        self._sort = Draw(shares)
        self._lists = words()["trade"]
        self._sorts: Mapping[str, Callable[[random.Random], str]] = {
            "two": self._two,
            "three": self._three,
            "four": lambda rng: self._two(rng) + self._two(rng),
            "pair": self._pair,
            "foreign": self._foreign,
            "person": self._person,
            "shop": lambda rng: common_first(rng, self._lists["shop"], skew=1.2),
            "latin": self._latin,
            "number": self._number,
        }

    def __call__(self, rng: random.Random) -> str:
        """One word."""
        return self._sorts[self._sort(rng)](rng)

    def _letter(self, rng: random.Random, key: str) -> str:
        return common_first(rng, self._lists[key], skew=1.8)

    def _two(self, rng: random.Random) -> str:
        return self._letter(rng, "first") + self._letter(rng, "second")

    def _three(self, rng: random.Random) -> str:
        return self._two(rng) + self._letter(rng, "third")

    def _pair(self, rng: random.Random) -> str:
        word = common_first(rng, self._lists["pairs"], skew=1.2)
        return word + self._letter(rng, "second") if rng.random() < 0.7 else word

    def _foreign(self, rng: random.Random) -> str:
        return "".join(rng.choice(self._lists["syllables"]) for _ in range(rng.choice((2, 3, 3, 4))))

    def _person(self, rng: random.Random) -> str:
        surname = common_first(rng, words()["surnames"], skew=2.5)
        luck = rng.random()
        if luck < 0.3:
            return rng.choice(self._lists["kin"]) + surname + "家" * (luck < 0.15)
        return surname + self._letter(rng, "third") if luck < 0.5 else person(rng)

    def _latin(self, rng: random.Random) -> str:
        letters = "".join(rng.choice(self._lists["latin"]) for _ in range(rng.randint(1, 3)))
        return letters + self._two(rng) if rng.random() < 0.6 else letters + str(rng.randint(1, 99))

    def _number(self, rng: random.Random) -> str:
        return rng.choice(_DIGITS[1:]) + rng.choice(_DIGITS[1:]) + self._letter(rng, "second")


def person(rng: random.Random) -> str:
    """A person's name: given names follow fashions, so that some full names are common."""
    lexicon, luck = words(), rng.random()
    if luck < 0.002:
        return str(rng.choice(lexicon["dotted"]))
    surname = common_first(rng, lexicon["surnames"], skew=2.6)
    given = lexicon[("given_old", "given_mid", "given_new")[rng.randrange(3)]]
    if luck < 0.019:
        return surname + rng.choice(lexicon["rare"]) + rng.choice(given) * (luck < 0.012)
    first = common_first(rng, given, skew=1.2)
    return surname + first if luck < 0.25 else surname + first + common_first(rng, given, skew=1.2)


def street(rng: random.Random) -> str:
    """A street's name."""
    lexicon = words()
    side = rng.choice(("东", "西", "南", "北", "中", "", "", "", "", ""))
    return str(rng.choice(lexicon["streets"]) + side + _draw_of("street_kinds")(rng))


def chinese(number: int) -> str:
    """A number from 0 to 99 in Chinese digits."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
