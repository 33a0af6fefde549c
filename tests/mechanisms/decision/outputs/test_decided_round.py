"""The whole folder of a round."""

import csv
import io
import json

import pyarrow.parquet as pq
import pytest

from mechanisms.decision.decided_tables import OPEN, REFUSED, decided_round
from wengang.engines.policy.text import Text
from wengang.kernel.errors import Finding, InputError
from wengang.mechanisms.decision.services.outputs.decided_round import write_outputs
from wengang.mechanisms.decision.services.outputs.summary import Attention
from wengang.mechanisms.register.services.writing.finding_lists import finding_rows
from wengang.mechanisms.register.services.writing.written import sha256_of

FILES = {
    *("decisions.csv", "decisions.parquet", "payments.csv", "publicity.csv", "holds.csv", "questions.csv"),
    *("quarantine.csv", "warnings.csv", "summary.json", "manifest.json"),
}
ROWS = ({}, {"holds": "december_surge"}, REFUSED, OPEN, {"account_no": None, "questions": "account"})


def _finding(row="2", file="court", zh="日期不对"):
    return Finding(
        file=file,
        row=row,
        column="listed_on",
        value="x",
        problem_zh=zh,
        problem_en="no date",
        fix_zh="改",
        fix_en="mend",
    )


def _read(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))


def _bytes(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_every_file_of_the_contract_is_there(tmp_path):
    """And what is said of it agrees: rows, outcomes, money."""
    written = write_outputs(decided_round(*ROWS, findings=[_finding()]), tmp_path / "out")
    out = tmp_path / "out"
    assert {path.name for path in out.iterdir() if path.is_file()} == FILES
    assert {path.name for path in (out / "questions").iterdir()} == {"工信-统计部门.csv", "参保单位.csv"}
    assert (
        len(_read(out / "decisions.csv")) == pq.read_metadata(out / "decisions.parquet").num_rows == len(ROWS)
    )
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary == written.summary
    assert summary["payable"]["amount_fen"] == sum(
        int(row["amount_fen"]) for row in _read(out / "payments.csv")
    )
    assert [one["key"] for one in summary["attention"]] == ["holds"]
    assert len(_read(out / "quarantine.csv")) == 1


def test_the_same_inputs_give_the_same_bytes(tmp_path):
    """Apart from the timestamps of the manifest."""
    for name in ("one", "two"):
        write_outputs(decided_round(*ROWS, findings=[_finding()]), tmp_path / name)
    one, two = _bytes(tmp_path / "one"), _bytes(tmp_path / "two")
    manifests = [json.loads(files.pop("manifest.json")) for files in (one, two)]
    assert one == two
    for manifest in manifests:
        assert manifest.pop("timestamps")["finished"]
    assert manifests[0] == manifests[1]


def test_the_manifest_names_what_was_written(tmp_path):
    """Hash and rows of each file, versions, the two days."""
    write_outputs(decided_round(*ROWS), tmp_path / "out")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["as_of"] == manifest["known_by"] == "2020-03-15"
    assert manifest["outputs"]["decisions.csv"] == {
        "rows": 5,
        "sha256": sha256_of(tmp_path / "out" / "decisions.csv"),
    }
    assert set(manifest["outputs"]) == {name for name in _bytes(tmp_path / "out") if name != "manifest.json"}
    assert manifest["versions"]["wengang"]


def test_changes_are_written_with_previous(tmp_path):
    """A run against itself changes nothing; an employer that vanished asks for a person."""
    write_outputs(decided_round(*ROWS), tmp_path / "one")
    again = write_outputs(decided_round(*ROWS, previous=tmp_path / "one"), tmp_path / "two")
    assert _read(tmp_path / "two" / "changes.csv") == []
    assert [one.key for one in again.attentions] == ["holds"]
    fewer = write_outputs(decided_round(*ROWS[:-1], previous=tmp_path / "one"), tmp_path / "three")
    assert [one.key for one in fewer.attentions] == ["holds", "lacking"]
    assert fewer.summary["changes"]["none"] == {"employers": 1, "difference_fen": 0}


def test_a_run_may_replace_the_one_it_is_compared_with(tmp_path):
    """Read before, swapped after."""
    write_outputs(decided_round(REFUSED), tmp_path / "out")
    write_outputs(decided_round({}, previous=tmp_path / "out"), tmp_path / "out", replace=True)
    assert [row["kind"] for row in _read(tmp_path / "out" / "changes.csv")] == ["top_up"]


def test_unlawful_publicity_writes_nothing(tmp_path):
    """A place's slip is found before anything is written."""
    with pytest.raises(InputError):
        write_outputs(decided_round({}, publicity_fields=("name", "bank")), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_what_the_caller_found_asks_for_a_person(tmp_path):
    """Coverage alarms and employers in quarantine; a count of none is no reason."""
    alarm = Attention(key="coverage", text=Text("缺月", "a month is missing"), count=2)
    none = Attention(key="quarantine", text=Text("", ""), count=0)
    written = write_outputs(decided_round({}, attentions=[alarm, none]), tmp_path / "out")
    assert written.attentions == (alarm,)


def test_a_personal_number_in_a_name_is_withheld_and_told(tmp_path):
    """It is not on the notice, and the run asks for a person."""
    written = write_outputs(decided_round({"name": "李记13812345678"}), tmp_path / "out")
    assert _read(tmp_path / "out" / "publicity.csv") == []
    assert written.summary["publicity_withheld"] == ["E1"]
    assert [one.key for one in written.attentions] == ["publicity"]


def test_findings_stand_once_and_in_the_order_of_the_file():
    """Row 10 after row 9; the same finding twice is one row."""
    rows = finding_rows([_finding("10"), _finding("9"), _finding("9"), _finding("1", file="a")])
    assert [(row["file"], row["row"]) for row in rows] == [("a", "1"), ("court", "9"), ("court", "10")]


def test_an_empty_round_is_a_round(tmp_path):
    """Nobody to decide: all files with their headers."""
    decided = decided_round({})
    empty = decided_round({}, table=decided.table.slice(0, 0))
    write_outputs(empty, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
