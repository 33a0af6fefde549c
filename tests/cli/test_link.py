"""`wengang link` as an officer's script sees it: exit statuses, both languages, the last line, the audit there and back."""

import csv
import json

import pytest

from mechanisms.register.linking.linked_folders import ByCode, city, market, rows, tax
from wengang.cli import app as application
from wengang.mechanisms.register.services.linking import run


@pytest.fixture(autouse=True)
def _engine(monkeypatch):
    """What is looked at here is the command, not the engine."""
    monkeypatch.setattr(run, "_engine", ByCode)


@pytest.fixture
def folder(tmp_path):
    """Three employers in two files."""
    return city(
        tmp_path / "in",
        markets=[market(n, f"名{n}", f"C{n}") for n in range(3)],
        taxes=[tax(n, f"名{n}", f"C{n}" if n else "") for n in range(3)],
    )


def test_linked(folder, capsys):
    """0; counts, sources, the folder; the last line is JSON."""
    out = folder.parent / "out"
    assert application.run(["link", str(folder), "--out", str(out), "--lang", "en", "--json"]) == 0
    shown = capsys.readouterr().out
    assert "records linked" in shown
    assert "market" in shown
    assert f"Written to {out}" in shown
    last = json.loads(shown.splitlines()[-1])
    assert (last["exit"], last["out"], last["kind"]) == (0, str(out), "employers")
    assert last["rows"]["clusters.csv"] == last["records"] == len(rows(out / "clusters.csv")) == 6
    assert (last["entities"], last["queue"]["pairs"]) == (4, 1)


def test_in_chinese(folder, capsys):
    """Every line of it."""
    application.run(["link", str(folder), "--out", str(folder.parent / "out"), "--lang", "zh"])
    shown = capsys.readouterr().out
    assert "单位比对" in shown
    assert "待判的对" in shown
    assert "records" not in shown.replace("records.parquet", "")


def test_bad_input(folder, capsys):
    """2, nothing written, the cure told; twice the same folder is refused."""
    out = folder.parent / "out"
    (folder / "unknown.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    assert application.run(["link", str(folder), "--out", str(out), "--lang", "en"]) == 2
    assert "no source mapping" in capsys.readouterr().err
    assert not out.exists()
    (folder / "unknown.csv").unlink()
    assert application.run(["link", str(folder), "--out", str(out)]) == 0
    assert application.run(["link", str(folder), "--out", str(out)]) == 2
    assert application.run(["link", str(folder), "--out", str(out), "--replace"]) == 0


@pytest.mark.parametrize(
    "words",
    [
        ["--kind", "horses"],
        ["--audit", "0"],
        ["--audit", "many"],
        ["--decisions", "nowhere.csv"],
        ["--model", "nowhere.json"],
        ["--previous", "nowhere"],
        ["--audited", "nowhere.csv"],
        ["--sources", "nowhere"],
        ["--max-bad", "101"],
    ],
    ids=" ".join,
)
def test_bad_usage(folder, words, capsys):
    """2, and the option is named."""
    out = folder.parent / "out"
    assert application.run(["link", str(folder), "--out", str(out), *words]) == 2
    assert capsys.readouterr().err
    assert not out.exists()


def test_no_such_folder(tmp_path, capsys):
    """2 as well."""
    assert (
        application.run(["link", str(tmp_path / "no"), "--out", str(tmp_path / "out"), "--lang", "en"]) == 2
    )
    assert "no such folder" in capsys.readouterr().err


def test_a_person_must_look(folder, capsys):
    """3 with the reason: decisions that contradict each other."""
    said = folder.parent / "said.csv"
    said.write_text("file_l,row_l,file_r,row_r,same\nmarket,0,tax,0,1\nmarket,0,tax,0,0\n", encoding="utf-8")
    out = folder.parent / "out"
    words = ["link", str(folder), "--out", str(out), "--decisions", str(said), "--lang", "en", "--json"]
    assert application.run(words) == 3
    shown = capsys.readouterr().out
    assert "exit status 3" in shown
    assert "market/0 and tax/0" in shown
    assert json.loads(shown.splitlines()[-1])["exit"] == 3


def test_an_audit_there_and_back(folder, capsys):
    """A sample drawn, filled in, handed back: precision and bound; a foreign sheet is refused."""
    out = folder.parent / "out"
    assert application.run(["link", str(folder), "--out", str(out), "--audit", "2", "--lang", "en"]) == 0
    assert "--audited" in capsys.readouterr().out
    sheet = rows(out / "audit.csv")
    back = folder.parent / "back.csv"
    for first, status in ((sheet[0] | {"row_l": "9"}, 2), (sheet[0] | {"correct": "1"}, 0)):
        with back.open("w", encoding="gb18030", newline="") as stream:
            writer = csv.DictWriter(stream, fieldnames=list(first))
            writer.writeheader()
            writer.writerows([first, sheet[1]])
        words = ["link", str(folder), "--out", str(out), "--audited", str(back), "--lang", "en", "--json"]
        assert application.run(words) == status
        told = capsys.readouterr()
    last = json.loads(told.out.splitlines()[-1])
    assert (last["right"], last["unanswered"], last["precision"], last["bound"]) == (
        1,
        1,
        "1.000000",
        "0.050000",
    )
    assert "Precision 100.00 %; at least 5.00 %" in told.out
    assert json.loads((out / "audit.json").read_text(encoding="utf-8"))["drawn"] == 2


def test_next_month(folder, capsys):
    """--previous shows what moved; --charts draws."""
    first, second = folder.parent / "first", folder.parent / "second"
    assert application.run(["link", str(folder), "--out", str(first)]) == 0
    words = ["link", str(folder), "--out", str(second), "--previous", str(first), "--charts", "--lang", "en"]
    assert application.run(words) == 0
    shown = capsys.readouterr().out
    assert "no entity changed" in shown
    assert "match rate" in shown
    assert len(list((second / "charts").iterdir())) == 4


def test_help_has_an_example(capsys):
    """In both languages."""
    assert application.run(["link", "--help"]) == 0
    shown = capsys.readouterr().out
    assert "例 / example: wengang link" in shown
    assert "比对" in shown
