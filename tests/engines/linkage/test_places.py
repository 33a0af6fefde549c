"""Places at the head of a text, as people write them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engines.linkage.made_up import PLACES, gazetteer
from wengang.engines.linkage.places import NOWHERE, Gazetteer, Region
from wengang.engines.linkage.vocabulary import Place


@pytest.mark.parametrize(
    ("text", "province", "city", "county", "rest"),
    [
        ("辽宁省锦州市凌河区鑫源", "21", "2107", "210703", "鑫源"),
        ("锦州凌河区鑫源", "21", "2107", "210703", "鑫源"),
        ("锦州北镇鑫源", "21", "2107", "210782", "鑫源"),
        ("北镇市鑫源", "", "2107", "210782", "鑫源"),
        ("锦州市锦州港", "21", "2107", "", "锦州港"),
        ("沈阳市和平区鑫源", "21", "2101", "210102", "鑫源"),
        ("和平鑫源", "", "", "", "和平鑫源"),
        ("长城商贸", "", "", "", "长城商贸"),
        ("吉林省吉林市鑫源", "22", "2202", "", "鑫源"),
        ("内蒙古鑫源", "15", "", "", "鑫源"),
        ("锦州市高新区鑫源", "21", "2107", "2107高新区", "鑫源"),
        ("锦州滨海新区鑫源", "21", "2107", "2107滨海新区", "鑫源"),
        ("黑山县黑山街道鑫源商贸", "", "2107", "210726", "鑫源商贸"),
        ("进州鑫源商贸", "21", "2107", "", "鑫源商贸"),
        ("晋州市鑫源商贸", "", "1301", "130183", "鑫源商贸"),
        ("锦州市", "", "", "", "锦州市"),
        ("锦州北镇市", "21", "2107", "", "北镇市"),
        ("", "", "", "", ""),
        ("锦", "", "", "", "锦"),
    ],
)
def test_leading(text, province, city, county, rest):
    """Province, city and county or zone, and what follows; short names of counties count only near home."""
    region, left = gazetteer().leading(text)
    assert (region.province or region.city[:2], region.city, region.county, left) == (
        province or city[:2],
        city,
        county,
        rest,
    )


@given(st.text(alphabet="辽宁省锦州市北镇凌河区县义黑山开发新鑫源", max_size=12))
@example("市市")
@example("县")
def test_nothing_is_lost(text):
    """Without a city at home, place and rest together are the text; a name is never all place."""
    region, rest = gazetteer(home="").leading(text)
    assert region.text + rest == text
    assert bool(rest) == bool(text)


@given(st.text())
def test_no_text_crashes(text):
    """Any text; what is named nowhere is a rest."""
    region, rest = gazetteer().leading(text)
    assert bool(rest) == bool(text)
    assert isinstance(gazetteer().named(text), Region)
    if region == NOWHERE:
        assert len(rest) >= len(text)


@pytest.mark.parametrize("home", ["", "2107"])
def test_every_division_is_read_in_full(home):
    """Before a trade word each division of the country is taken off in full, from wherever one looks."""
    wrong = []
    for place in PLACES:
        region, rest = gazetteer(home=home).leading(f"{place.name}鑫源商贸")
        assert region.text + rest == f"{place.name}鑫源商贸"
        if region != NOWHERE and place.name.endswith(tuple("省市区县旗盟州")) and rest != "鑫源商贸":
            wrong.append(place)
    assert wrong == []


def test_no_places_at_all():
    """A gazetteer without places knows none."""
    empty = Gazetteer([])
    assert empty.leading("锦州鑫源") == (NOWHERE, "锦州鑫源")
    assert empty.named("锦州") == NOWHERE


def test_named_is_the_whole_text():
    """A bracket holds a place and nothing else."""
    few = Gazetteer([Place("210000", "辽宁省"), Place("210700", "锦州市"), Place("210782", "北镇市")])
    assert few.named("锦州").city == few.named("锦州市").city == "2107"
    assert few.named("北镇市").county == "210782"
    assert few.named("辽宁").province == "21"
    assert few.named("锦州鑫源") == NOWHERE
