"""An explanation is of the decision that the round made, or there is none."""

import json
import shutil

import pyarrow.parquet as pq
import pytest

from factories.extracts_folder import Folder, day
from wengang.kernel.errors import InputError
from wengang.mechanisms.decision.services.explanations import explaining
from wengang.mechanisms.decision.services.explanations.explaining import explain_run, run_explainer
from wengang.mechanisms.decision.services.outputs.changes import read_decisions
from wengang.mechanisms.decision.services.rounds.requests import DecideRequest
from wengang.mechanisms.decision.services.rounds.run import decide_folder


@pytest.fixture(scope="module")
def decided(tmp_path_factory):
    """A round of one firm."""
    town, home = Folder(2020), tmp_path_factory.mktemp("explained")
    town.firm("1", [100] * 13)
    town.fund("210700")
    given = {"scheme": "retention-refund", "year": 2020, "place": "210700", "as_of": day("2020-03-15")}
    return decide_folder(DecideRequest(**given, extracts=town.write(home / "extracts"), out=home / "out")).out


@pytest.fixture
def copied(decided, tmp_path):
    """A copy to spoil."""
    return shutil.copytree(decided, tmp_path / "out")


def test_a_round_as_it_was_written_is_explained(copied):
    """A copy is as good as the folder itself."""
    assert explain_run(copied, "1").decision["outcome"] == "granted"


@pytest.mark.parametrize(
    "name", ["decisions.csv", "basis/ledger.parquet", "basis/terms.json", "basis/area.parquet"]
)
def test_an_altered_file_is_named(copied, name):
    """Whichever of those that an explanation reads; nothing is explained from it."""
    path = copied / name
    path.write_bytes(path.read_bytes().replace(b"1", b"2"))
    with pytest.raises(InputError, match=f"{name}.*altered after the run"):
        explain_run(copied, "1")


def test_a_file_that_is_gone_or_was_added(copied):
    """Both are told by name."""
    (copied / "basis" / "more.parquet").write_bytes(b"")
    with pytest.raises(InputError, match=r"more.parquet.*none of the run's"):
        explain_run(copied, "1")
    (copied / "basis" / "more.parquet").unlink()
    (copied / "decisions.csv").unlink()
    with pytest.raises(InputError, match=r"decisions.csv.*gone"):
        explain_run(copied, "1")


def test_altered_decisions_are_no_earlier_run(copied):
    """The same check guards --previous."""
    (copied / "decisions.parquet").write_bytes(b"")
    with pytest.raises(InputError, match="altered after the run"):
        read_decisions(copied)


def test_what_explain_does_not_read_may_change(copied):
    """A clerk's marks in a list of questions are no reason to refuse."""
    (copied / "questions.csv").write_text("marked")
    assert explain_run(copied, "1").decision["outcome"] == "granted"


def test_other_rules_explain_nothing(decided, monkeypatch):
    """A pack that decides otherwise today is said to, not shown as the reason of then."""
    with run_explainer(decided) as explainer:
        plain = explainer.row
        monkeypatch.setattr(explainer, "row", lambda number: {**plain(number), "outcome": "refused"})
        with pytest.raises(InputError, match="the policy pack was changed since"):
            explainer.explain("1")


def test_a_round_of_older_rules(copied, monkeypatch):
    """Where today's rules read a column, or a table, that the round did not keep, that is said."""
    monkeypatch.setattr(explaining, "refuse_altered", lambda *_: None)
    path = copied / "basis" / "answered_months.parquet"
    pq.write_table(pq.read_table(path).drop_columns(["insured"]), path)
    with pytest.raises(InputError, match=r"the rules of today read.*insured"):
        explain_run(copied, "1")
    path.unlink()
    with pytest.raises(InputError, match=r"the rules of today read: answered_months"):
        explain_run(copied, "1")


def test_a_manifest_without_outputs(copied):
    """A manifest that was cut down guards nothing, so nothing is read on its word."""
    manifest = json.loads((copied / "manifest.json").read_text(encoding="utf-8"))
    del manifest["outputs"]
    (copied / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(InputError, match="altered"):
        explaining.explain_run(copied, "1")
