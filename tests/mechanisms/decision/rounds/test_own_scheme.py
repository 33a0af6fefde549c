"""A bureau's own scheme, over the tables of the register and with no parameter but its own, runs as those that ship."""

import pytest

from factories.extracts_folder import Folder, by_number, day
from wengang.kernel.errors import InputError
from wengang.mechanisms.decision.services.explanations.explaining import explain_run
from wengang.mechanisms.decision.services.rounds.requests import DecideRequest, SimulateRequest
from wengang.mechanisms.decision.services.rounds.run import decide_folder
from wengang.mechanisms.decision.services.trials.checking import check_scheme
from wengang.mechanisms.decision.services.trials.simulation import simulate_folder

RULES = '''
"""A subsidy for employers with people insured."""
import ibis
from wengang.engines.policy import Condition, Pack, Question, Text, total

def facts(tables, terms):
    ledger = tables["ledger"]
    last = ledger.filter(ledger.month == terms.base_last).group_by("employer_id").aggregate(people=total(ledger.headcount))
    row = tables["employers"].left_join(last, "employer_id").drop("employer_id_right")
    return row.mutate(people=row.people.fill_null(0))

PACK = Pack(
    name="head-subsidy", title=Text("人头补贴", "Head subsidy"), years=(2020, 2020),
    needs=lambda terms: ("employers", "ledger"), keyed=("employers", "ledger"), facts=facts,
    shared=lambda facts, tables, terms: {}, shared_keys={}, derive=lambda row, terms: row,
    conditions=(
        Condition(id="H1", rule=lambda row, terms: row.people >= terms["heads"], article="1",
                  wording=Text("人数", "enough people"), parameters=("heads",),
                  rests_on=("ledger_rows",), months_from=lambda terms: terms.base_last),
        Condition(id="H2", rule=lambda row, terms: row.entity_type == "enterprise", article="2",
                  wording=Text("企业", "an enterprise")),
    ),
    questions=(Question(key="entity_type", of=("H2",), to=Text("登记机关", "the registry"),
                        wording=Text("类型", "what kind"), asked=lambda row, terms: row.entity_type.isnull()),),
    entitlement=lambda row, terms: row.people * 100, paid=lambda row, terms: ibis.literal(0, type="int64"),
    rounding="none",
)
'''
VALUES = """
years: [2020, 2020]
sources: {N: {document: "Notice 1", dated: 2020-01-01, title: "Heads"}}
parameters:
  heads: {zh: 人数, en: people, unit: persons, values: {CN: [{year: 2020, value: 10, source: N, status: cited}]}}
"""


@pytest.fixture
def given(tmp_path, monkeypatch):
    """A town, the scheme, and what every request says."""
    folder = tmp_path / "packs/head_subsidy"
    folder.mkdir(parents=True)
    (folder / "rules.py").write_text(RULES, encoding="utf-8")
    (folder / "parameters.yaml").write_text(VALUES, encoding="utf-8")
    monkeypatch.setenv("WENGANG_POLICIES", str(folder.parent))
    town = Folder(2020)
    town.firm("A", [100] * 13)
    town.firm("B", [5] * 13)
    town.firm("C", [50] * 13, entity_type="")
    town.fund("210700")
    extracts = town.write(tmp_path / "extracts")
    return {
        "scheme": "head-subsidy",
        "year": 2020,
        "place": "210700",
        "as_of": day("2020-03-15"),
        "extracts": extracts,
    }


def test_it_is_decided_explained_and_simulated(given, tmp_path):
    """What the scheme does not state (the fund's level, what is published, what is at stake) is the usual."""
    done = decide_folder(DecideRequest(**given, out=tmp_path / "out"))
    rows = by_number(done.out / "decisions.csv")
    assert [(rows[no]["outcome"], rows[no]["amount_fen"]) for no in "ABC"] == [
        ("granted", "10000"),
        ("refused", "0"),
        ("undetermined", "0"),
    ]
    assert by_number(done.out / "questions.csv")["C"]["at_stake_fen"] == "5000"
    assert (done.out / "publicity.csv").read_text(encoding="utf-8-sig").startswith("name,amount_yuan\n")
    explained = explain_run(done.out, "C")
    assert explained.questions[0].key == "entity_type"
    assert [len(condition.rows) for condition in explained.conditions] == [1, 0]
    simulated = simulate_folder(SimulateRequest(**given, grid={"heads": ("5",)}))
    assert (simulated.baseline.granted, simulated.reforms[0].granted) == (1, 2)


def test_rules_without_a_pack(given, tmp_path):
    """Said of the file, as a fault of the bureau's and not of the program's."""
    (tmp_path / "packs/empty_scheme").mkdir()
    (tmp_path / "packs/empty_scheme/rules.py").write_text("", encoding="utf-8")
    (tmp_path / "packs/empty_scheme/parameters.yaml").write_text(VALUES, encoding="utf-8")
    with pytest.raises(InputError, match=r"empty_scheme.rules\.py.*defines no policy pack"):
        decide_folder(DecideRequest(**given | {"scheme": "empty-scheme"}, out=tmp_path / "out"))


def test_the_check_tells_evidence_that_is_none(given, tmp_path):
    """A condition that rests on rows that no round keeps."""
    rules = tmp_path / "packs/misspelt_scheme/rules.py"
    rules.parent.mkdir()
    rules.write_text(RULES.replace('"ledger_rows"', '"ledger_row"'), encoding="utf-8")
    (rules.parent / "parameters.yaml").write_text(VALUES, encoding="utf-8")
    with pytest.raises(InputError, match=r"H1.*ledger_row.*there is: ledger_rows"):
        check_scheme("misspelt-scheme", year=2020, place="210700")
