"""A round decided again, against the earlier one."""

from dataclasses import replace

import pytest

from mechanisms.decision.decided_tables import OPEN, REFUSED, REPORT, decided_round, decided_table
from wengang.kernel.errors import InputError
from wengang.mechanisms.decision.services.outputs import changes
from wengang.mechanisms.decision.services.outputs.decided_round import write_outputs

PAID = {"outcome": "refused", "amount_fen": 0, "already_paid_fen": 80_000, "reasons": "RR11"}


def _compare(before, after):
    compared = changes.compare(decided_table(*before), decided_table(*after), report=REPORT)
    return compared, compared.table.to_pylist()


@pytest.mark.parametrize(
    ("before", "after", "kind", "difference_fen"),
    [
        ({**REFUSED}, {}, "top_up", 80_000),
        ({**OPEN}, {}, "top_up", 80_000),
        ({}, {"entitlement_fen": 90_000}, "top_up", 10_000),
        ({}, {"entitlement_fen": 70_000}, "clawback", -10_000),
        ({}, {**REFUSED}, "clawback", -80_000),
        ({**PAID}, {**REFUSED}, "clawback", -80_000),
        ({}, {**OPEN}, "none", -80_000),
        ({**REFUSED}, {**OPEN}, "none", 0),
        ({**OPEN}, {**REFUSED}, "none", 0),
        ({**PAID}, {"entitlement_fen": 100_000, "amount_fen": 20_000}, "top_up", 20_000),
    ],
)
def test_kinds(before, after, kind, difference_fen):
    """Entitlements decide; granted and then undetermined never claws back."""
    _, rows = _compare([before], [after])
    assert [(row["kind"], row["difference_fen"]) for row in rows] == [(kind, difference_fen)]
    assert rows[0]["because"]


@pytest.mark.parametrize(("before", "after"), [({}, {}), ({}, PAID), (PAID, {}), (PAID, PAID), (OPEN, OPEN)])
def test_what_did_not_change_is_not_listed(before, after):
    """A second run over paid refunds changes nothing."""
    _, rows = _compare([before], [after])
    assert rows == []


def test_an_employer_that_the_new_extracts_lack():
    """After is blank, no money moves, and a person is asked."""
    compared, rows = _compare([{"employer_no": "E1"}, {"employer_no": "E2"}], [{"employer_no": "E2"}])
    assert compared.lacking == ("E1",)
    assert [(row["after_outcome"], row["after_fen"], row["difference_fen"], row["kind"]) for row in rows] == [
        (None, None, 0, "none")
    ]


def test_an_employer_that_is_new():
    """Before is blank; what it is granted is a top-up of nothing."""
    _, rows = _compare([{"employer_no": "E1"}], [{"employer_no": "E1"}, {"employer_no": "E2"}])
    assert [(row["employer_no"], row["before_fen"], row["kind"], row["difference_fen"]) for row in rows] == [
        ("E2", None, "top_up", 80_000)
    ]


def test_because_names_what_differs():
    """Reasons and the columns that the decision shows."""
    _, rows = _compare(
        [{"ratio_bp": 3000}], [{"ratio_bp": 5000, "reasons": "RR05a;RR14", "entitlement_fen": 90_000}]
    )
    assert rows[0]["because"] == "reasons RR05a→RR05a+RR14;ratio_bp 3000→5000"


def test_previously_granted(tmp_path):
    """Granted, or already paid in full; neither refused nor undetermined."""
    write_outputs(decided_round({}, REFUSED, OPEN, PAID), tmp_path / "out")
    assert changes.previously_granted(tmp_path / "out") == {"E1", "E4"}


def test_granted_before_is_kept_while_it_is_open(tmp_path):
    """A grant that re-decisions leave open is no refusal: run after run, it is still known to have been one."""
    rounds = [({}, {}, OPEN), (OPEN, REFUSED, OPEN), (OPEN, OPEN, OPEN)]
    for turn, rows in enumerate(rounds):
        previous = tmp_path / f"run{turn - 1}" if turn else None
        write_outputs(replace(decided_round(*rows), previous=previous), tmp_path / f"run{turn}")
    known = [changes.previously_granted(tmp_path / f"run{turn}") for turn in range(3)]
    assert known == [{"E1", "E2"}, {"E1"}, {"E1"}]


@pytest.mark.parametrize(
    ("name", "value"), [("scheme", "x"), ("year", 2021), ("place", "210000"), ("as_of", "2020-03-16")]
)
def test_another_round_is_refused(tmp_path, name, value):
    """Scheme, year, place and decision day are kept."""
    decided = decided_round({})
    write_outputs(decided, tmp_path / "out")
    with pytest.raises(InputError, match="another round"):
        changes.refuse_other_round(tmp_path / "out", {**decided.key(), name: value})
    changes.refuse_other_round(tmp_path / "out", decided.key())


def test_an_altered_earlier_run_is_refused(tmp_path):
    """Decisions are compared as they were written; nobody edits them into something else."""
    write_outputs(decided_round({}), tmp_path / "out")
    write_outputs(decided_round(REFUSED), tmp_path / "other")
    (tmp_path / "out" / changes.DECISIONS).write_bytes((tmp_path / "other" / changes.DECISIONS).read_bytes())
    with pytest.raises(InputError, match="altered"):
        changes.read_decisions(tmp_path / "out")


@pytest.mark.parametrize("content", [None, "", "[]", "{}", "not json"])
def test_what_is_no_run_is_refused(tmp_path, content):
    """Any other folder is told plainly."""
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(InputError, match="finished run"):
        changes.read_decisions(tmp_path)
