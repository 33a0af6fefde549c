"""Synthetic registers: the same bytes each time, valid unissued numbers, every damage named, truth for every row."""

import csv
import hashlib
import io
from collections import Counter, defaultdict
from pathlib import Path

import pytest
import yaml
from python_calamine import CalamineWorkbook

from wengang.kernel.errors import InputError
from wengang.kernel.identifiers import org_code_is_valid, uscc_is_valid
from wengang.scenarios.registers import generate
from wengang.scenarios.registers.calibration import CITIES, rates, settings

EMPLOYERS = 1500


@pytest.fixture(scope="module", params=CITIES)
def city(request, tmp_path_factory):
    """One delivery of each city."""
    return generate(
        request.param, employers=EMPLOYERS, seed=5, out=tmp_path_factory.mktemp("registers") / request.param
    )


@pytest.fixture(scope="module")
def months(tmp_path_factory):
    """Three deliveries of one city."""
    return generate(
        "jiaxing", employers=EMPLOYERS, seed=6, out=tmp_path_factory.mktemp("months") / "jiaxing", months=3
    )


def table(path: Path) -> list[dict[str, str]]:
    """A CSV in UTF-8."""
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def rows_of(folder: Path, name: str, stem: str) -> list[dict[str, str]]:
    """An office's rows by header, in whatever form the calibration says."""
    spec = {**settings(name)["files"], **settings(name)["persons_files"]}[stem]
    if spec["encoding"] == "xlsx":
        sheet = CalamineWorkbook.from_path(folder / "csv" / f"{stem}.xlsx").get_sheet_by_index(0).to_python()
        start = spec["title_rows"]
        return [dict(zip(sheet[start], map(str, row), strict=True)) for row in sheet[start + 1 :]]
    text = (folder / "csv" / f"{stem}.csv").read_bytes().decode(spec["encoding"])
    return list(csv.DictReader(io.StringIO(text, newline="")))


def digest(folder: Path) -> dict[str, str]:
    """Hash of each file below a folder."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_same_arguments_give_the_same_bytes(tmp_path):
    """Twice the same, spreadsheets too; another seed gives another city."""
    made = [
        generate("jinzhou", employers=200, seed=seed, out=tmp_path / str(place), months=2)
        for place, seed in enumerate((1, 1, 2))
    ]
    first, second, other = (digest(one.out) for one in made)
    assert first == second
    assert first["month-1/csv/market.csv"] != other["month-1/csv/market.csv"]


def test_truth_names_every_row_once(city):
    """Each row of each file has its line of truth, and each employer row an entity of the list."""
    truth = table(city.out / "truth.csv")
    told = defaultdict(list)
    for line in truth:
        told[line["file"]].append(line["row_id"])
    known = {line["entity_id"] for line in table(city.out / "entities.csv")}
    for stem, count in city.rows.items():
        rows = rows_of(city.out, city.city, stem)
        assert [row["行号"] for row in rows] == told[stem]
        assert len(rows) == count
    people = set(settings(city.city)["persons_files"])
    assert {line["entity_id"] for line in truth if line["file"] not in people} <= known


def test_codes_are_valid_and_of_runs_never_handed_out(city):
    """Every true code passes its check, all differ, and none is of a run in use."""
    codes = [line["uscc"] for line in table(city.out / "entities.csv")]
    assert len(set(codes)) == len(codes)
    assert all(uscc_is_valid(code) and org_code_is_valid(code[8:17]) for code in codes)
    assert all(code[8:10] == "YW" or code[8] == "9" for code in codes)


def test_damage_is_done_and_named(city):
    """A clean row shows the true code and name, and nearly every kind of the rates was done somewhere."""
    entities = {line["entity_id"]: line for line in table(city.out / "entities.csv")}
    first = next(iter(settings(city.city)["files"]))
    mapping = yaml.safe_load((city.out / "sources" / f"{first}.yaml").read_text(encoding="utf-8"))["columns"]
    rows = rows_of(city.out, city.city, first)
    done: Counter[str] = Counter()
    for line in table(city.out / "truth.csv"):
        done.update(line["kinds"].split("|"))
        if line["file"] == first and not line["kinds"]:
            row, entity = rows[int(line["row_id"]) - 1], entities[line["entity_id"]]
            assert row[mapping["code"]] == entity["uscc"]
            assert row[mapping["name"]] == entity["name"]
    silent = {"rep_blank", "phone_blank", "address_blank", "reg_no_blank", "addr_short", "contact_other",
              "employer_blank", "phone_other", "careless"}  # fmt: skip
    rare = {
        "code_sci",
        "code_other",
        "id_other",
        "name_line",
        "name_full",
        "id_sci",
        "name_break",
        "code_label",
    }
    wanted = {kind for profile in rates().values() for kind in profile} - silent - rare
    assert len(wanted - set(done)) <= 4, wanted - set(done)


def test_every_family_of_likeness_occurs(city):
    """Each kind of resemblance that the calibration asks for is there at about its share."""
    hard = Counter(line["hard"] for line in table(city.out / "entities.csv"))
    for family, share in settings(city.city)["hard"].items():
        assert hard[family] >= EMPLOYERS * share / 100 * 0.6 - 2, family


def test_without_damage_rows_tell_the_truth(tmp_path):
    """At damage 0 no row carries damage to name or code."""
    made = generate("jinzhou", employers=300, seed=1, out=tmp_path / "clean", damage=0)
    kinds = {kind for line in table(made.out / "truth.csv") for kind in line["kinds"].split("|")}
    assert kinds <= {"", "copied", "addr_shared", "phone_agent"}


def test_months_keep_entities_and_renumber_rows(months):
    """Entities go on, rows are renumbered, firms come, go and change, and each change is told."""
    truth = table(months.out / "truth.csv")
    by_month = {
        month: {line["record"]: line for line in truth if line["month"] == month} for month in ("1", "2", "3")
    }
    for before, after in (("1", "2"), ("2", "3")):
        both = by_month[before].keys() & by_month[after].keys()
        assert len(both) > 0.95 * len(by_month[before])
        assert all(by_month[before][r]["entity_id"] == by_month[after][r]["entity_id"] for r in both)
        assert any(by_month[before][r]["row_id"] != by_month[after][r]["row_id"] for r in both)
    changes = Counter(line["change"] for line in table(months.out / "history.csv"))
    assert {"founded", "renamed", "new_rep", "moved", "closed"} <= changes.keys()
    for month in ("1", "2", "3"):
        own = table(months.out / f"month-{month}" / "truth.csv")
        assert [line["entity_id"] for line in own] == [
            line["entity_id"] for line in truth if line["month"] == month
        ]


@pytest.mark.parametrize(
    "wrong", [{"city": "nowhere"}, {"employers": 3}, {"months": 0}], ids=["city", "employers", "months"]
)
def test_wrong_arguments_are_refused(tmp_path, wrong):
    """An unknown city or a number out of range is refused, and nothing is left."""
    asked = {"city": "jinzhou", "employers": 100, "seed": 1, "months": 1} | wrong
    with pytest.raises(InputError):
        generate(asked.pop("city"), **asked, out=tmp_path / "x")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_exists_is_kept(tmp_path):
    """Without ``replace`` nothing is overwritten."""
    (tmp_path / "x").mkdir()
    with pytest.raises(InputError):
        generate("jinzhou", employers=100, seed=1, out=tmp_path / "x")
