"""Small decided tables for tests of what is written from them."""

import datetime as dt

import pyarrow as pa

from wengang.engines.policy.pack import Hold, Question
from wengang.engines.policy.parameter_entry import Entry
from wengang.engines.policy.text import Text
from wengang.mechanisms.decision.services.outputs.decided_round import DecidedRound
from wengang.mechanisms.decision.services.outputs.lists import Round

ROUND = Round(
    scheme="retention-refund", title=Text("失业保险稳岗返还", "Retention refund"), year=2020, place="210700"
)
REPORT = (
    *(
        "ratio_bp",
        "size",
        "headcount_start",
        "headcount_end",
        "layoff_rate_bp",
        "months_contributed",
        "base_fen",
    ),
)
_TEXT = (
    *(
        "employer_no",
        "name",
        "code",
        "outcome",
        "size",
        "reasons",
        "questions",
        "holds",
        "division",
        "industry",
    ),
    *("account_no", "account_name", "bank"),
)
_PLAIN = {
    "name": "锦州甲商贸有限公司",
    "code": "91210700MA0TEST001",
    "outcome": "granted",
    "entitlement_fen": 80_000,
    "amount_fen": 80_000,
    "already_paid_fen": 0,
    "at_stake_fen": 80_000,
    "ratio_bp": 8000,
    "size": "small",
    "headcount_start": 10,
    "headcount_end": 10,
    "layoff_rate_bp": 0,
    "months_contributed": 13,
    "base_fen": 100_000,
    "average_headcount": 10,
    "claimants": None,
    "reasons": "RR05a",
    "questions": "",
    "holds": "",
    "division": "210702",
    "industry": "F5211",
    "account_no": "0612345",
    "account_name": "锦州甲商贸有限公司",
    "bank": "锦州银行",
}
REFUSED = {"outcome": "refused", "entitlement_fen": 0, "amount_fen": 0, "ratio_bp": None, "reasons": "RR04"}
OPEN = {**REFUSED, "outcome": "undetermined", "reasons": "RR12", "questions": "size"}
HOLDS = (
    Hold(
        id="december_surge",
        rule=lambda row, _: row,
        wording=Text("12月突增", "a surge in December"),
        parameters=("holds.december_surge.ratio",),
    ),
)
ENTRIES = {
    "holds.december_surge.ratio": Entry(
        path="holds.december_surge.ratio",
        label=Text("突增倍数", "surge"),
        unit="rate",
        value=13_000,
        text="1.30",
        place="CN",
        status="convention",
        documents=("约定",),
    )
}
QUESTIONS = tuple(
    Question(key=key, of=("RR12",), to=Text(zh, en), wording=Text(f"请核实{zh}", f"please check, {en}"))
    for key, zh, en in (
        ("size", "工信、统计部门", "industry bureau"),
        ("ledger:", "社保经办机构", "insurance office"),
        ("match:", "名单来源部门", "list's sender"),
        ("account", "参保单位", "the employer"),
        ("lists", "名单来源部门", "list's sender"),
    )
)


def decided_table(*rows: dict[str, object]) -> pa.Table:
    """Employers, a plain grant unless a row says otherwise; numbers E1, E2 … unless given."""
    filled = [{"employer_no": f"E{i}", **_PLAIN, **row} for i, row in enumerate(rows, start=1)]
    names = ("employer_no", *_PLAIN)
    columns = {
        name: pa.array([row[name] for row in filled], pa.string() if name in _TEXT else pa.int64())
        for name in names
    }
    return pa.table(columns)


def decided_round(*rows: dict[str, object], **more: object) -> DecidedRound:
    """A whole round of such employers."""
    given = {
        "round_": ROUND,
        "as_of": dt.date(2020, 3, 15),
        "known_by": dt.date(2020, 3, 15),
        "engine": "duckdb",
        "table": decided_table(*rows),
        "report": REPORT,
        "asked": QUESTIONS,
        "holds": HOLDS,
        "publicity_fields": ("name", "layoff_rate_pct", "amount_yuan"),
        "entries": ENTRIES,
    }
    return DecidedRound(**{**given, **more})
