"""Questions: all of them, and one list for each department."""

import csv
import io

from mechanisms.decision.decided_tables import OPEN, QUESTIONS, decided_table
from wengang.mechanisms.decision.services.outputs.asked import (
    QUESTION_COLUMNS,
    matching,
    questions,
    write_department_lists,
)


def _rows(path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))


def test_each_key_of_each_employer_is_one_row():
    """Sorted by department, employer, key; families show which month or which listing is meant."""
    table = decided_table(
        {**OPEN, "questions": "ledger:2019-05;ledger:2019-06;size", "at_stake_fen": 500},
        {**OPEN, "questions": "match:court:17", "at_stake_fen": None},
        {},
    )
    rows = questions(table, QUESTIONS)
    assert tuple(rows.column_names) == QUESTION_COLUMNS
    found = rows.to_pylist()
    assert [(row["to"], row["employer_no"], row["key"], row["at_stake_fen"]) for row in found] == [
        ("名单来源部门", "E2", "match:court:17", None),
        ("工信、统计部门", "E1", "size", 500),
        ("社保经办机构", "E1", "ledger:2019-05", 500),
        ("社保经办机构", "E1", "ledger:2019-06", 500),
    ]
    assert found[0]["question_zh"].startswith("court:17: ")
    assert found[2]["question_en"] == "2019-05: please check, insurance office"


def test_an_account_is_asked_for_the_amount_reserved():
    """Of a grant what is at stake is the amount itself."""
    rows = questions(
        decided_table({"account_no": None, "questions": "account", "at_stake_fen": 1}), QUESTIONS
    )
    assert rows["at_stake_fen"].to_pylist() == [80_000]


def test_a_department_gets_its_own_list_with_most_at_stake_first(tmp_path):
    """One file each; what the whole run lacks is asked once, with the sum."""
    table = decided_table(
        {**OPEN, "at_stake_fen": 5},
        {**OPEN, "at_stake_fen": 50},
        {**OPEN, "questions": "lists", "at_stake_fen": 3},
        {**OPEN, "questions": "lists;match:court:1", "at_stake_fen": 4},
    )
    written = write_department_lists(questions(table, QUESTIONS), tmp_path / "questions")
    assert written == {"工信-统计部门.csv": 2, "名单来源部门.csv": 2}
    assert [row["employer_no"] for row in _rows(tmp_path / "questions" / "工信-统计部门.csv")] == ["E2", "E1"]
    asked = _rows(tmp_path / "questions" / "名单来源部门.csv")
    assert [(row["employer_no"], row["key"], row["at_stake_fen"]) for row in asked] == [
        ("", "lists", "7"),
        ("E4", "match:court:1", "4"),
    ]


def test_nothing_asked_makes_no_lists(tmp_path):
    """An empty table has its columns, and no folder is made."""
    rows = questions(decided_table({}), QUESTIONS)
    assert rows.num_rows == 0
    assert write_department_lists(rows, tmp_path / "questions") == {}
    assert not (tmp_path / "questions").exists()


def test_how_much_of_the_doubt_matters():
    """Pairs in all; those asked about, their employers, and what is at stake for each of these once."""
    table = decided_table(
        {**OPEN, "questions": "match:court:1;match:court:2", "at_stake_fen": 500},
        {**OPEN, "questions": "match:court:1;size", "at_stake_fen": 70},
        {**OPEN, "questions": "match:tax:9", "at_stake_fen": None},
        {**OPEN, "at_stake_fen": 9},
    )
    assert matching(questions(table, QUESTIONS), doubtful_pairs=40) == {
        "doubtful_pairs": 40,
        "asked": 4,
        "employers": 3,
        "at_stake_fen": 570,
    }
    assert matching(questions(decided_table({}), QUESTIONS), doubtful_pairs=0)["asked"] == 0
