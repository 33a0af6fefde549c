"""A decided round as a person reads it: outcomes, money, the fund, reasons, questions, and what to look at."""

from collections.abc import Mapping
from typing import Any

from wengang.cli.terminal import Voice
from wengang.cli.words import OUTCOMES, SIZES, UNKNOWN, word

_SHOWN = 12


def show_round(say: Voice, result: Any) -> None:
    """Print the summary of a :class:`RunResult`."""
    summary = result.summary
    _title(say, summary)
    _outcomes(say, summary)
    _money(say, summary)
    _fund(say, summary.get("fund"))
    _groups(say, summary)
    _reasons(say, summary)
    if "matching" in summary:
        show_matching(say, summary["matching"])
    if "changes" in summary:
        _changes(say, summary["changes"])
    _not_cited(say, summary["not_cited"])
    _attention(say, result)
    say.line()
    say.line(say.pick(f"结果: {result.out}", f"Written to {result.out}"))


def _title(say: Voice, summary: Mapping[str, Any]) -> None:
    title = summary["title"][say.lang]
    days = say.pick(
        f"决定日 {summary['as_of']}, 事实截至 {summary['known_by']}",
        f"decision day {summary['as_of']}, facts known by {summary['known_by']}",
    )
    say.heading(f"{title}  {summary['year']}  {summary['place']}  {days}")


def _outcomes(say: Voice, summary: Mapping[str, Any]) -> None:
    columns = [
        (say.pick("结果", "outcome"), "left"),
        (say.pick("单位数", "employers"), "right"),
        (say.pick("应返还(元)", "entitlement (yuan)"), "right"),
        (say.pick("本次发放(元)", "to pay now (yuan)"), "right"),
    ]
    rows = [
        (
            word(say, OUTCOMES, name),
            f"{part['employers']:,}",
            say.yuan(part["entitlement_fen"]),
            say.yuan(part["amount_fen"]),
        )
        for name, part in summary["outcomes"].items()
    ]
    rows.append((say.pick("合计", "all"), f"{summary['employers']:,}", "", say.yuan(summary["granted_fen"])))
    say.table(columns, rows)


def _money(say: Voice, summary: Mapping[str, Any]) -> None:
    columns = [
        (say.pick("准予发放的", "of what is granted"), "left"),
        (say.pick("单位数", "employers"), "right"),
        (say.pick("金额(元)", "yuan"), "right"),
    ]
    names = (
        ("payable", say.pick("可支付 payments.csv", "payable, payments.csv")),
        ("held", say.pick("有疑点暂缓 holds.csv", "held by a pattern, holds.csv")),
        ("reserved", say.pick("缺账户, 预留", "reserved: account not known")),
    )
    say.table(
        columns,
        [
            (label, f"{summary[key]['employers']:,}", say.yuan(summary[key]["amount_fen"]))
            for key, label in names
        ],
    )


def _fund(say: Voice, fund: Mapping[str, Any] | None) -> None:
    if fund is None:
        say.line(say.pick("失业保险基金: 没有数据", "Unemployment fund: no figures"))
        return
    columns = [
        (
            say.pick(
                f"失业保险基金 {fund['place']} ({fund['as_of']})",
                f"unemployment fund {fund['place']} ({fund['as_of']})",
            ),
            "left",
        ),
        (say.pick("结余(元)", "balance (yuan)"), "right"),
        (say.pick("备付月数", "months"), "right"),
    ]
    rows = [
        (say.pick("发放前", "before"), say.yuan(fund["balance_before_fen"]), fund["months_before"]),
        (
            say.pick("全部发放后", "after all is paid"),
            say.yuan(fund["balance_after_fen"]),
            fund["months_after"],
        ),
    ]
    say.table(columns, rows)


def _groups(say: Voice, summary: Mapping[str, Any]) -> None:
    for key, zh, en in (
        ("by_size", "规模", "size"),
        ("by_industry", "行业门类", "industry section"),
        ("by_division", "区划", "division"),
    ):
        groups = summary[key]
        if set(groups) <= {UNKNOWN}:
            continue
        columns = [
            (say.pick(zh, en), "left"),
            (say.pick("单位数", "employers"), "right"),
            *((word(say, OUTCOMES, name), "right") for name in OUTCOMES),
            (say.pick("发放(元)", "to pay (yuan)"), "right"),
        ]
        rows = [
            (
                _group_name(say, key, name),
                f"{part['employers']:,}",
                *(f"{part[outcome]:,}" for outcome in OUTCOMES),
                say.yuan(part["amount_fen"]),
            )
            for name, part in groups.items()
        ]
        say.table(columns, rows)


