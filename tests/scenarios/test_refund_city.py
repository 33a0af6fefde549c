"""The synthetic city: the same bytes each time, lifelike shares, dirt within bounds, and no knowledge of the rules."""

import ast
import csv
import datetime as dt
import io
import itertools
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

import wengang.scenarios.refund as package
from wengang.kernel.errors import InputError
from wengang.kernel.identifiers import org_code_is_valid, uscc_is_valid
from wengang.mechanisms.register.services.intake.folder import read_folder
from wengang.scenarios.refund import CitySummary, Gap, write_city
from wengang.scenarios.refund import city as city_module
from wengang.scenarios.refund.calibration import place_of
from wengang.scenarios.refund.codes import credit_codes, organisation_codes
from wengang.scenarios.refund.contributions import account, conduct
from wengang.scenarios.refund.sheets import yuan
from wengang.scenarios.refund.units import WINDOW, Units, make_units
from wengang.scenarios.refund.workforce import STILL_THERE, Workforce, make_workforce

SOURCES = Path(package.__file__).parents[2] / "mechanisms" / "register" / "sources"
EMPLOYERS = 3000


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> CitySummary:
    """A city of 3,000 employers as the offices send it."""
    return write_city(employers=EMPLOYERS, seed=7, out=tmp_path_factory.mktemp("city") / "jinzhou")


@pytest.fixture(scope="module")
def people() -> tuple[Units, Workforce]:
    """The truth behind the same city."""
    units = make_units(place_of("210700"), employers=EMPLOYERS, seed=7)
    return units, make_workforce(units, seed=7)


def rows_of(summary: CitySummary, stem: str) -> list[dict[str, str]]:
    """One file's rows by header text, whatever its form."""
    (file,) = [file for file in summary.files if file.name.rsplit(".", 1)[0] == stem]
    path = summary.out / file.name
    if file.encoding == "xlsx":
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        return [dict(zip(sheet[1], row, strict=True)) for row in sheet[2:]]
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(file.encoding), newline="")))


def test_same_arguments_give_the_same_bytes(written, tmp_path):
    """The same number, seed and days make every file again byte for byte, spreadsheets and summary included."""
    again = write_city(employers=EMPLOYERS, seed=7, out=tmp_path / "elsewhere")
    assert again.sha256 == written.sha256
    for name in [file.name for file in written.files] + ["city.json"]:
        assert (again.out / name).read_bytes() == (written.out / name).read_bytes(), name


def test_another_seed_gives_another_city(tmp_path):
    """The seed is what tells two cities of one size apart."""
    one, other = (write_city(employers=50, seed=s, out=tmp_path / str(s)) for s in (1, 2))
    assert one.sha256 != other.sha256
    assert {file.name for file in one.files} == {file.name for file in other.files}


