"""A linked folder as a person reads it: what was linked, what waits for a clerk, what moved, what to look at."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from wengang.cli.terminal import Voice
from wengang.cli.words import word
from wengang.kernel.errors import Finding

_SHOWN = 6
"""Findings and sources that are shown; all of them stand in the files."""
_POINT_BP = 100
_EVENTS = {
    "new": ("新出现", "new"),
    "gone": ("不再出现", "gone"),
    "split": ("拆出", "split off"),
    "merged": ("并入他处", "merged"),
    "renamed": ("更名", "renamed"),
    "code_changed": ("代码变更", "code changed"),
    "new_person": ("负责人变更", "another person in charge"),
    "moved": ("地址变更", "moved"),
    "status_changed": ("登记状态变更", "another status"),
    "back": ("重新出现", "back again"),
}
_MOVED = {
    "match": ("匹配率", "match rate"),
    "size": ("主体所含行数", "rows of an entity"),
    "rule": ("依据", "rule"),
}


def show_linking(say: Voice, result: Any) -> None:
    """Print the summary of a :class:`LinkResult`."""
    told = result.summary
    persons = told["kind"] == "persons"
    say.heading(
        say.pick("人员比对" if persons else "单位比对", "Persons linked" if persons else "Employers linked")
    )
    _counts(say, told, result.rows)
    _sources(say, told["sources"])
    if told["events"] is not None:
        _events(say, told["events"])
    if result.drift:
        _drift(say, result.drift)
    _warnings(say, [*result.findings, *result.warnings])
    _attention(say, result.attentions)
    say.line()
    if told["audit"] is not None:
        say.line(_sampled(say, told["audit"]))
    say.line(say.pick(f"结果: {result.out}", f"Written to {result.out}"))


def show_audit(say: Voice, audited: Any, out: Any) -> None:
    """Print what the verdicts on a sample say."""
    say.heading(say.pick("自动比中的盲审", "Blind check of automatic links"))
    columns = [(say.pick("抽查", "sample"), "left"), (say.pick("对", "pairs"), "right")]
    say.table(
        columns,
        [
            (say.pick("正确", "right"), f"{audited.right:,}"),
            (say.pick("错误", "wrong"), f"{audited.wrong:,}"),
            (say.pick("未填", "not answered"), f"{audited.unanswered:,}"),
            (say.pick("合计", "all"), f"{audited.drawn:,}"),
        ],
    )
    if audited.precision is None:
        say.line(
            say.pick("没有填写结论, 不能计算准确率", "No verdict is filled in: there is no precision to give")
        )
    else:
        say.line(
            say.pick(
                f"准确率 {_percent(audited.precision)}; 以 95% 的把握不低于 {_percent(audited.bound)} "
                f"(共 {audited.links:,} 对自动比中)",
                f"Precision {_percent(audited.precision)}; at least {_percent(audited.bound)} with 95 % confidence "
                f"(of {audited.links:,} pairs linked automatically)",
            )
        )
    for pair in audited.wrong_pairs[:_SHOWN]:
        shown = f"{pair['file_l']}/{pair['row_l']} ≠ {pair['file_r']}/{pair['row_r']}"
        say.line(say.pick(f"  错误: {shown}", f"  wrong: {shown}"))
    more = len(audited.wrong_pairs) - _SHOWN
    if more > 0:
        say.line(say.pick(f"  … 另有 {more} 对", f"  … and {more} more"))
    say.line()
    say.line(say.pick(f"结果: {out}/audit.json", f"Written to {out}/audit.json"))


def _counts(say: Voice, told: Mapping[str, Any], files: Mapping[str, int]) -> None:
    queue = told["queue"]
    rows = [
        (say.pick("记录", "records"), f"{told['records']:,}", ""),
        (say.pick("主体", "entities"), f"{told['entities']:,}", "entities.csv"),
        (
            say.pick("比中的记录", "records linked"),
            f"{told['linked_records']:,}",
            "clusters.csv",
        ),
        (say.pick("单独的记录", "records left single"), f"{told['single_records']:,}", "clusters.csv"),
        (
            say.pick("待判的记录", "records in the queue"),
            f"{queue['records']:,} ({_share(queue['records_bp'])})",
            "review.csv",
        ),
        (
            say.pick("待判的对", "pairs in the queue"),
            say.pick(
                f"{queue['pairs']:,} (每百条 {queue['pairs_per_100_records']})",
                f"{queue['pairs']:,} ({queue['pairs_per_100_records']} per 100)",
            ),
            "review.csv",
        ),
        (say.pick("有效的人工判定", "decisions honoured"), f"{told['decisions']['kept']:,}", "decided.csv"),
        (say.pick("隔离的行", "rows in quarantine"), f"{told['quarantined']:,}", "quarantine.csv"),
        (say.pick("提示", "warnings"), f"{files['warnings.csv']:,}", "warnings.csv"),
    ]
    columns = [
        (say.pick("比对", "linked"), "left"),
        (say.pick("数量", "number"), "right"),
        (say.pick("见", "see"), "left"),
    ]
    say.table(columns, rows)


def _sources(say: Voice, sources: Mapping[str, Mapping[str, int]]) -> None:
    columns = [
        (say.pick("来源", "source"), "left"),
        (say.pick("行数", "rows"), "right"),
        (say.pick("与他处比中", "linked elsewhere"), "right"),
        (say.pick("匹配率", "match rate"), "right"),
    ]
    say.table(
        columns,
        [
            (name, f"{part['rows']:,}", f"{part['matched']:,}", _share(part["match_bp"]))
            for name, part in sources.items()
        ],
    )


def _events(say: Voice, events: Mapping[str, int]) -> None:
    if not events:
        say.line(say.pick("与上期相比: 主体没有变化", "Since the earlier run: no entity changed"))
        return
    columns = [
        (say.pick("与上期相比 events.csv", "since the earlier run, events.csv"), "left"),
        (say.pick("次数", "events"), "right"),
    ]
    say.table(columns, [(word(say, _EVENTS, name), f"{count:,}") for name, count in events.items()])


def _drift(say: Voice, moved: Sequence[Any]) -> None:
    """Match rates, and other shares that moved by a point or more."""
    shown = [one for one in moved if one.what == "match" or _moved_far(one)]
    columns = [
        (say.pick("变动", "drift"), "left"),
        (say.pick("项目", "of"), "left"),
        (say.pick("上期", "before"), "right"),
        (say.pick("本期", "now"), "right"),
    ]
    rows = [
        (
            word(say, _MOVED, one.what),
            one.name + (" !" if one.alarm else ""),
            _share(one.before_bp),
            _share(one.now_bp),
        )
        for one in shown
    ]
    say.table(columns, rows)
    left = len(moved) - len(shown)
    if left:
        say.line(
            say.pick(
                f"另有 {left} 项变动不到一个百分点, 见 summary.json",
                f"{left} more shares moved by less than a point: summary.json",
            )
        )


def _moved_far(one: Any) -> bool:
    return one.before_bp is None or one.now_bp is None or abs(one.before_bp - one.now_bp) >= _POINT_BP


def _warnings(say: Voice, findings: Sequence[Finding]) -> None:
    """Kinds of findings with how often they occur, the first place of each, and the cure."""
    kinds: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], Finding] = {}
    for one in findings:
        key = (one.fix_en, one.column)
        kinds[key] += 1
        first.setdefault(key, one)
    if not kinds:
        return
    say.heading(say.pick("提示(每类举一例):", "To be said (one example of each kind):"))
    for key, count in kinds.most_common(_SHOWN):
        say.line(f"  {count:,} × {first[key].text(say.lang)}")
    more = len(kinds) - _SHOWN
    if more > 0:
        say.line(say.pick(f"  … 另有 {more} 类, 见 warnings.csv", f"  … and {more} more kinds: warnings.csv"))


def _attention(say: Voice, attentions: Sequence[Finding]) -> None:
    if not attentions:
        return
    say.heading(
        say.pick("使用前须人工查看 (退出码 3):", "A person must look before this is used (exit status 3):")
    )
    for one in attentions[:_SHOWN]:
        say.line(f"  {one.text(say.lang)}")
    more = len(attentions) - _SHOWN
    if more > 0:
        say.line(say.pick(f"  … 另有 {more} 处", f"  … and {more} more"))


def _sampled(say: Voice, audit: Mapping[str, int]) -> str:
    return say.pick(
        f"抽样 {audit['drawn']:,} 对(共 {audit['linked_pairs']:,} 对自动比中): 在 audit.csv 的 correct 列填 1 或 0, "
        "再用 --audited 交回",
        f"{audit['drawn']:,} of {audit['linked_pairs']:,} automatic links drawn: fill in 1 or 0 under correct in audit.csv, "
        "and hand it back with --audited",
    )


def _share(bp: int | None) -> str:
    return "" if bp is None else f"{bp // 100}.{bp % 100:02d} %"


def _percent(share: str) -> str:
    """``0.999001`` as ``99.90 %``, cut and not rounded: a bound is not bettered by writing it down."""
    whole, _, decimals = share.partition(".")
    hundredths = int(whole + decimals[:4].ljust(4, "0"))
    return _share(hundredths)
