"""A folder linked and written, whatever the engine: files, decisions, an earlier run, drift, a sample."""

import json

import pytest

from mechanisms.register.linking.linked_folders import CONTRADICTION, ByCode, city, market, rows, tax
from wengang.kernel.errors import InputError
from wengang.mechanisms.register.services.linking.run import LinkRequest, link_folder

HEADER = "file_l,row_l,file_r,row_r,same,by,on,why\n"
FILES = {
    "clusters.csv", "review.csv", "evidence.csv", "entities.csv", "relations.csv", "decided.csv", "quarantine.csv", "warnings.csv",
    "records.parquet", "decisions.parquet", "model.json", "summary.json", "manifest.json",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    """Two files: two employers with a code in both, one without, one row twice."""
    return city(
        tmp_path / "in",
        markets=[market(1, "鑫源", "A"), market(2, "=1+2", "B"), market(3, "海天")],
        taxes=[tax(1, "鑫源商贸", "A"), tax(10, "鸿运", "B"), tax(9, "海天"), tax(10, "鸿运", "B")],
    )


def linked(folder, name="out", engine=None, **asked):
    """The folder linked to a folder beside it."""
    out = folder.parent / name
    result = link_folder(LinkRequest(folder=folder, out=out, **asked), engine or ByCode())
    return out, result


def decisions(folder, *said, name="said.csv"):
    """A decisions file beside the folder."""
    path = folder.parent / name
    path.write_text(HEADER + "".join(f"{row}\n" for row in said), encoding="utf-8")
    return path


def test_the_folder(folder):
    """Every file, every row in clusters once, sorted; formulas harmless; hashes in the manifest."""
    out, result = linked(folder)
    assert {path.name for path in out.iterdir()} == FILES
    clusters = rows(out / "clusters.csv")
    assert [(row["file"], row["row_id"], row["cluster_id"]) for row in clusters] == [
        ("market", "1", "EA"), ("market", "2", "EB"), ("market", "3", "Smarket3"),
        ("tax", "1", "EA"), ("tax", "10", "EB"), ("tax", "9", "Stax9"),
    ]  # fmt: skip
    assert [row["reason_en"] for row in rows(out / "review.csv")] == ["same name"]
    assert {row["name"] for row in rows(out / "entities.csv")} == {"鑫源", "'=1+2", "海天"}
    kept = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    assert set(kept["outputs"]) == FILES - {"manifest.json"}
    assert {one["name"]: (one["rows"], one["used"], one["duplicates"]) for one in kept["inputs"]} == {
        "market.csv": (3, 3, 0),
        "tax.csv": (4, 3, 1),
    }
    assert result.attentions == ()
    assert result.rows["clusters.csv"] == 6


def test_the_same_inputs_give_the_same_bytes(folder):
    """All but the times in the manifest."""
    first, _ = linked(folder, audit=2)
    second, _ = linked(folder, "again", audit=2)
    for path in first.iterdir():
        if path.name != "manifest.json":
            assert path.read_bytes() == (second / path.name).read_bytes(), path.name
    kept = [json.loads((out / "manifest.json").read_text(encoding="utf-8")) for out in (first, second)]
    assert kept[0].pop("timestamps")
    assert kept[1].pop("timestamps")
    assert kept[0] == kept[1]


def test_an_output_is_replaced_only_if_asked(folder):
    """As every output folder."""
    linked(folder)
    with pytest.raises(InputError, match="exists"):
        linked(folder)
    linked(folder, replace=True)


def test_a_fault_leaves_nothing(folder):
    """A decisions file with a fault: nothing is written."""
    with pytest.raises(InputError):
        linked(folder, decisions=decisions(folder, "market,1,tax,1,perhaps,,,"))
    assert not (folder.parent / "out").exists()


def test_decisions_reach_the_engine_and_are_kept(folder):
    """One a pair; about the row that is compared; next time they come from the earlier run."""
    said = decisions(
        folder, "tax,9,market,3,1,李,2020-01-05,同址", "market,3,tax,9,0,,2020-01-04,", "tax,1,tax,9,,,,"
    )
    engine = ByCode()
    out, result = linked(folder, decisions=said, engine=engine)
    [given] = engine.calls[0]["decisions"].to_pylist()
    assert given == {
        "file_l": "market", "row_l": "3", "file_r": "tax", "row_r": "9",
        "same": "1", "by": "李", "on": "2020-01-05", "why": "同址",
    }  # fmt: skip
    assert rows(out / "decided.csv") == [given]
    assert {"overruled" in one.problem_en or "not decided" in one.problem_en for one in result.warnings} >= {
        True
    }
    again = ByCode()
    out2, _ = linked(folder, "next", previous=out, engine=again)
    assert again.calls[0]["decisions"] is None
    assert again.calls[0]["previous"].decisions.num_rows == 1
    assert rows(out2 / "decided.csv") == [given]


def test_a_later_decision_replaces_one_of_an_earlier_run(folder):
    """The engine is given the new one only, and the earlier records."""
    out, _ = linked(folder, decisions=decisions(folder, "market,3,tax,9,1,,2020-01-05,"))
    engine = ByCode()
    last, result = linked(
        folder,
        "next",
        previous=out,
        engine=engine,
        decisions=decisions(folder, "market,3,tax,9,0,,2020-02-05,"),
    )
    assert engine.calls[0]["previous"].decisions.num_rows == 0
    assert [row["same"] for row in rows(last / "decided.csv")] == ["0"]
    assert any("overruled" in one.problem_en for one in result.warnings)
    assert result.attentions == ()


def test_a_row_that_repeats_is_decided_with_its_first(folder):
    """In a file without row ids row 4 repeats row 2: a decision about it is one about row 2."""
    (folder / "employers.csv").write_text("name\n海天\n鸿运\n海天\n", encoding="utf-8")
    engine = ByCode()
    out, _ = linked(
        folder,
        engine=engine,
        decisions=decisions(folder, "employers,4,market,3,1,,,", "employers,2,employers,4,0,,,"),
    )
    assert [(row["row_l"], row["row_r"]) for row in engine.calls[0]["decisions"].to_pylist()] == [("2", "3")]
    in_file = [
        (row["row_id"], row["cluster_id"]) for row in rows(out / "clusters.csv") if row["file"] == "employers"
    ]
    assert in_file == [("2", "Semployers2"), ("3", "Semployers3"), ("4", "Semployers2")]


def test_contradictions_need_a_person(folder):
    """Those of the file, and those that the engine found."""
    both = decisions(folder, "market,1,tax,9,1,,2020-01-05,", "market,1,tax,9,0,,2020-01-05,")
    _, result = linked(folder, decisions=both)
    assert len(result.attentions) == 1
    _, result = linked(folder, "second", engine=ByCode(findings=(CONTRADICTION,)))
    assert result.attentions == (CONTRADICTION,)
    assert result.summary["attention"][0]["en"] == CONTRADICTION.text("en")


def test_rows_in_quarantine_need_a_person(folder):
    """They were not linked, and somebody must mend them."""
    (folder / "employers.csv").write_text(
        "name,code,phone\n" + "".join(f"甲{n},,\n" for n in range(30)) + ",,0416\n"
    )
    out, result = linked(folder)
    assert [(row["file"], row["row"]) for row in rows(out / "quarantine.csv")] == [("employers", "32")]
    assert ["not linked: 1" in one.problem_en for one in result.attentions] == [True]


def test_a_sample_is_drawn(folder):
    """As many pairs as asked, or all there are."""
    out, result = linked(folder, audit=9)
    sheet = rows(out / "audit.csv")
    assert [(row["pair"], row["correct"]) for row in sheet] == [("1", ""), ("2", "")]
    assert {(row["name_l"], row["name_r"]) for row in sheet} == {("鑫源", "鑫源商贸"), ("'=1+2", "鸿运")}
    assert result.summary["audit"] == {"drawn": 2, "linked_pairs": 2}


def test_drift_since_the_earlier_run(tmp_path):
    """A source that is matched much less asks for a person."""
    full = city(
        tmp_path / "in",
        markets=[market(n, f"名{n}", f"C{n}") for n in range(200)],
        taxes=[tax(n, f"名{n}", f"C{n}") for n in range(200)],
    )
    out, _ = linked(full)
    city(full, markets=[market(n, f"名{n}", f"C{n}") for n in range(200)],
         taxes=[tax(n, f"名{n}", f"C{n}" if n < 150 else "") for n in range(200)])  # fmt: skip
    _, result = linked(full, "next", previous=out)
    assert [(one.what, one.name, one.before_bp, one.now_bp) for one in result.drift if one.alarm] == [
        ("match", "market", 10000, 7500),
        ("match", "tax", 10000, 7500),
    ]
    assert len(result.attentions) == 2
    assert rows(tmp_path / "next" / "events.csv") == []


def test_an_earlier_run_must_be_one(folder):
    """Not any folder, not the other kind, not one that was changed."""
    out, _ = linked(folder)
    with pytest.raises(InputError, match="no output"):
        linked(folder, "x", previous=folder)
    with pytest.raises(InputError, match="not persons"):
        linked(folder, "x", previous=out, kind="persons")
    (out / "records.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match=r"records\.parquet is missing or was changed"):
        linked(folder, "x", previous=out)


def test_a_model_of_an_earlier_run(folder):
    """model.json goes to the engine as it is; another file is refused; guessed weights are told."""
    out, _ = linked(folder, engine=ByCode(model={"comparisons": {"phone": {"other": {"m": None, "u": 0.5}}}}))
    engine = ByCode()
    _, result = linked(folder, "next", model=out / "model.json", engine=engine)
    assert engine.calls[0]["model"]["comparisons"]["phone"]["other"]["u"] == 0.5
    assert any(one.value == "phone: other" for one in result.warnings)
    with pytest.raises(InputError, match="no model"):
        linked(folder, "x", model=out / "summary.json")


def test_charts_only_if_asked(folder):
    """A plain run stays fast."""
    out, _ = linked(folder, charts=True)
    assert {path.name for path in (out / "charts").iterdir()} == {
        f"{name}.{kind}" for name in ("match_weights", "match_rate") for kind in ("html", "png")
    }
