"""A department's file enters as add-a-department-file.md says: refused with a draft, then read through one YAML."""

import csv
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).parent / "wengang"
DECIDE = "decide retention-refund --year 2020 --place 210700 --as-of 2020-03-15".split()


def _wengang(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, *arguments],
        cwd=folder,
        env=os.environ | {"LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )


def _rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["employer_no"]: row for row in csv.DictReader(file)}


@pytest.fixture
def city(tmp_path):
    """A small city, decided once, and a court's file that names one of its granted employers."""
    _wengang(tmp_path, "scenario", "refund", "--employers", "150", "--seed", "3", "--out", "city")
    first = _wengang(tmp_path, *DECIDE, "--extracts", "city", "--out", "before")
    assert first.returncode in (0, 3), first.stderr
    granted = next(
        row for row in _rows(tmp_path / "before/decisions.csv").values() if row["outcome"] == "granted"
    )
    text = f"行号,被执行人名称,组织机构代码,发布日期\n1,{granted['name']},{granted['code']},2020年1月6日\n"
    (tmp_path / "city/court.csv").write_bytes(text.encode("gb18030"))
    return tmp_path, granted["employer_no"]


def test_an_unknown_file_is_read_by_the_mapping_of_the_page(city):
    """Without a mapping: status 2 and a draft. With the page's: the row is used, and the employer on it refused by RR07."""
    folder, employer_no = city
    refused = _wengang(folder, *DECIDE, "--extracts", "city", "--out", "after")
    assert refused.returncode == 2
    assert "source: court" in refused.stderr + refused.stdout
    assert not (folder / "after").exists()

    page = (ROOT / "docs/howto/add-a-department-file.md").read_text(encoding="utf-8")
    block = re.search(r"^   ```yaml\n(.*?)^   ```", page, re.MULTILINE | re.DOTALL)[1]
    (folder / "sources").mkdir()
    (folder / "sources/court.yaml").write_text(
        re.sub(r"^   ", "", block, flags=re.MULTILINE), encoding="utf-8"
    )
    done = _wengang(folder, *DECIDE, "--extracts", "city", "--out", "after", "--sources", "sources")
    assert done.returncode in (0, 3), done.stderr
    after = _rows(folder / "after/decisions.csv")[employer_no]
    assert (after["outcome"], after["reasons"]) == ("refused", "RR07")