def test_the_city_knows_no_rules():
    """No module of the scenario imports a policy pack, the policy engine or a mechanism: life does not know the law."""
    for path in Path(package.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            own = [name for name in names if name.split(".")[0] in {"wengang", "policies"}]
            assert all(name.startswith(("wengang.kernel", "wengang.scenarios")) for name in own), path


def test_codes_pass_their_checks_and_were_never_issued(people):
    """Every true code is valid, and its division (99) and run of organisation codes (YW) are nobody's."""
    units, _ = people
    assert all(uscc_is_valid(code) for code in units.code)
    assert all(org_code_is_valid(code[8:17]) for code in units.code)
    assert {code[2:8] for code in units.code} == {"210799"}
    assert {code[8:10] for code in units.code} == {"YW"}


@given(st.integers(0, 10**9), st.sampled_from(["enterprise", "sole_trader", "social_org", "law_firm"]))
def test_any_serial_makes_a_valid_code(serial, kind):
    """Check digits hold for every serial and kind of body, the edges 10 -> X, 11 -> 0 and 31 -> 0 included."""
    organisation = organisation_codes(np.array([serial]))
    (code,) = credit_codes(np.array([kind], dtype=object), organisation, place="210700")
    assert uscc_is_valid(code)
    assert org_code_is_valid(organisation[0])


def test_serials_make_different_codes():
    """No two employers share an organisation code by accident."""
    assert len(set(organisation_codes(np.arange(200_000)))) == 200_000


@given(st.integers(-(10**13), 10**13))
def test_yuan_says_the_same_amount(fen):
    """Fen written as yuan with two decimals is the same amount, negative ones too."""
    assert Decimal(yuan(np.array([fen]))[0].as_py()) * 100 == fen


def test_shares_are_a_citys(people):
    """Mostly firms, mostly tiny, a heavy tail, all sections, all divisions; the bulk insured all through."""
    units, workforce = people
    kinds = Counter(units.entity_type)
    assert 0.74 < kinds["enterprise"] / EMPLOYERS < 0.81
    assert 0.05 < kinds["sole_trader"] / EMPLOYERS < 0.10
    assert set(units.division) == {division.code for division in units.place.divisions}
    assert set("ABCDEFGHIJKLMNOPQR") <= set(units.section)
    heads = workforce.heads[:, 23]
    active = heads > 0
    assert 0.70 < active.mean() < 0.88
    assert 0.45 < (heads[active] < 5).mean() < 0.70
    assert 9 < heads[active].mean() < 24
    assert heads.max() >= 300
    start = workforce.heads[:, 11]
    fallen = (heads < start)[start > 0].mean()
    grown = (heads > start)[start > 0].mean()
    assert 0.10 < fallen < 0.35
    assert 0.10 < grown < 0.35


def test_head_counts_are_the_spells(people):
    """In each month the people insured are exactly those whose spell covers it."""
    units, workforce = people
    spells = workforce.spells
    for month in range(WINDOW):
        there = (spells.begin <= month) & (spells.end > month)
        assert (np.bincount(spells.unit[there], minlength=units.count) == workforce.heads[:, month]).all()


def test_nobody_is_in_two_places_unless_meant_to(people):
    """A person's spells follow one another, but for the employers whose people are insured elsewhere on purpose."""
    _, workforce = people
    spells, doubled = workforce.spells, set(workforce.patterns["double_insured"].tolist())
    by_person = defaultdict(list)
    for position in np.flatnonzero(~np.isin(spells.unit, list(doubled))):
        by_person[int(spells.person[position])].append(
            (int(spells.begin[position]), int(spells.end[position]))
        )
    for times in by_person.values():
        ordered = sorted(times)
        assert all(a[1] <= b[0] for a, b in itertools.pairwise(ordered))
    there = np.isin(spells.unit, list(doubled)) & (spells.end == STILL_THERE)
    assert 0.3 < np.isin(spells.person[there], list(by_person)).mean() < 0.9


def test_leavers_have_lifelike_reasons(people):
    """Resignations lead; retirement, death, expiry and lay-offs all occur; under 1 % leave for no stated reason."""
    _, workforce = people
    reasons = Counter(workforce.spells.reason[workforce.spells.end < STILL_THERE])
    total = sum(reasons.values())
    assert reasons.most_common(1)[0][0] == "resigned"
    assert {"retired", "died", "expired", "laid_off", "mutual", "transferred", "dismissed"} <= set(reasons)
    assert 0.04 < reasons["laid_off"] / total < 0.25
    assert reasons[""] / total < 0.01


def test_contributions_follow_people_and_wages(people):
    """Dues are half a percent of the wage base for the unit and for its people, in whole fen, and never negative."""
    units, workforce = people
    paying = conduct(units, workforce, base_year=2019, seed=7)
    rows = account(units, workforce, paying, insurance="unemployment", base_year=2019, months=range(WINDOW))
    assert (rows.due_unit == rows.due_person).all()
    assert (rows.due_unit[rows.people == 0] == 0).all()
    busy = rows.people > 0
    a_head = rows.due_unit[busy] / rows.people[busy] / 100 / 0.005
    assert a_head.min() >= 3000
    assert a_head.max() <= 15000
    assert 3500 < np.median(a_head) < 5000
    assert 0.03 < (rows.paid_on < 0)[busy].mean() < 0.15
    assert 0.002 < (~busy).mean() < 0.08


def test_sums_of_a_month_stay_positive(written):
    """Corrections take back less than was paid: no employer-month of the files adds up to a negative amount."""
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rows_of(written, "unemployment_ledger"):
        sums[row["单位编号"], row["费款所属期"]] += Decimal(row["单位实缴"] or 0)
    for row in rows_of(written, "unemployment_adjustments"):
        year, month = row["所属期"].rstrip("月").split("年")
        sums[row["单位编号"], f"{year}{int(month):02d}"] += Decimal(row["实缴_单位"].replace(",", ""))
    assert min(sums.values()) >= 0
    assert any(row["业务类型"] == "更正" for row in rows_of(written, "unemployment_adjustments"))


def test_dirt_is_there_and_stays_small(written):
    """Codes blank, short, old and mistyped; names retyped; rows twice; dates missing: each present, none common."""
    rows = rows_of(written, "insurance_units")
    codes = [row["单位代码"] for row in rows]
    share = {
        "blank": sum(not code for code in codes),
        "nine": sum(len(code.replace("-", "")) == 9 for code in codes),
        "old": sum(len(code) == 15 for code in codes),
        "wrong": sum(
            len(code) == 18 and code.isascii() and not uscc_is_valid(code.upper()) for code in codes
        ),
        "no start": sum(not row["参保日期"] for row in rows),
        "twice": len(rows) - len({tuple(row.items()) for row in rows}),
        "spaced": sum(" " in row["单位名称"] for row in rows),
    }
    most = {"blank": 0.15, "nine": 0.15, "old": 0.15}
    assert all(0 < number / len(rows) < most.get(kind, 0.05) for kind, number in share.items()), share
    twins = Counter(number for number, _ in {(row["单位编号"], row["单位名称"]) for row in rows})
    assert 1 <= sum(count > 1 for count in twins.values()) <= 5
    assert len({row["单位编号"] for row in rows}) == EMPLOYERS
    assert all(row["单位编号"].startswith(("0", "1")) and len(row["单位编号"]) == 9 for row in rows)


def test_december_and_other_months_are_missing_here_and_there(written):
    """Some employers have no December row although they have November and January; far under one in fifty."""
    months = defaultdict(set)
    for row in rows_of(written, "unemployment_ledger"):
        months[row["单位编号"]].add(row["费款所属期"])
    gone = [m for m in months.values() if {"201911", "202001"} <= m and "201912" not in m]
    assert 1 <= len(gone) <= len(months) / 50


def test_a_later_extract_knows_the_same_and_more(tmp_path):
    """Drawn in May, the same city shows the same dues and people, and what has been paid in between."""
    early = write_city(employers=400, seed=3, out=tmp_path / "early")
    late = write_city(employers=400, seed=3, out=tmp_path / "late", drawn_on=dt.date(2020, 5, 20))
    assert rows_of(early, "unemployment_ledger") == rows_of(late, "unemployment_ledger")
    before = {row["流水号"]: row for row in rows_of(early, "unemployment_adjustments")}
    after = {row["流水号"]: row for row in rows_of(late, "unemployment_adjustments")}
    assert before.items() <= after.items()
    assert len(after) > len(before)
    listed = {tuple(row.items())[:4] for row in rows_of(early, "court_dishonest")}
    assert listed <= {tuple(row.items())[:4] for row in rows_of(late, "court_dishonest")}


def test_a_gap_takes_a_division_month_out(tmp_path):
    """An option leaves a division's month out, or thins it, and touches nothing else."""
    whole = write_city(employers=400, seed=3, out=tmp_path / "whole")
    gaps = (Gap(division="210703", month="2019-05"), Gap(division="210702", month="2019-08", kept_percent=20))
    holed = write_city(employers=400, seed=3, out=tmp_path / "holed", gaps=gaps)
    division = {row["单位编号"]: row["经办机构"] for row in rows_of(whole, "insurance_units")}

    def count(summary: CitySummary) -> Counter:
        rows = rows_of(summary, "unemployment_ledger")
        return Counter(
            (division[row["单位编号"]], row["费款所属期"])
            for row in {tuple(r.items()): r for r in rows}.values()
        )

    full, thin = count(whole), count(holed)
    assert thin["210703", "201905"] == 0
    assert 0 < thin["210702", "201908"] < full["210702", "201908"] * 0.5
    assert all(
        thin[key] == full[key] for key in full if key not in {("210703", "201905"), ("210702", "201908")}
    )


def test_csv_only_writes_the_same_rows_in_gb18030(written, tmp_path):
    """For measuring, every file is a CSV in GB18030, with the rows that the spreadsheets hold."""
    plain = write_city(employers=EMPLOYERS, seed=7, out=tmp_path / "plain", csv_only=True)
    assert {file.encoding for file in plain.files} == {"gb18030"}
    assert rows_of(plain, "market_register") == rows_of(written, "market_register")


def test_rare_characters_reach_the_files(tmp_path):
    """Names outside the common character set survive GB18030 and spreadsheets."""
    city = write_city(employers=4000, seed=1, out=tmp_path / "city", other_months=0)
    assert any(set("㛃䶮𬭎𫘧") & set(row["法人代表"]) for row in rows_of(city, "insurance_units"))
    assert not (city.out / "pension_injury_ledger.csv").exists()


def test_an_existing_folder_is_refused_and_kept(tmp_path):
    """Without ``replace`` nothing is touched; with it the new city takes the old one's place, and nothing is left beside it."""
    out = tmp_path / "city"
    out.mkdir()
    (out / "mine.txt").write_text("keep")
    with pytest.raises(InputError, match="exists"):
        write_city(employers=20, seed=1, out=out)
    assert (out / "mine.txt").read_text() == "keep"
    write_city(employers=20, seed=1, out=out, replace=True)
    assert not (out / "mine.txt").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["city"]


def test_a_failure_leaves_nothing_behind(tmp_path, monkeypatch):
    """A full disk half-way leaves no folder and no temporary one; an older city stays as it was."""
    out = tmp_path / "city"
    write_city(employers=20, seed=1, out=out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}

    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(city_module, "write_sheet", full)
    for folder in (out, tmp_path / "other"):
        with pytest.raises(OSError, match="No space"):
            write_city(employers=20, seed=2, out=folder, replace=True)
    assert [path.name for path in tmp_path.iterdir()] == ["city"]
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


@pytest.mark.parametrize(
    "wrong",
    [{"employers": 3}, {"employers": 2_000_000}, {"seed": -1}, {"place": "999999"}, {"base_year": 19}],
)
def test_impossible_cities_are_refused(tmp_path, wrong):
    """A wrong number, seed, year or city is an input error that says what would do."""
    with pytest.raises(InputError):
        write_city(**({"employers": 20, "seed": 1, "out": tmp_path / "city"} | wrong))
    assert not list(tmp_path.iterdir())


def test_another_city_and_year(tmp_path):
    """Any city of the province and any year: divisions, fund and months are its own."""
    city = write_city(employers=60, seed=1, out=tmp_path / "yingkou", place="210800", base_year=2021)
    assert {row["经办机构"][:4] for row in rows_of(city, "insurance_units")} == {"2108"}
    assert {row["统筹区"] for row in rows_of(city, "fund_balance")} == {"210800"}
    months = {row["费款所属期"] for row in rows_of(city, "unemployment_ledger")}
    assert min(months) == "202001"
    assert max(months) == "202201"


def test_every_file_has_its_mapping(written):
    """Each file that the city writes has a mapping that ships, and each of its columns is in the file."""
    for file in written.files:
        stem = file.name.rsplit(".", 1)[0]
        mapping = yaml.safe_load((SOURCES / f"{stem}.yaml").read_text(encoding="utf-8"))
        assert mapping["source"] == stem
        header = set(rows_of(written, stem)[0])
        used = set(mapping["columns"].values()) | {mapping.get("row_id")} - {None}
        assert used <= header, stem
        for field, values in mapping.get("values", {}).items():
            found = {row[mapping["columns"][field]] for row in rows_of(written, stem)} - {""}
            assert found <= set(values), (stem, field)


def test_intake_reads_the_city(written):
    """Every file enters by its mapping alone, and under 1 % of each is put in quarantine."""
    intake = read_folder(written.out)
    assert {file.stem for file in intake.files} == {file.name.rsplit(".", 1)[0] for file in written.files}
    for file in intake.files:
        assert file.rows == file.used + file.quarantined + file.duplicates
        assert file.quarantined <= file.rows / 100, file.stem
    assert {"employers", "ledger", "spells", "claims", "lists", "refunds", "funds", "applications"} <= set(
        intake.tables
    )
    ledger = intake.tables["ledger"]
    assert set(ledger.column("insurance").to_pylist()) == {"unemployment", "pension", "injury"}


@settings(max_examples=8, deadline=None)
@given(employers=st.integers(150, 300), seed=st.integers(0, 2**32))
def test_any_small_city_can_be_read(tmp_path_factory, employers, seed):
    """However small and whatever the seed, the files are written, no list is empty, and intake takes them."""
    out = tmp_path_factory.mktemp("small") / "city"
    summary = write_city(employers=employers, seed=seed, out=out)
    assert all(file.rows > 0 for file in summary.files)
    read_folder(out, max_bad_percent=Decimal(100))
