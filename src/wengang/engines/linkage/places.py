"""Places at the head of a name, in its brackets, in an address (名称中的行政区划)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .text import sounds
from .vocabulary import Place

_PROVINCE_ENDINGS = ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市")
_ENDINGS = re.compile(r"(?:(?:[一-鿿]{1,4}族)+自治[州县旗]|自治[州县旗]|地区|盟|市|区|县|旗|林区|特区)$")
_ZONE = re.compile(
    r"^[一-鿿]{0,10}?(?:经济技术开发区|高新技术产业开发区|高新技术开发区|经济开发区|高新区|开发区|新区|工业园区|产业园区|保税区)"
)

_LEVELS = ("province", "city", "county")
_TOWN = re.compile(r"^[一-鿿]{1,4}?(?:街道|镇|乡)(?=[一-鿿]{4})")


@dataclass(frozen=True, slots=True)
class Region:
    """The places that a text names: six-digit codes' first two, four or six digits; ``text`` as written."""

    province: str = ""
    city: str = ""
    county: str = ""
    text: str = ""


NOWHERE = Region()


class Gazetteer:
    """Names of places, in full and as people write them, with those of the city at home also in short.

    A county's short name is often a trade word (和平, 新华, 长城): it counts only behind its city, or with its ending.
    """

    def __init__(self, places: Iterable[Place], *, home: str = "") -> None:
        self._home = home
        self._provinces: dict[str, str] = {}
        self._cities: dict[str, str] = {}
        self._counties: dict[str, list[str]] = {}
        for place in places:
            self._add(place)
        self._heard = self._misspelt()
        self._index = self._by_first_two()

    def _by_first_two(self) -> dict[str, list[tuple[str, str, Sequence[str]]]]:
        """The first two characters of a word → the words that begin so, the longest first: word, level, codes."""
        found: dict[str, list[tuple[str, str, Sequence[str]]]] = {}
        words = [
            *((word, "province", (code,)) for word, code in self._provinces.items()),
            *((word, "city", (code,)) for word, code in self._cities.items()),
            *((word, "county", tuple(codes)) for word, codes in self._counties.items()),
        ]
        for word, level, codes in words:
            found.setdefault(word[:2], []).append((word, level, codes))
        for entries in found.values():
            entries.sort(key=lambda entry: (-len(entry[0]), _LEVELS.index(entry[1])))
        return found

    def _misspelt(self) -> dict[str, str]:
        """Sounds, and names of three characters with one of the first two lost → the place at home that is meant."""
        if not self._home:
            return {}
        cities = [word for word, code in self._cities.items() if code == self._home]
        provinces = [word for word, code in self._provinces.items() if code == self._home[:2]]
        counties = [word for word, codes in self._counties.items() if codes[0][:4] == self._home]
        found = {sounds(word): word for word in sorted([*cities, *provinces])}
        for word in sorted([*cities, *counties]):
            if len(word) == 3 and _ENDINGS.search(word):
                for lost in (word[0] + word[2], word[1:]):
                    found.setdefault(sounds(lost), word)
        return found

    def _add(self, place: Place) -> None:
        if place.code.endswith("0000"):
            group, code = self._provinces, place.code[:2]
        elif place.code.endswith("00"):
            group, code = self._cities, place.code[:4]
        else:
            for word in self._forms(place.name):
                self._counties.setdefault(word, []).append(place.code)
            return
        for word in self._forms(place.name):
            if len(word) >= 2:
                group.setdefault(word, code)

    @staticmethod
    def _forms(name: str) -> Sequence[str]:
        if name in ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"):
            return ()
        for ending in _PROVINCE_ENDINGS:
            if name.endswith(ending) and ending.endswith(("自治区", "省")):
                return (name, name.removesuffix(ending))
        short = _ENDINGS.sub("", name)
        forms = [name]
        if len(short) >= 2:
            forms.append(short)
        if name.endswith(("自治县", "自治州", "自治旗")) and len(short) >= 2:
            forms.append(re.sub(r"自治[县州旗]$", "自治", name))
        return forms

    def leading(self, text: str) -> tuple[Region, str]:
        """The places that a text begins with, and the rest of it (never empty: a name of places only is a name).

        >>> Gazetteer([Place("210700", "锦州市"), Place("210782", "北镇市")]).leading("锦州北镇市鑫源商贸")
        (Region(province='21', city='2107', county='210782', text='锦州北镇市'), '鑫源商贸')
        """
        province = city = county = ""
        rest = self._heard_right(text)
        text = rest
        while len(rest) > 1:
            word, level, code = self._first(
                rest, city=city, county=county, behind=bool(city or province or county)
            )
            if not word or len(word) >= len(rest):
                break
            if level == "province":
                if province or city:
                    break
                province = code
            elif level == "city":
                if city or county:
                    break
                city, province = code, province or code[:2]
            elif level == "zone":
                county = county or code
            else:
                county = county or code
                city = city or code[:4]
            rest = rest[len(word) :]
        if not (province or city or county):
            return NOWHERE, text
        return Region(province, city, county, text[: len(text) - len(rest)]), rest

    def _first(self, rest: str, *, city: str, county: str, behind: bool) -> tuple[str, str, str]:
        for word, level, codes in self._index.get(rest[:2], ()):
            if not rest.startswith(word):
                continue
            if level == "province" and not behind:
                return word, level, codes[0]
            if level == "city" and not city:
                return word, level, codes[0]
            if level == "county" and not county:
                near = [code for code in codes if code[:4] == (city or self._home)]
                if near or word.endswith("自治") or _ENDINGS.search(word):
                    if city and not near:
                        return word, "zone", f"{city}{word}"
                    return word, level, near[0] if near else codes[0] if len(codes) == 1 else ""
        zone = (_ZONE.match(rest) or _TOWN.match(rest)) if behind else None
        if zone is not None and len(zone.group()) < len(rest):
            return zone.group(), "zone", f"{city}{zone.group()}"
        return "", "", ""

    def _heard_right(self, text: str) -> str:
        if self._first(text, city="", county="", behind=False)[0]:
            return text
        for length in (2, 3):
            word = self._heard.get(sounds(text[:length])) if len(text) > length + 1 else None
            if word is not None:
                return word + text[length:]
        return text

    def named(self, text: str) -> Region:
        """The place that a whole text is (the inside of a bracket), else nowhere."""
        for group, level in ((self._provinces, "province"), (self._cities, "city")):
            if text in group:
                code = group[text]
                return Region(code[:2], code if level == "city" else "", "", text)
        codes = self._counties.get(text, ())
        if not codes:
            return NOWHERE
        [code] = codes if len(codes) == 1 else [""]
        return Region(code[:2], code[:4], code, text)
