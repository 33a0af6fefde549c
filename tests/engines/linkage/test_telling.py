"""Reasons in words that an officer reads."""

import pyarrow as pa

from engines.linkage.made_up import linked, unified_code

FIRM = {
    "name": "锦州朗逸商贸有限公司",
    "code": unified_code(1),
    "legal_rep": "高朗逸",
    "phone": "13841600101",
}


def test_a_link_says_why():
    """The rule, the weight, what agrees, what does not, what cleaning changed on which side."""
    other = {"name": "锦州朗逸商贸有限公司（停业）", "code": unified_code(1).lower(), "legal_rep": "王别人"}
    [said] = linked([FIRM, other]).evidence.to_pylist()
    assert {said["row_l"], said["row_r"]} == {"1", "2"}
    assert "名称相同/same name" in said["agree"]
    assert "负责人不同/other person" in said["disagree"]
    assert "停业" in said["changed"]
    assert "code spelling" in said["changed"]
    assert float(said["score"]) > 0


def test_a_question_says_why():
    """In Chinese and in English, the same fields in both."""
    rows = [FIRM, {**FIRM, "code": unified_code(2)}, {"name": "锦州朗逸商贸有限公司", "phone": "13841600101"}]
    found = linked([{**row, "row_id": str(number)} for number, row in enumerate(rows)])
    asked = found.review.to_pylist()
    assert asked
    for said in asked:
        assert "名称相同" in said["reason_zh"]
        assert "same name" in said["reason_en"]
        assert said["reason_zh"].count(";") == said["reason_en"].count(";")


def test_nothing_to_say():
    """No link, no question: empty tables in their columns."""
    found = linked([FIRM])
    for name, columns in (
        ("evidence", ("rule", "agree", "changed")),
        ("review", ("score", "reason_zh", "reason_en")),
    ):
        told = getattr(found, name)
        assert told.num_rows == 0
        assert set(columns) <= set(told.column_names)
        assert told.schema.field("score").type == pa.string()
