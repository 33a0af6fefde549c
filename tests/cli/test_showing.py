"""Tables that a person reads: rounds, explanations, simulations, in both languages."""

import datetime as dt

import pytest

from mechanisms.decision.decided_tables import OPEN, REFUSED, decided_round
from wengang.cli.show_explanation import show_explanation, shown
from wengang.cli.show_register import show_difference, show_register
from wengang.cli.show_round import show_matching, show_round
from wengang.cli.show_simulation import show_simulation
from wengang.cli.terminal import Steps, Voice, progress
from wengang.engines.policy.parameter_entry import Uncited
from wengang.engines.policy.text import Text
from wengang.mechanisms.decision.services.basis.fund import Fund
from wengang.mechanisms.decision.services.explanations import explained as shape
from wengang.mechanisms.decision.services.outputs.decided_round import write_outputs
from wengang.mechanisms.decision.services.rounds.requests import Scenario, Simulation

FUND = Fund(
    place="210700",
    as_of=dt.date(2019, 12, 31),
    balance_fen=100_000_000,
    monthly_outgo_fen=5_000_000,
    fund_months=None,
)
UNCITED = Uncited(
    path="min_months",
    value="12",
    place="210700",
    status="assumed",
    why_zh="推定",
    why_en="a guess",
    sources=(),
)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("准予", "待定", "1,600.00", "备付月数", "19.97", "RR04 不符合: 上年度无欠费月份", "F 批发和零售业", "须人工查看", "min_months = 12", "推定", "补差")),
        ("en", ("granted", "undetermined", "1,600.00", "months", "RR05a no net reduction", "F wholesale and retail", "A person must look", "a guess", "top-up")),
    ],
)  # fmt: skip
def test_a_round_is_shown(lang, words, capsys, tmp_path):
    """Outcomes, money with separators, the fund, reasons with their wording, doubts, what to look at, changes."""
    write_outputs(decided_round(REFUSED, {}, REFUSED, OPEN), tmp_path / "before")
    decided = decided_round(
        {},
        {"holds": "december_surge"},
        REFUSED,
        OPEN,
        fund=FUND,
        uncited=[UNCITED],
        previous=tmp_path / "before",
    )
    show_round(Voice(lang), write_outputs(decided, tmp_path / "out"))
    told = capsys.readouterr().out
    assert [word for word in words if word not in told] == []
    assert str(tmp_path / "out") in told


def test_a_round_without_fund_or_doubt_is_shown(capsys, tmp_path):
    """What is not known is said, what is not there is left out."""
    show_round(Voice("en"), write_outputs(decided_round({"size": None, "division": None}), tmp_path / "out"))
    told = capsys.readouterr().out
    assert "no figures" in told
    assert "A person must look" not in told


def _explanation() -> shape.Explanation:
    condition = shape.ExplainedCondition(
        id="RR05",
        wording=Text("裁员率不高于限度", "layoff rate within the limit"),
        article="人社部发〔2014〕76号",
        state="not_met",
        values=[shape.Shown(name="layoff_rate_bp", label=Text("裁员率", "layoff rate"), value=600, unit="rate")],
        thresholds=[
            shape.Threshold(
                path="layoff.max", label=Text("限度", "limit"), value="0.055", status="assumed", place="210700", documents=["D"], unit="rate",
            )
        ],
        rows=[("ledger", str(i)) for i in range(9)],
    )  # fmt: skip
    return shape.Explanation(
        scheme="retention-refund",
        title=Text("稳岗返还", "Refund"),
        year=2020,
        place="210700",
        as_of="2020-03-15",
        known_by="2020-03-15",
        decision={"employer_no": "0012", "name": "甲[b]公司", "outcome": "refused", "entitlement_fen": "0", "amount_fen": "0"},
        conditions=[condition],
        questions=[shape.AskedOf(key="size", to=Text("工信", "industry"), wording=Text("规模", "the size"))],
        holds=[("december_surge", Text("突增", "surge"))],
        sheet=[
            {"month": "2019-01", "headcount": 1200, "due_fen": 123_456, "counts": True, "why": Text("计入", "counted"), "cure": None},
            {"month": "2019-02", "headcount": None, "due_fen": 0, "counts": False, "why": Text("不计", "not counted"), "cure": None},
        ],
        sheet_labels={"due_fen": (Text("应缴", "due"), "fen"), "headcount": (Text("人数", "people"), "persons")},
        changes=[shape.WouldChange(wording=Text("多保留1人", "one more person"), outcome="granted", entitlement_fen=8000)],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("不予", "✗ RR05  不符合", "裁员率 6%", "= 5.5%", "推定", "ledger:0", "… (9)", "size  →  工信", "1,234.56", "多保留1人 → 准予", "80.00", "说明")),
        ("en", ("refused", "✗ RR05  not met", "layoff rate 6%", "assumed", "one more person → granted", "surge", "counted", "1,200")),
    ],
)  # fmt: skip
def test_an_explanation_is_shown(lang, words, capsys):
    """Each condition with value, threshold, article, rows; the months; what would change it; names as they are."""
    show_explanation(Voice(lang), _explanation())
    told = capsys.readouterr().out
    assert [word for word in words if word not in told] == []
    assert "甲[b]公司  0012" in told
    assert "cure" not in told


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (None, "fen", "-", "-"),
        (123_456, "fen", "1,234.56 元", "1,234.56 yuan"),
        (550, "rate", "5.5%", "5.5%"),
        (True, "flag", "是", "yes"),
        (dt.date(2020, 3, 5), "day", "2020-03-05", "2020-03-05"),
        (2019 * 12, "month", "2019-01", "2019-01"),
        (1200, "persons", "1,200 人", "1,200"),
        (3, "months", "3 个月", "3 months"),
        ("C3311", "text", "C3311", "C3311"),
    ],
)
def test_values_are_shown_in_their_unit(value, unit, zh, en):
    """Money with separators, rates as percentages, months and days as dates."""
    assert (shown(Voice("zh"), value, unit), shown(Voice("en"), value, unit)) == (zh, en)


