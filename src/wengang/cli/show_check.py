"""What the static check of a scheme found, as tables."""

from typing import Any

from wengang.cli.terminal import Voice
from wengang.mechanisms.decision.services.trials.checking import SchemeCheck


def show_check(say: Voice, done: SchemeCheck, *, place: str, year: int) -> None:
    """Conditions that cannot turn, cliffs, and what no rule reads."""
    checked, pack = done.checked, done.pack
    say.heading(f"{say.of(pack.title)}  {year}  {place}  {done.as_of}")
    say.line(
        say.pick(
            f"在边界值组成的 {checked.lattice} 种情形上:",
            f"on the lattice of boundary values, {checked.lattice} rows:",
        )
    )
    turning = [
        *[(name, say.pick("永不成立", "can never hold")) for name in checked.never_holds],
        *[(name, say.pick("永不落空", "can never fail")) for name in checked.never_fails],
    ]
    rows = [(name, found, say.of(pack.condition(name).wording)) for name, found in turning]
    if rows:
        say.table(_headings(say, ("条件", "condition"), ("检查结果", "found"), ("内容", "wording")), rows)
    else:
        say.line(
            say.pick("每个条件都有成立和不成立的情形", "every condition holds somewhere and fails elsewhere")
        )
    _show_cliffs(say, done)
    if checked.unread:
        names = ", ".join(checked.unread)
        say.line(
            say.pick(f"此口径下没有规则读取的参数: {names}", f"parameters that no rule reads here: {names}")
        )


def _show_cliffs(say: Voice, done: SchemeCheck) -> None:
    checked = done.checked
    outcome, reasons = checked.specimen
    if outcome != "granted":
        say.line(
            say.pick(
                f"样本单位本身不予或待定({reasons}), 未能查找断崖",
                f"the plain firm itself is {outcome} ({reasons}): no cliffs were looked for",
            )
        )
        return
    if not checked.cliffs:
        say.line(say.pick("没有断崖", "no cliffs"))
        return
    rows = [
        (
            ", ".join(cliff.parameters),
            say.of(cliff.profile.wording),
            say.of(cliff.profile.step),
            f"{cliff.at} → {cliff.to}",
            say.yuan(cliff.before_fen),
            say.yuan(cliff.after_fen),
            say.yuan(cliff.loss_fen),
        )
        for cliff in checked.cliffs
    ]
    columns = [
        *_headings(say, ("参数", "parameter"), ("情形", "line"), ("一步", "one step"), ("位置", "where")),
        (say.pick("此前(元)", "before (yuan)"), "right"),
        (say.pick("此后(元)", "after (yuan)"), "right"),
        (say.pick("损失(元)", "loss (yuan)"), "right"),
    ]
    assumed = say.of(done.pack.specimen.assumed) if done.pack.specimen else ""
    say.table(columns, rows, title=say.pick(f"断崖 (按{assumed})", f"cliffs (at {assumed})"))


def _headings(say: Voice, *names: tuple[str, str]) -> list[tuple[str, str]]:
    return [(say.pick(*name), "left") for name in names]


def as_document(done: SchemeCheck) -> dict[str, Any]:
    """The same for machines."""
    checked = done.checked
    return {
        "scheme": done.pack.name,
        "as_of": done.as_of.isoformat(),
        "lattice": checked.lattice,
        "never_holds": list(checked.never_holds),
        "never_fails": list(checked.never_fails),
        "unread": list(checked.unread),
        "specimen": list(checked.specimen),
        "cliffs": [
            {
                "profile": cliff.profile.id,
                "at": cliff.at,
                "to": cliff.to,
                "parameters": list(cliff.parameters),
                "loss_fen": cliff.loss_fen,
            }
            for cliff in checked.cliffs
        ],
    }
