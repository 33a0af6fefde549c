"""Places at the head of a name, in its brackets, in an address (名称中的行政区划)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .text import sounds
from .vocabulary import Place

_PROVINCE_ENDINGS = ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市")
_ENDINGS = re.compile(r"(?:(?:[一-鿿]{1,4}族)+自治[州县旗]|自治[州县旗]|地区|盟|市|区|县|旗|林区|特区)$")
_ZONE = re.compile(
    r"^[一-鿿]{2,10}?(?:经济技术开发区|高新技术产业开发区|高新技术开发区|经济开发区|高新区|开发区|新区|工业园区|产业园区|保税区)"
)


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
        self._heard = {sounds(word): word for word in self._at_home()}
        words = (self._provinces, self._cities, self._counties)
        self._longest = max((len(word) for group in words for word in group), default=0)

    def _at_home(self) -> list[str]:
        """The names of the city at home and of its province: the places that are mistyped by sound."""
        if not self._home:
            return []
        cities = [word for word, code in self._cities.items() if code == self._home]
        return sorted([*cities, *(word for word, code in self._provinces.items() if code == self._home[:2])])

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
            word, level, code = self._first(rest, city=city, behind=bool(city or province or county))
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
            else:
                county = county or code
                city = city or code[:4]
            rest = rest[len(word) :]
        if not (province or city or county):
            return NOWHERE, text
        return Region(province, city, county, text[: len(text) - len(rest)]), rest

    def _first(self, rest: str, *, city: str, behind: bool) -> tuple[str, str, str]:
        for length in range(min(self._longest, len(rest) - 1), 1, -1):
            word = rest[:length]
            if not behind and word in self._provinces:
                return word, "province", self._provinces[word]
            if word in self._cities and not city:
                return word, "city", self._cities[word]
            codes = self._counties.get(word, ())
            full = bool(_ENDINGS.search(word)) or word.endswith("自治")
            near = [code for code in codes if code[:4] == (city or self._home)]
            if codes and (near or full):
                return word, "county", near[0] if near else codes[0] if len(codes) == 1 else ""
        zone = _ZONE.match(rest) if behind else None
        if zone is not None and len(zone.group()) < len(rest):
            return zone.group(), "county", f"{city}{zone.group()}"
        return "", "", ""

    def _heard_right(self, text: str) -> str:
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
