"""Names and units of the values that decisions, sheets and letters show."""

from collections.abc import Mapping

from wengang.engines.policy import Column, Text

REPORT = (
    *("ratio_bp", "size", "headcount_start", "headcount_end", "layoff_rate_bp"),
    *("months_contributed", "base_fen"),
)

COLUMNS: Mapping[str, Column] = {
    name: Column(label=Text(zh, en), unit=unit)
    for name, zh, en, unit in (
        ("fund_months_text", "基金备付期限", "fund reserve", "text"),
        ("entity_type", "单位类型", "kind of unit", "text"),
        ("months_contributed", "累计足额缴费月数", "months paid in full", "months"),
        ("insured_months", "上年度参保月数", "base-year months insured", "months"),
        ("arrears_fen", "上年度欠费金额", "base-year arrears", "fen"),
        ("headcount_start", "期初参保人数", "insured at the start", "persons"),
        ("headcount_end", "期末参保人数", "insured at the end", "persons"),
        ("average_headcount", "月平均参保人数", "monthly average insured", "persons"),
        ("leavers_excluded", "扣除的减员人数", "leavers not counted", "persons"),
        ("claimants", "新领失业金人数", "new benefit claimants", "persons"),
        ("layoff_rate_bp", "裁员率", "layoff rate", "rate"),
        ("insured_to", "停保日期", "insured to", "day"),
        ("status", "登记状态", "market status", "text"),
        ("dispatch", "劳务派遣", "dispatch agency", "flag"),
        ("already_fen", "本年度已返还金额", "already paid this year", "fen"),
        ("size", "企业规模", "size", "text"),
        ("industry", "行业代码", "industry", "text"),
        ("employees", "从业人员", "employees", "persons"),
        ("revenue_fen", "营业收入", "revenue", "fen"),
        ("assets_fen", "资产总额", "assets", "fen"),
        ("base_fen", "上年度实缴失业保险费", "contributions paid for the base year", "fen"),
        ("ratio_bp", "返还比例", "ratio", "rate"),
        ("entitlement_fen", "应返还金额", "entitlement", "fen"),
        ("amount_fen", "本次发放金额", "amount to pay now", "fen"),
        ("month", "费款所属期", "month", "month"),
        ("headcount", "参保人数", "insured people", "persons"),
        ("due_fen", "应缴", "due", "fen"),
        ("paid_fen", "实缴(截至知悉日)", "paid by the day known", "fen"),
        ("deferred_until", "缓缴至", "deferred until", "day"),
        ("in_arrears", "欠费", "in arrears", "flag"),
        ("counts", "计入足额月数", "counts as paid in full", "flag"),
    )
}
