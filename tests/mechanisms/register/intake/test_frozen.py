"""The extracts of a run are frozen: any past run can be read, and decided again, as it was."""

import csv
import json
import os
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from wengang.cli import app as application
from wengang.kernel.errors import InputError
from wengang.kernel.identifiers import uscc_is_valid
from wengang.mechanisms.register.services.intake import frozen
from wengang.mechanisms.register.services.intake.folder import read_folder
from wengang.mechanisms.register.services.intake.frozen import freeze, is_run, thaw

TERMS = ("retention-refund", "--year", "2020", "--place", "210700", "--as-of", "2020-03-15")
ONLY_TIMES = {"manifest.json"}


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """A small invented city."""
    out = tmp_path_factory.mktemp("frozen") / "city"
    words = ["scenario", "refund", "--employers", "80", "--seed", "10", "--out", str(out)]
    assert application.run(words) == 0
    return out


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _contradict(path: Path) -> None:
    """A last row that says another account of an employer: it goes to quarantine when files are joined."""
    rows = list(csv.reader(path.read_text(encoding="gb18030").splitlines()))
    header = next(row for row in rows if any("账号" in cell for cell in row))
    account = next(at for at, cell in enumerate(header) if "账号" in cell)
    known = next(row for row in rows[rows.index(header) + 1 :] if row[account] and uscc_is_valid(row[0]))
    other = [*known[:account], "9" + known[account][1:-1] + "0", *known[account + 1 :]]
    with path.open("a", encoding="gb18030", newline="") as file:
        csv.writer(file).writerow(other)


def test_the_same_files_twice_change_nothing(city, tmp_path):
    """A second intake finds every snapshot again: the same hashes, the same rows, not a byte written."""
    first = freeze(read_folder(city), tmp_path)
    before = _files(tmp_path)
    again = freeze(read_folder(city), tmp_path)
    assert {name: (one.sha256, one.rows) for name, one in first.items()} == {
        name: (one.sha256, one.rows) for name, one in again.items()
    }
    assert all(one.written for one in first.values())
    assert not any(one.written for one in again.values())
    assert _files(tmp_path) == before


def test_each_row_tells_where_it_comes_from(city, tmp_path):
    """File, hash of the file and row stand in every row; the ledger is sorted for the engine."""
    intake = read_folder(city)
    kept = freeze(intake, tmp_path)
    assert set(kept) == {*intake.tables, "findings", "files"}
    table = pq.read_table(kept["ledger"].path)
    hashes = {file.stem: file.sha256 for file in intake.files}
    rows = table.select(["source_file", "source_sha256", "source_row", "employer_no", "month"]).to_pylist()
    assert all(row["source_sha256"] == hashes[row["source_file"]] and row["source_row"] for row in rows)
    order = [(row["employer_no"], row["month"]) for row in rows]
    assert order == sorted(order)


def test_a_past_run_is_decided_again_from_itself(city, tmp_path, monkeypatch):
    """When the departments' files are gone, the run's own folder gives the same bytes as they did."""
    monkeypatch.setenv("WENGANG_HOME", str(tmp_path / "home"))
    files = tmp_path / "files"
    shutil.copytree(city, files)
    _contradict(files / "tax_accounts.csv")
    first, again = tmp_path / "first", tmp_path / "again"
    assert application.run(["decide", *TERMS, "--extracts", str(files), "--out", str(first)]) in (0, 3)
    shutil.rmtree(files)
    assert application.run(["decide", *TERMS, "--extracts", str(first), "--out", str(again)]) in (0, 3)
    names = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert names == sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    changed = {
        name.as_posix() for name in names if (first / name).read_bytes() != (again / name).read_bytes()
    }
    assert changed <= ONLY_TIMES
    kept, anew = (json.loads((out / "manifest.json").read_text(encoding="utf-8")) for out in (first, again))
    [accounts] = [file for file in kept["inputs"] if file["stem"] == "tax_accounts"]
    assert accounts["quarantined"] == 1
    assert set(kept["snapshots"]) >= {"employers", "ledger", "lists", "findings"}
    assert {**kept, "timestamps": None} == {**anew, "timestamps": None}


def test_a_snapshot_that_is_gone_or_altered_is_told(city, tmp_path, monkeypatch):
    """Nothing is decided from facts that are not those of the run."""
    monkeypatch.setenv("WENGANG_HOME", str(tmp_path / "home"))
    out = tmp_path / "out"
    assert application.run(["decide", *TERMS, "--extracts", str(city), "--out", str(out)]) in (0, 3)
    assert is_run(out)
    assert not is_run(city)
    [claims] = (tmp_path / "home" / "snapshots").glob("claims-*.parquet")
    claims.chmod(0o644)
    pq.write_table(pq.read_table(claims).slice(1), claims)
    with pytest.raises(InputError, match="not what its name says"):
        thaw(out)
    claims.unlink()
    with pytest.raises(InputError, match="WENGANG_HOME"):
        thaw(out)


@pytest.mark.parametrize("home", ["a file", "no rights"])
def test_a_home_that_cannot_be_written_is_told_before_anything_is_read(home, tmp_path, monkeypatch, capsys):
    """With the variable that names another one, and with no folder left behind."""
    where = tmp_path / "home"
    if home == "a file":
        where.write_text("")
    else:
        monkeypatch.setattr(frozen.os, "access", lambda _, mode: not mode & os.W_OK)
    monkeypatch.setenv("WENGANG_HOME", str(where))
    words = ["decide", *TERMS, "--extracts", str(tmp_path), "--out", str(tmp_path / "out"), "--lang", "en"]
    assert application.run(words) == 2
    told = capsys.readouterr().err
    assert "WENGANG_HOME" in told
    assert str(where / "snapshots") in told
    assert [path.name for path in tmp_path.iterdir()] == (["home"] if home == "a file" else [])
