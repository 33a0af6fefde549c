"""Decisions, payments, publicity and holds, from small decided tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mechanisms.decision.decided_tables import ENTRIES, HOLDS, OPEN, REFUSED, REPORT, ROUND, decided_table
from wengang.kernel.errors import InputError
from wengang.mechanisms.decision.services.outputs import lists
from wengang.mechanisms.register.services.writing.written import write_csv

CONTRACT = (
    "employer_no,name,code,outcome,entitlement_fen,amount_fen,ratio_bp,size,headcount_start,headcount_end,"
    "layoff_rate_bp,months_contributed,base_fen,reasons,questions,holds"
)


def test_decisions_hold_everyone_once_in_the_columns_of_the_contract():
    """Sorted by number as bytes: E10 before E2."""
    table = lists.decisions(decided_table({"employer_no": "E2"}, {"employer_no": "E10", **REFUSED}), REPORT)
    assert ",".join(table.column_names) == CONTRACT
    assert table["employer_no"].to_pylist() == ["E10", "E2"]


def test_the_parquet_keeps_every_intermediate_column_behind():
    """The columns of the CSV come first, then the rest."""
    table = lists.every_column(decided_table({}), REPORT)
    assert ",".join(table.column_names).startswith(CONTRACT + ",")
    assert set(table.column_names) == set(decided_table({}).column_names)


def test_payments_are_granted_above_zero_with_account_and_without_hold():
    """Anything else stays out of the payment file."""
    table = decided_table(
        {},
        {"amount_fen": 0, "entitlement_fen": 0},
        {"account_no": None},
        {"account_no": "  "},
        {"holds": "december_surge"},
        REFUSED,
        OPEN,
    )
    rows = lists.payments(table, ROUND)
    assert tuple(rows.column_names) == lists.PAYMENT_COLUMNS
    assert rows["employer_no"].to_pylist() == ["E1"]


def test_payments_golden(golden, tmp_path):
    """Keys, accounts and purposes as a bank's clerk sees them: a first payment, a top-up, a rare character."""
    table = decided_table(
        {"employer_no": "0210700001", "name": "锦州𠮷祥商贸有限公司", "account_no": "0000612345678901234"},
        {"employer_no": "0210700002", "entitlement_fen": 48_000_000, "amount_fen": 19_200_000,
         "already_paid_fen": 28_800_000, "reasons": "RR05a;RR14", "bank": None},
    )  # fmt: skip
    write_csv(lists.payments(table, ROUND), tmp_path / "payments.csv")
    golden.check("payments.csv", (tmp_path / "payments.csv").read_bytes())


@given(
    st.lists(
        st.tuples(st.text("-0123456789AB", min_size=1), st.integers(0, 10**6)), unique_by=lambda pair: pair[0]
    )
)
def test_payment_keys_are_unique(pairs):
    """Whatever the employers' numbers look like and whatever was paid before."""
    table = decided_table(*[{"employer_no": number, "already_paid_fen": paid} for number, paid in pairs])
    keys = lists.payments(table, ROUND)["payment_key"].to_pylist()
    assert len(set(keys)) == len(pairs)


def test_publicity_golden(golden, tmp_path):
    """Name, rate, amount; who is granted something now; by name. No number of anybody, no refusal."""
    table = decided_table(
        {"name": "锦州乙有限公司", "layoff_rate_bp": 550, "amount_fen": 7_644_800},
        {"name": "锦州甲,乙有限公司", "layoff_rate_bp": None, "amount_fen": 5},
        {"name": "不予公司", **REFUSED},
        {"name": "待定公司", **OPEN},
        {"name": "零公司", "amount_fen": 0},
        {"name": "有疑点公司", "holds": "december_surge"},
    )
    notice = lists.publicity(table, ("name", "layoff_rate_pct", "amount_yuan"))
    write_csv(notice.table, tmp_path / "publicity.csv")
    golden.check("publicity.csv", (tmp_path / "publicity.csv").read_bytes())
    assert notice.withheld == ()


def test_a_rate_below_zero_keeps_its_hundredths():
    """More people than before: a third of a per cent less than none."""
    table = decided_table({"layoff_rate_bp": -33}, {"layoff_rate_bp": -333}, {"layoff_rate_bp": 7})
    notice = lists.publicity(table, ("name", "layoff_rate_pct"))
    assert sorted(notice.table["layoff_rate_pct"].to_pylist()) == ["-0.33", "-3.33", "0.07"]


def test_a_place_may_choose_other_lawful_fields():
    """As Pengze did: average headcount, claimants, rate, contributions, amount."""
    fields = (
        "name",
        "average_headcount",
        "claimants",
        "layoff_rate_pct",
        "contributions_yuan",
        "amount_yuan",
    )
    table = lists.publicity(decided_table({"claimants": 0}), fields).table
    assert table.column_names == list(fields)
    assert [column[0].as_py() for column in table.columns] == [
        "锦州甲商贸有限公司", "10", "0", "0.00", "1000.00", "800.00",
    ]  # fmt: skip


@pytest.mark.parametrize("fields", [("name", "account_no"), ("amount_yuan",), ("name", "name"), ()])
def test_unlawful_fields_are_refused(fields):
    """Never more than the whitelist, and never without the name."""
    with pytest.raises(InputError):
        lists.publicity(decided_table({}), fields)


@pytest.mark.parametrize(
    "number",
    [
        "210702198001011234",
        "21070219800101123X",
        "13812345678",
        "138 1234 5678",
        "6222021234567890123",
        "6222 0212 3456 7890",
    ],
)
def test_personal_numbers_are_kept_from_the_notice(number):
    """An id, a telephone or a card in a name: the employer is left out, and told."""
    notice = lists.publicity(decided_table({"name": f"王某个体户{number}"}, {}), ("name", "amount_yuan"))
    assert notice.withheld == ("E1",)
    assert notice.table.num_rows == 1


@pytest.mark.parametrize(
    "name", ["锦州114查询有限公司", "2020年第12345号工程部", "东方红12", "一三八一二三四五六七八公司"]
)
def test_ordinary_numbers_in_names_are_no_personal_numbers(name):
    """A firm is not left out for having digits in its name."""
    assert not lists.holds_personal_number(name)


def test_holds_list_each_pattern_with_its_wording():
    """One row for each employer and pattern; refused employers have none."""
    rows = lists.held(
        decided_table({"holds": "december_surge"}, {}, {**REFUSED, "holds": ""}), HOLDS, ENTRIES
    )
    assert rows.num_rows == 1
    assert rows["hold"].to_pylist() == ["december_surge"]
    assert rows["pattern_zh"].to_pylist() == ["12月突增"]
    assert rows["thresholds"].to_pylist() == ["holds.december_surge.ratio=1.30"]
    assert rows["amount_fen"].to_pylist() == [80_000]


def test_lists_of_nobody_are_empty_with_their_header():
    """A round in which nobody is granted anything still has all its files."""
    table = decided_table(REFUSED).slice(0, 0)
    assert lists.payments(table, ROUND).num_rows == lists.held(table, HOLDS, {}).num_rows == 0
    assert lists.publicity(table, ("name", "amount_yuan")).table.column_names == ["name", "amount_yuan"]