def _group_name(say: Voice, key: str, name: str) -> str:
    if name == UNKNOWN:
        return say.pick("不明", "not known")
    if key == "by_size":
        return word(say, SIZES, name)
    if key == "by_industry":
        from wengang.codes.industries import SECTION_NAMES

        return f"{name} {say.of(SECTION_NAMES[name])}"
    return name


def _rules(say: Voice, scheme: str) -> dict[str, str]:
    """What each rule of the scheme says."""
    from wengang.engines.policy.catalogue import scheme_named
    from wengang.mechanisms.decision.services.basis.policies import policy_roots

    pack = scheme_named(scheme, policy_roots()).load()
    said = {condition.id: condition.wording for condition in pack.conditions}
    for condition in pack.conditions:
        said.update(condition.variants)
    said.update(pack.note_wordings)
    return {name: say.of(text) for name, text in said.items()}


def _judged(say: Voice, outcome: str) -> str:
    """What a reason says of its rule."""
    found = {"refused": ("不符合: ", "not met: "), "undetermined": ("待核实: ", "open: ")}
    return say.of(found[outcome]) if outcome in found else ""


def _reasons(say: Voice, summary: Mapping[str, Any]) -> None:
    rules = _rules(say, summary["scheme"])
    rows = [
        (
            word(say, OUTCOMES, outcome),
            f"{reason} {_judged(say, outcome)}{rules.get(reason, '')}".rstrip(),
            f"{part['employers']:,}",
            say.yuan(part["amount_fen"]) if part["amount_fen"] else "",
        )
        for outcome, reasons in summary["by_reason"].items()
        for reason, part in reasons.items()
    ]
    say.table(
        [
            (say.pick("结果", "outcome"), "left"),
            (say.pick("依据", "reason"), "left"),
            (say.pick("单位数", "employers"), "right"),
            (say.pick("发放(元)", "to pay (yuan)"), "right"),
        ],
        rows,
    )
    asked = summary["by_question"]
    if asked:
        columns = [
            (say.pick("待核实事项 questions.csv", "asked, questions.csv"), "left"),
            (say.pick("单位数", "employers"), "right"),
        ]
        say.table(columns, [(key, f"{part['employers']:,}") for key, part in asked.items()])


def show_matching(say: Voice, matching: Mapping[str, int]) -> None:
    """How many doubtful pairs linkage left, and on how many of them something hangs."""
    pairs, asked = f"{matching['doubtful_pairs']:,}", f"{matching['asked']:,}"
    yuan = say.yuan(matching["at_stake_fen"])
    say.line(
        say.pick(
            f"比对存疑共 {pairs} 对; 其中会影响结果或金额、须人工判定的只有 {asked} 项, 涉及 {yuan} 元",
            f"{pairs} doubtful pairs in all; {asked} of them could change an outcome or an amount\n"
            f"({yuan} yuan at stake): questions.csv, key match, the most at stake first",
        )
    )


def _changes(say: Voice, changes: Mapping[str, Any]) -> None:
    names = {
        "top_up": ("补差", "top-up"),
        "clawback": ("追回", "clawback"),
        "none": ("不动资金", "no money moves"),
    }
    columns = [
        (say.pick("与上次相比 changes.csv", "against the earlier run, changes.csv"), "left"),
        (say.pick("单位数", "employers"), "right"),
        (say.pick("差额(元)", "difference (yuan)"), "right"),
    ]
    rows = [
        (
            word(say, names, kind),
            f"{part['employers']:,}",
            "" if kind == "none" else say.yuan(part["difference_fen"]),
        )
        for kind, part in changes.items()
    ]
    say.table(columns, rows)


def _not_cited(say: Voice, doubts: Mapping[str, Any]) -> None:
    values = doubts["parameters"]
    if not values:
        return
    money = say.yuan(doubts["granted_fen_resting_on_them"])
    head = say.pick(
        f"{len(values)} 个参数值没有文件原文依据, {money} 元依其核定; 发放前请与本地通知核对 (summary.json)",
        f"{len(values)} values are not cited from a document; {money} yuan rest on them: compare with your own notice first (summary.json)",
    )
    say.line(head)
    for entry in values[:_SHOWN]:
        why = entry["why_zh"] if say.lang == "zh" else entry["why_en"]
        say.line(
            f"  {entry['path']} = {entry['value']}  [{entry['status']}, {entry['place']}] {why}".rstrip()
        )
    if len(values) > _SHOWN:
        say.line(say.pick(f"  … 另有 {len(values) - _SHOWN} 个", f"  … and {len(values) - _SHOWN} more"))


def _attention(say: Voice, result: Any) -> None:
    if not result.attentions:
        return
    say.heading(
        say.pick("使用前须人工查看 (退出码 3):", "A person must look before this is used (exit status 3):")
    )
    for one in result.attentions:
        say.line(f"  {one.count:,}  {say.of(one.text)}")
