"""Which value is in force: for a policy year, a place, a decision day; and what a person may set by hand."""

import datetime as dt
import hashlib

import pytest

from engines.policy.parameter_packs import RATIO, SOURCES, YEARS, book_of, write_pack
from wengang.engines.policy.parameters import load_book, place_chain
from wengang.kernel.errors import InputError

PACK = YEARS + SOURCES + RATIO
PLACES = """
          "210000":
            - {year: 2020, value: "0.70", source: A, status: cited}
          "210700":
            - {year: 2020, from: 2020-03-01, to: 2020-03-31, value: "0.80", source: A, status: memory, note: 待核}
"""
LIMIT = """
      layoff.max:
        zh: 裁员率限度
        en: limit
        unit: rate
        nullable: true
        values:
          CN:
            - {year: 2020, unset: {zh: "各地公布", en: "each place publishes it"}, source: A, status: cited}
            - {year: 2021, value: null, source: A, status: cited}
      until:
        zh: 最后决定日
        en: last day
        unit: date
        values:
          CN:
            - {year: 2020, value: 2020-12-31, source: A, status: cited}
            - {year: 2021, value: 2022-03-31, source: A, status: cited}
"""
MARCH = dt.date(2020, 3, 15)


@pytest.fixture
def book(tmp_path):
    """A ratio with a nation's, a province's and a city's value, a limit without a value, and a last day."""
    return book_of(tmp_path / "pack", PACK + PLACES + LIMIT)


@pytest.mark.parametrize(
    ("place", "day", "value", "given_by"),
    [
        ("210702", MARCH, 8000, "210700"),
        ("210700", MARCH, 8000, "210700"),
        ("210700", dt.date(2020, 4, 1), 7000, "210000"),
        ("210600", MARCH, 7000, "210000"),
        ("110000", MARCH, 5000, "CN"),
        ("CN", MARCH, 5000, "CN"),
    ],
)
def test_the_nearest_place_in_force_gives_the_value(book, place, day, value, given_by):
    """County, then city, then province, then nation; a city's entry that has ended gives way to the province's."""
    found = book.resolve(year=2020, place=place, as_of=day)
    assert found["ratio.sme"] == value
    assert found.entries["ratio.sme"].place == given_by


@pytest.mark.parametrize(
    ("as_of", "known_by", "value"),
    [
        (dt.date(2021, 5, 18), None, 3000),
        (dt.date(2021, 5, 18), dt.date(2021, 5, 30), 3000),
        (dt.date(2021, 5, 18), dt.date(2021, 5, 31), 6000),
        (dt.date(2021, 5, 30), dt.date(2021, 7, 15), 6000),
        (dt.date(2021, 7, 15), dt.date(2021, 5, 1), 6000),
    ],
)
def test_latest_known_takes_the_highest_value_by_the_day_facts_are_known(book, as_of, known_by, value):
    """A ratio that a later notice raised applies to a decision seen again; facts are never known before the decision."""
    assert book.resolve(year=2021, place="210700", as_of=as_of, known_by=known_by)["ratio.sme"] == value


def test_latest_known_never_lowers(tmp_path):
    """A notice that lowers the value for later decisions leaves an earlier one alone."""
    lowered = PACK.replace('"0.30"', '"0.90"')
    book = book_of(tmp_path / "pack", lowered)
    found = book.resolve(year=2021, place="CN", as_of=dt.date(2021, 5, 1), known_by=dt.date(2021, 8, 1))
    assert found["ratio.sme"] == 9000


def test_other_parameters_are_those_of_the_decision_day(tmp_path):
    """Without latest_known the day facts are known by changes nothing."""
    book = book_of(tmp_path / "pack", PACK.replace("latest_known: true", "latest_known: false"))
    found = book.resolve(year=2021, place="CN", as_of=dt.date(2021, 5, 1), known_by=dt.date(2021, 8, 1))
    assert found["ratio.sme"] == 3000


def test_a_cap_is_assumed_where_a_place_merely_inherits_it(book):
    """The nation's cap is cited as the nation's; a place without a figure of its own pays it by assumption, and says so."""
    nation = book.resolve(year=2020, place="CN", as_of=MARCH).entries["ratio.sme"]
    elsewhere = book.resolve(year=2020, place="110000", as_of=MARCH)
    assert nation.status == "cited"
    assert elsewhere.entries["ratio.sme"].status == "assumed"
    assert "cap" in elsewhere.uncited()[0].why_en


def test_an_unset_value_is_an_error_only_when_it_is_read(book):
    """A limit that no document states does not stop a run that never asks for it; reading it says who supplies it."""
    found = book.resolve(year=2020, place="210700", as_of=MARCH)
    assert found["ratio.sme"] == 8000
    assert "layoff.max" in found.values
    assert len(found.values) == 3
    with pytest.raises(InputError) as caught:
        found.values["layoff.max"]
    text = caught.value.findings[0].text("zh")
    for part in ("pack/parameters.yaml", "layoff.max", "210700", "2020", "各地公布", "--set"):
        assert part in text