def test_a_simulation_is_shown(capsys):
    """Baseline and reforms side by side, with the difference and the fund."""
    base = Scenario(
        values={},
        granted=2,
        refused=1,
        undetermined=0,
        amount_fen=1000,
        by_size={"small": {"employers": 2, "amount_fen": 1000}},
        months_after="10.00",
    )
    reform = Scenario(
        values={"ratio.sme": "1"}, granted=2, refused=1, undetermined=0, amount_fen=123_456_789, gainers=2, months_after="9.50",
        by_industry={"C": {"employers": 2, "amount_fen": 5}},
    )  # fmt: skip
    fund = {"place": "210700", "as_of": "2019-12-31", "balance_before_fen": 5, "months_before": "11"}
    show_simulation(Voice("zh"), Simulation(baseline=base, reforms=(reform,), fund=fund))
    told = capsys.readouterr().out
    for word in ("现行", "ratio.sme=1", "1,234,567.89", "1,234,557.89", "小型", "C 制造业", "9.50"):
        assert word in told


def test_progress_is_silent_without_a_terminal(capsys):
    """Nothing on standard error when nobody watches."""
    with progress("en") as steps:
        steps(Text("读取", "reading"))
    assert capsys.readouterr().err == ""


def test_progress_shows_the_step_on_a_terminal(capsys):
    """Shown and hidden again; a step may be one word for both languages."""
    steps = Steps("zh")
    steps(Text("读取", "reading"))
    steps.show()
    steps("court.csv")
    steps.hide()
    steps.hide()
    assert capsys.readouterr().out == ""


LINKING = {
    "records": 65_781,
    "linked_records": 61_069,
    "entities": 23_743,
    "queue": {"records": 2_307, "pairs": 1_958},
}


def _summary(undetermined, *, account, payable):
    return {
        "outcomes": {"undetermined": {"employers": undetermined}},
        "by_question": {"account": {"employers": account}} if account else {},
        "payable": {"employers": payable, "amount_fen": payable * 100_000},
        "matching": {"doubtful_pairs": 2_000, "asked": 33, "employers": 31, "at_stake_fen": 152_196_83},
    }


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ("匹配率", "92.83 %", "1,958", "由 624 户变为 605 户, 减少 19 户", "共 2,000 对", "只有 33 项, 涉及 152,196.83 元")),
        ("en", ("match rate", "92.83 %", "1,958", "624 without the register, 605 through it: 19 fewer", "2,000 doubtful pairs",
                "33 of them could change an outcome or an amount", "(152,196.83 yuan at stake)")),
    ],
)  # fmt: skip
def test_what_the_register_brought(lang, words, capsys):
    """Records, entities, match rate, queue; undetermined without it and with it; how little of the doubt matters."""
    show_register(Voice(lang), LINKING)
    show_difference(
        Voice(lang), _summary(624, account=1_937, payable=6_659), _summary(605, account=723, payable=7_815)
    )
    show_matching(Voice(lang), _summary(605, account=723, payable=7_815)["matching"])
    told = capsys.readouterr().out
    assert [word for word in words if word not in told] == []
    assert max(map(len, told.splitlines())) <= 80


def test_a_number_that_rises_is_said_to_rise(capsys):
    """The words follow the figures; a question that nobody is asked counts 0."""
    show_difference(Voice("en"), _summary(3, account=0, payable=1), _summary(5, account=0, payable=1))
    assert "5 through it: 2 more" in capsys.readouterr().out
