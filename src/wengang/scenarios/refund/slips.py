"""Names as somebody in an office wrote them down: another place before them, cut, a wrong character, a note behind.

How often stands in the calibration, by office: ``old_name`` (of those that had another), ``suffix_lost`` (of branches),
``prefix`` place changed or left out, ``form`` legal form changed or cut, ``core`` place and trade word alone, ``abbr``
without place and form; ``homo`` a character of the same sound, ``drop`` one lost, ``swap`` two exchanged, ``trunc`` the
end lost; ``note`` something behind it; ``brackets`` half-width (of those that have any), ``spaced``, ``full`` width.
"""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from wengang.scenarios.refund.calibration import Place, calibration, words
from wengang.scenarios.registers.letters import full_width, sounds_like

_SHORTER, _TYPOS = ("prefix", "form", "core", "abbr"), ("homo", "drop", "swap", "trunc")
_FORMS = {
    "有限责任公司": ("有限公司", "有限公司", "公司", ""),
    "股份有限公司": ("有限公司", "股份公司", ""),
    "有限公司": ("有限责任公司", "公司", "有限", ""),
    "经营部": ("部", "经销部", ""),
    "商行": ("商店", ""),
    "中心（有限合伙）": ("中心", "合伙企业（有限合伙）"),
}
_BRANCH = re.compile(r"(?<=公司).+?(?:分公司|项目部)$")


@dataclass(frozen=True)
class _Parts:
    """A name taken apart; ``trade`` is the line of business, ``suffix`` a branch's own part."""

    prefix: str
    brand: str
    trade: str
    form: str
    suffix: str

    def whole(self) -> str:
        return f"{self.prefix}{self.brand}{self.trade}{self.form}{self.suffix}"


@dataclass(frozen=True)
class Typist:
    """Somebody who writes names down: an office's rates, the place, a stream of chance."""

    rates: Mapping[str, float]
    place: Place
    rng: random.Random

    @classmethod
    def of(cls, office: str, place: Place, rng: np.random.Generator) -> "Typist":
        """The typist of an office whose rates the calibration has."""
        return cls(calibration()["dirt"]["names"][office], place, random.Random(int(rng.integers(2**62))))

    def written(self, names: np.ndarray, former: np.ndarray | None = None) -> np.ndarray:
        """The names as written; ``former``: the name that each bore before, "" for none."""
        before = np.full(len(names), "", dtype=object) if former is None else former
        pairs = zip(names.tolist(), before.tolist(), strict=True)
        return np.array([self._one(name, old) for name, old in pairs], dtype=object)

    def _one(self, name: str, former: str) -> str:
        if former and self._does("old_name"):
            name = former
        suffix = _BRANCH.search(name)
        if suffix and self._does("suffix_lost"):
            name, suffix = name[: suffix.start()], None
        kind = self._any(_SHORTER)
        if kind:
            name = self._shorter(name, kind, suffix[0] if suffix else "")
        kind = self._any(_TYPOS)
        if kind and len(name) > 6:
            name = self._slip(name, kind)
        return self._decked(name)

    def _does(self, kind: str) -> bool:
        return self.rng.random() < self.rates.get(kind, 0.0)

    def _any(self, kinds: tuple[str, ...]) -> str:
        """One of the kinds, or none."""
        luck = self.rng.random()
        for kind in kinds:
            luck -= self.rates.get(kind, 0.0)
            if luck < 0:
                return kind
        return ""

    def _shorter(self, name: str, kind: str, suffix: str) -> str:
        parts = self._taken_apart(name, suffix)
        if parts is None:
            return name
        if kind == "prefix":
            return replace(parts, prefix=self._other_place(parts.prefix)).whole()
        if kind == "form":
            return replace(parts, form=self.rng.choice(_FORMS.get(parts.form, (parts.form,)))).whole()
        if kind == "core" and len(parts.brand) > 1:
            return replace(parts, trade="", form="").whole()
        return replace(parts, prefix="", form="").whole()

    def _taken_apart(self, name: str, suffix: str) -> _Parts | None:
        """None for a name of another build: with a bracket, or no firm's."""
        rest = name.removesuffix(suffix)
        prefix = next((place for place in _places(self.place) if rest.startswith(place)), "")
        form = next((form for form in _FORMS if rest.endswith(form)), "")
        inner = rest.removeprefix(prefix).removesuffix(form)
        trade = next((trade for trade in _trades() if inner.endswith(trade)), "")
        brand = inner.removesuffix(trade)
        return _Parts(prefix, brand, trade, form, suffix) if brand and trade and form else None

    def _other_place(self, prefix: str) -> str:
        """The place written otherwise, or left out."""
        city, short = self.place.name, self.place.name.removesuffix("市")
        others = [
            word for word in (city, short, short, "", f"{city}{prefix.removeprefix(city)}") if word != prefix
        ]
        return self.rng.choice(others)

    def _slip(self, name: str, kind: str) -> str:
        at = self.rng.randrange(1, len(name) - 1)
        if kind == "homo":
            return name[:at] + (sounds_like(self.rng, name[at]) or name[at]) + name[at + 1 :]
        if kind == "drop":
            return name[:at] + name[at + 1 :]
        if kind == "swap":
            return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
        return name[: self.rng.randint(max(4, len(name) - 5), len(name) - 1)]

    def _decked(self, name: str) -> str:
        if self._does("note"):
            name += self.rng.choice(words()["notes"])
        if "（" in name and self._does("brackets"):
            name = name.replace("（", "(").replace("）", ")")
        if self._does("full"):
            name = full_width(name)
        if self._does("spaced"):
            at = self.rng.randrange(1, len(name))
            name = f"{name[:at]} {name[at:]}".strip()
        return name


@cache
def _trades() -> tuple[str, ...]:
    """Words for lines of business, the longest first."""
    sections = [classes for key, classes in calibration()["classes"].items() if key != "basis"]
    found = {word for classes in sections for word in classes.values()}
    return tuple(sorted({*found, "劳务派遣", "人力资源服务"}, key=lambda word: (-len(word), word)))


@cache
def _places(place: Place) -> tuple[str, ...]:
    """What a name may begin with, the longest first."""
    names = {place.name, place.name.removesuffix("市")}
    for division in place.divisions:
        names |= {division.name, place.name + division.name}
    return tuple(sorted(names, key=lambda word: (-len(word), word)))