def test_a_path_that_the_pack_lacks_is_a_key_error(book):
    """A rule that reads a parameter which nobody declared is a defect of the pack, not of the input."""
    with pytest.raises(KeyError):
        book.resolve(year=2020, place="210700", as_of=MARCH)["layoff.maximum"]


@pytest.mark.parametrize(("text", "value"), [("0.055", 550), ("5.5%", 550), ("null", None), ("none", None)])
def test_a_value_set_by_hand_always_holds(book, text, value):
    """--set applies last, also where the file has no value; it is an assumption and is named as set by hand."""
    found = book.resolve(year=2020, place="210700", as_of=MARCH, patch={"layoff.max": text})
    entry = found.entries["layoff.max"]
    assert found["layoff.max"] == value
    assert (entry.patched, entry.place, entry.status) == (True, "--set", "assumed")
    assert [row.path for row in found.uncited()] == ["ratio.sme", "layoff.max"]
    assert [row.path for row in found.uncited(["layoff.max"])] == ["layoff.max"]


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        ({"patch": {"ratio.sm": "0.5"}}, ["ratio.sm", "ratio.sme"]),
        ({"patch": {"ratio.sme": "80"}}, ["ratio.sme=80", "1.00"]),
        ({"patch": {"ratio.sme": "-0.1"}}, ["ratio.sme=-0.1"]),
        ({"patch": {"ratio.sme": "none"}}, ["ratio.sme=none", "not null"]),
        ({"place": "21070"}, ["21070"]),
        ({"place": "锦州"}, ["锦州", "210700"]),
        ({"year": 2019}, ["2019", "2020", "2021", "pack/parameters.yaml"]),
        ({"as_of": dt.date(2021, 1, 1)}, ["2021-01-01", "2020-12-31", "甲〔2020〕1号"]),
        ({"as_of": dt.date(2019, 12, 31)}, ["2019-12-31", "2020-01-01"]),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_cure(book, change, parts):
    """Unknown path, impossible value, place, year, and a decision day outside the policy year's window."""
    with pytest.raises(InputError) as caught:
        book.resolve(**{"year": 2020, "place": "210700", "as_of": MARCH} | change)
    text = caught.value.findings[0].text("en")
    assert [part for part in parts if part not in text] == []
    assert caught.value.findings[0].fix_zh


def test_the_last_decision_day_may_lie_in_the_next_year(book):
    """A place that decides until March of the next year is not stopped at New Year; a window set by hand holds too."""
    assert book.resolve(year=2021, place="CN", as_of=dt.date(2022, 3, 31))["ratio.sme"] == 6000
    longer = book.resolve(
        year=2020, place="CN", as_of=dt.date(2021, 1, 5), patch={"until": "2021-01-31", "layoff.max": "0.05"}
    )
    assert longer["until"] == dt.date(2021, 1, 31)


def test_the_table_shows_every_value_of_the_year_or_of_one_day(book):
    """Without a day both halves of a divided year are shown, with the days between which each holds."""
    rows = [row for row in book.table(year=2021, place="210700") if row.path == "ratio.sme"]
    assert [(row.value, row.start, row.end) for row in rows] == [
        ("0.30", None, dt.date(2021, 5, 30)),
        ("0.60", dt.date(2021, 5, 31), None),
    ]
    assert rows[0].documents == ("甲〔2020〕1号",)
    one = book.table(year=2021, place="210700", as_of=dt.date(2021, 6, 1))
    assert [(row.path, row.value) for row in one] == [
        ("ratio.sme", "0.60"),
        ("layoff.max", "null"),
        ("until", "2022-03-31"),
    ]
    limit = next(row for row in book.table(year=2020, place="CN") if row.path == "layoff.max")
    assert (limit.value, limit.note_en) == ("", "each place publishes it")


def test_the_table_of_a_year_follows_a_city_in_and_out(book):
    """A city's value for March stands between the province's before and after it."""
    rows = [row for row in book.table(year=2020, place="210700") if row.path == "ratio.sme"]
    assert [(row.value, row.place) for row in rows] == [
        ("0.70", "210000"),
        ("0.80", "210700"),
        ("0.70", "210000"),
    ]


CITY = """
    place: "210700"
    sources:
      B: {document: "锦人社〔2020〕9号"}
    parameters:
      ratio.sme:
        - {year: 2020, value: "0.75", source: B, status: cited, replaces: true}
"""


def test_a_places_own_file_replaces_the_packs_value_when_it_says_so(tmp_path, book):
    """`replaces` is explicit; without it two values for one day are an error that names both lines."""
    folder = write_pack(tmp_path / "pack", PACK + PLACES + LIMIT, jinzhou=CITY)
    found = load_book(folder).resolve(year=2020, place="210700", as_of=MARCH)
    assert found["ratio.sme"] == 7500
    assert found.entries["ratio.sme"].file == "pack/local/jinzhou.yaml"
    write_pack(folder, PACK + PLACES + LIMIT, jinzhou=CITY.replace(", replaces: true", ""))
    with pytest.raises(InputError, match="replaces: true"):
        load_book(folder)


