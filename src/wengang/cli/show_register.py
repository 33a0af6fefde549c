"""What linking the departments' files brought to a round: the register, and the round without it and with it."""

from collections.abc import Mapping
from typing import Any

from wengang.cli.terminal import Voice

_WHOLE_BP = 10_000


def show_register(say: Voice, linking: Mapping[str, Any]) -> None:
    """Records, entities, match rate and queue of a linked folder; ``linking`` is its ``summary.json``."""
    records, queue = linking["records"], linking["queue"]
    bp = linking["linked_records"] * _WHOLE_BP // records if records else 0
    say.table(
        [(say.pick("统一名册", "the register"), "left"), (say.pick("数量", "number"), "right")],
        [
            (say.pick("各部门记录", "records of the departments"), f"{records:,}"),
            (say.pick("比对为主体", "entities they are of"), f"{linking['entities']:,}"),
            (say.pick("匹配率", "match rate"), f"{bp // 100}.{bp % 100:02d} %"),
            (say.pick("存疑、待人工的记录", "records left to a clerk"), f"{queue['records']:,}"),
            (say.pick("存疑的对", "doubtful pairs"), f"{queue['pairs']:,}"),
        ],
    )


def show_difference(say: Voice, without: Mapping[str, Any], with_: Mapping[str, Any]) -> None:
    """Two summaries of one round: decided without the register, and with it."""
    before, after = (_undetermined(one) for one in (without, with_))
    rows = [
        (
            say.pick("待核实的单位", "undetermined employers"),
            *(f"{_undetermined(one):,}" for one in (without, with_)),
        ),
        (
            say.pick("收款账户不明的单位", "employers whose account is not known"),
            *(f"{_asked(one, 'account'):,}" for one in (without, with_)),
        ),
        (
            say.pick("可支付的单位", "employers payable at once"),
            *(f"{one['payable']['employers']:,}" for one in (without, with_)),
        ),
        (
            say.pick("可支付(元)", "payable at once (yuan)"),
            *(say.yuan(one["payable"]["amount_fen"]) for one in (without, with_)),
        ),
    ]
    columns = [
        (say.pick("经名册核定与否", "decided"), "left"),
        (say.pick("不经名册", "without the register"), "right"),
        (say.pick("经名册", "through it"), "right"),
    ]
    say.table(columns, rows)
    fewer = before - after
    say.line(
        say.pick(
            f"待核实的单位由 {before:,} 户变为 {after:,} 户, {'减少' if fewer >= 0 else '增加'} {abs(fewer):,} 户",
            f"Undetermined employers: {before:,} without the register, {after:,} through it: "
            f"{abs(fewer):,} {'fewer' if fewer >= 0 else 'more'}",
        )
    )


def _undetermined(summary: Mapping[str, Any]) -> int:
    count: int = summary["outcomes"]["undetermined"]["employers"]
    return count


def _asked(summary: Mapping[str, Any], key: str) -> int:
    count: int = summary["by_question"].get(key, {}).get("employers", 0)
    return count
