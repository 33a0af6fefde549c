"""A simulation as a person reads it: the baseline and each reform side by side."""

from collections.abc import Sequence
from typing import Any

from wengang.cli.terminal import Voice
from wengang.cli.words import SIZES, UNKNOWN, word


def show_simulation(say: Voice, simulation: Any) -> None:
    """Print a :class:`Simulation`."""
    scenarios = (simulation.baseline, *simulation.reforms)
    _side_by_side(say, scenarios)
    _by_group(say, scenarios, group="by_size")
    _by_group(say, scenarios, group="by_industry")
    fund = simulation.fund
    if fund is not None:
        balance = say.yuan(fund["balance_before_fen"])
        say.line(
            say.pick(
                f"失业保险基金 {fund['place']} ({fund['as_of']}): 结余 {balance} 元, 备付 {fund['months_before']} 个月",
                f"Unemployment fund {fund['place']} ({fund['as_of']}): {balance} yuan, {fund['months_before']} months",
            )
        )


def name_of(say: Voice, scenario: Any) -> str:
    """What a reform changes; or that it is the baseline."""
    if not scenario.values:
        return say.pick("现行", "baseline")
    return "\n".join(f"{path}={value}" for path, value in scenario.values.items())


def _side_by_side(say: Voice, scenarios: Sequence[Any]) -> None:
    some_open = any(one.left_open for one in scenarios)
    columns = [
        (say.pick("方案", "reform"), "left"),
        (say.pick("准予", "granted"), "right"),
        (say.pick("不予", "refused"), "right"),
        (say.pick("待定", "undetermined"), "right"),
        (say.pick("发放(元)", "to pay (yuan)"), "right"),
        (say.pick("与现行相差(元)", "difference (yuan)"), "right"),
        (say.pick("受益户", "gainers"), "right"),
        (say.pick("受损户", "losers"), "right"),
        *([(say.pick("转为待定户", "left open"), "right")] if some_open else []),
        (say.pick("发放后备付月数", "fund months left"), "right"),
    ]
    base = scenarios[0]
    rows = [
        (
            name_of(say, one),
            f"{one.granted:,}",
            f"{one.refused:,}",
            f"{one.undetermined:,}",
            say.yuan(one.amount_fen),
            "" if one is base else say.yuan(one.amount_fen - base.amount_fen),
            "" if one is base else f"{one.gainers:,}",
            "" if one is base else f"{one.losers:,}",
            *([] if not some_open else ["" if one is base else f"{one.left_open:,}"]),
            one.months_after,
        )
        for one in scenarios
    ]
    say.table(columns, rows)


def _by_group(say: Voice, scenarios: Sequence[Any], *, group: str) -> None:
    """Money by size or industry: one row for each group, one column for each scenario."""
    found = dict.fromkeys(key for one in scenarios for key in getattr(one, group))
    order = list(SIZES) if group == "by_size" else []
    keys = sorted(found, key=lambda key: (order.index(key) if key in order else -1, key == UNKNOWN))
    if set(keys) <= {UNKNOWN}:
        return
    heading = (
        say.pick("规模(元)", "size (yuan)") if group == "by_size" else say.pick("行业(元)", "industry (yuan)")
    )
    columns = [(heading, "left"), *((name_of(say, one), "right") for one in scenarios)]
    rows = []
    for key in keys:
        cells = [getattr(one, group).get(key) for one in scenarios]
        rows.append(
            (
                _label(say, group, key),
                *("" if cell is None else say.yuan(cell["amount_fen"]) for cell in cells),
            )
        )
    say.table(columns, rows)


def _label(say: Voice, group: str, key: str) -> str:
    if group == "by_size" or key == UNKNOWN:
        return word(say, SIZES, key)
    from wengang.codes.industries import SECTION_NAMES

    return f"{key} {say.of(SECTION_NAMES[key])}" if key in SECTION_NAMES else key