def test_a_bureaus_own_folder_is_laid_over_the_pack(tmp_path):
    """`extra` takes a file, a folder of files, or a folder with `local/`; the files are named for the manifest."""
    folder = write_pack(tmp_path / "pack", PACK)
    own = write_pack(tmp_path / "own" / "pack", "", jinzhou=CITY)
    for extra in (own, own / "local", own / "local" / "jinzhou.yaml"):
        book = load_book(folder, extra=[extra])
        assert book.resolve(year=2020, place="210702", as_of=MARCH)["ratio.sme"] == 7500
        assert [path.name for path in book.files] == ["parameters.yaml", "jinzhou.yaml"]


def test_another_packs_parameters_are_included_with_the_places_values(tmp_path):
    """Named paths come with their documents, cut to this pack's years, and with what a city's own file says of them."""
    write_pack(tmp_path / "general", PACK + PLACES + LIMIT, dandong=CITY.replace("210700", "210600"))
    text = """
    years: [2020, 2020]
    include:
      - {pack: general, paths: ["ratio.*"]}
    parameters: {}
    """
    book = book_of(tmp_path / "hardship", text)
    assert list(book.declarations) == ["ratio.sme"]
    assert book.resolve(year=2020, place="210600", as_of=MARCH)["ratio.sme"] == 7500
    assert sorted(book.sources) == ["A", "B"]
    with pytest.raises(InputError, match=r"ration\.\*"):
        book_of(tmp_path / "hardship", text.replace("ratio.*", "ration.*"))


INCLUDING = """
    years: [2020, 2020]
    include: [{pack: general, paths: ["*"]}]
    parameters: {own: {zh: 自有, en: own, unit: count, values: {CN: [{year: 2020, value: 6, source: C, status: cited}]}}}
    sources: {C: {document: "丙"}}
"""


def test_a_bureaus_values_reach_the_pack_that_includes(tmp_path):
    """A city's values for the general scheme, in a folder beside or a single file, count in what builds on it."""
    write_pack(tmp_path / "general", PACK)
    own = write_pack(tmp_path / "bureau" / "general", "", jinzhou=CITY)
    folder = write_pack(tmp_path / "hardship", INCLUDING)
    for extra in (own.parent / "hardship", own / "local" / "jinzhou.yaml"):
        book = load_book(folder, extra=[extra])
        assert book.resolve(year=2020, place="210700", as_of=MARCH)["ratio.sme"] == 7500
        assert [path.name for path in book.files] == ["parameters.yaml", "parameters.yaml", "jinzhou.yaml"]


def test_an_include_that_cannot_be_is_refused(tmp_path):
    """A pack does not include itself, and one name does not stand for two documents."""
    write_pack(tmp_path / "general", PACK)
    with pytest.raises(InputError, match="include"):
        book_of(tmp_path / "hardship", INCLUDING.replace("general", "hardship"))
    with pytest.raises(InputError, match="another document"):
        book_of(tmp_path / "hardship", INCLUDING.replace("C", "A").replace("AN", "CN"))


def test_places_from_the_county_upwards():
    """Six digits give county, city, province, nation, each once."""
    assert place_chain("360430") == ("360430", "360400", "360000", "CN")
    assert place_chain("210700") == ("210700", "210000", "CN")
    assert place_chain("210000") == ("210000", "CN")


@pytest.mark.parametrize("year", [-1, 0, 2014, 10_000, 10**30])
def test_the_table_of_an_impossible_year_is_refused(book, year):
    """Also a year that no calendar has."""
    with pytest.raises(InputError, match="no such policy year"):
        book.table(year=year, place="210700")


def test_a_place_in_no_province_is_unknown(book):
    """It is a slip of the pen, not a place on the nation's terms; a place that a file names may have any code."""
    with pytest.raises(InputError, match="no such place"):
        book.resolve(year=2021, place="990700", as_of=dt.date(2021, 6, 1))
    assert book.resolve(year=2021, place="650100", as_of=dt.date(2021, 6, 1)).place == "650100"


def test_the_same_files_resolve_to_the_same_text(book):
    """Entries come in the order of the file, so that a manifest of them has stable bytes."""
    texts = [
        ";".join(
            f"{e.path}={e.text}" for e in book.resolve(year=2021, place="CN", as_of=day).entries.values()
        )
        for day in (dt.date(2021, 6, 1), dt.date(2021, 7, 1))
    ]
    assert len({hashlib.sha256(text.encode()).hexdigest() for text in texts}) == 1
    assert texts[0] == "ratio.sme=0.60;layoff.max=null;until=2022-03-31"
