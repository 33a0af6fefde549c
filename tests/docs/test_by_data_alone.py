"""A second city and a made-up later year are added as the how-tos say: by YAML and worked cases, without Python."""

import csv
import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SOURCE = "EX12_2026"
CITY = "990100"
COLUMNS = (
    *(
        "case_id",
        "family",
        "policy_year",
        "place",
        "as_of",
        "inputs",
        "outcome",
        "amount_fen",
        "ratio_bp",
        "size",
    ),
    *("headcount_start", "headcount_end", "layoff_rate_bp", "months_contributed", "base_fen"),
    *("reasons", "questions", "note"),
)


def _yaml_blocks(page: str) -> list[str]:
    text = (ROOT / "docs/howto" / page).read_text(encoding="utf-8")
    blocks = re.findall(r"^   ```yaml\n(.*?)^   ```", text, re.MULTILINE | re.DOTALL)
    return [re.sub(r"^   ", "", block, flags=re.MULTILINE) for block in blocks]


def _holds_in(entry: dict, year: int) -> bool:
    first, last = entry.get("years") or (entry["year"], entry["year"])
    return first <= year <= last


def _one_year_on(entry: dict) -> dict:
    """The entry of 2025 for 2026: the same value, a last day one year later."""
    value = entry.get("value")
    later = {key: part for key, part in entry.items() if key not in ("year", "years", "from", "to", "cap")}
    if isinstance(value, dt.date):
        later["value"] = value.replace(year=value.year + 1)
    return later | {"year": 2026, "source": SOURCE, "status": "cited"}


def _add_year(path: Path) -> None:
    """Steps 1 to 3 of add-a-year.md, with the page's own document and ratio."""
    document, _, changed = _yaml_blocks("add-a-year.md")
    book = yaml.safe_load(path.read_text(encoding="utf-8"))
    book["years"] = [book["years"][0], 2026]
    book["sources"] |= yaml.safe_load(document)["sources"]
    for parameter in book["parameters"].values():
        last = [entry for entry in parameter["values"]["CN"] if _holds_in(entry, 2025)][-1]
        parameter["values"]["CN"].append(_one_year_on(last))
    book["parameters"]["ratio.sme"]["values"]["CN"][-1:] = yaml.safe_load(changed)
    path.write_text(yaml.safe_dump(book, allow_unicode=True, sort_keys=False), encoding="utf-8")


def _case(number: int, year: int, *, end: int) -> dict[str, object]:
    """200 people, fewer in the last December; 20 yuan due a head for the unit and for each person."""
    base = year - 1
    months = [
        (f"{base - 1}-12", f"{base - 1}-12", 200),
        (f"{base}-01", f"{base}-11", 200),
        (f"{base}-12", f"{base}-12", end),
    ]
    ledger = [
        {
            "from": first,
            "to": last,
            "headcount": people,
            "due_unit_fen": 2000 * people,
            "due_person_fen": 2000 * people,
        }
        for first, last, people in months
    ]
    employer = {"entity_type": "enterprise", "insured_from": "2012-03-01", "size": "small"}
    given = {"employer": employer, "ledger": ledger}
    paid = 4000 * (200 * 11 + end)
    return {
        "case_id": f"EX{number}",
        "family": "retention-refund",
        "policy_year": year,
        "place": CITY,
        "as_of": f"{year}-09-30",
        "inputs": json.dumps(given),
        "base_fen": paid,
        "headcount_start": 200,
        "headcount_end": end,
    }


def _cases() -> list[dict[str, object]]:
    """Both sides of the limit of 5.5 %, in the city's own year and in the new one."""
    met = {"outcome": "granted", "layoff_rate_bp": 550, "reasons": "RR05b"}
    failed = {"outcome": "refused", "layoff_rate_bp": 600, "reasons": "RR05", "amount_fen": 0}
    return [
        _case(1, 2025, end=189) | met | {"ratio_bp": 6000, "amount_fen": 5_733_600},
        _case(2, 2025, end=188) | failed,
        _case(3, 2026, end=189) | met | {"ratio_bp": 7000, "amount_fen": 6_689_200},
        _case(4, 2026, end=188) | failed,
    ]


@pytest.fixture
def policies(tmp_path):
    """The packs of the repository, with the city and the year of the how-tos added."""
    folder = tmp_path / "policies"
    shutil.copytree(ROOT / "policies", folder, ignore=shutil.ignore_patterns("__pycache__"))
    city = yaml.safe_load(_yaml_blocks("add-a-city.md")[0])
    for entries in city["parameters"].values():
        for entry in entries:
            entry["years"][1] = 2026
    local = folder / "retention_refund/local"
    local.mkdir(exist_ok=True)
    (local / "example.yaml").write_text(yaml.safe_dump(city, allow_unicode=True), encoding="utf-8")
    _add_year(folder / "retention_refund/parameters.yaml")
    return folder


def _wengang(policies: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).parent / "wengang"
    environment = os.environ | {"WENGANG_POLICIES": str(policies), "LANG": "C.UTF-8"}
    return subprocess.run([command, *arguments], env=environment, capture_output=True, text=True, check=False)


def test_a_city_and_a_year_by_data_alone(policies, tmp_path):
    """Worked cases of a city and a year that exist as data only come out as written, through the command itself."""
    path = tmp_path / "cases.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(_cases())
    done = _wengang(policies, "cases", str(path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 passed, 0 failed" in done.stdout
    shown = _wengang(policies, "parameters", "retention-refund", "--year", "2026", "--place", CITY)
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert "0.70" in shown.stdout or "70%" in shown.stdout


def test_a_year_that_was_only_announced_is_refused_with_the_list_of_what_is_missing(policies):
    """Widening `years` without values is an error that names the parameters: nobody decides by last year's values."""
    path = policies / "retention_refund/parameters.yaml"
    text = path.read_text(encoding="utf-8")
    book = yaml.safe_load(text)
    book["years"] = [2015, 2027]
    path.write_text(yaml.safe_dump(book, allow_unicode=True, sort_keys=False), encoding="utf-8")
    done = _wengang(policies, "parameters", "retention-refund", "--year", "2027", "--place", CITY)
    assert done.returncode == 2
    assert "ratio.sme" in done.stdout + done.stderr
    assert "2027" in done.stdout + done.stderr
