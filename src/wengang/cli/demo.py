"""``wengang demo``: a city from nothing, its refund decided, explained and simulated."""

import os
import shutil
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from wengang.cli import options
from wengang.cli.faults import DONE

EMPLOYERS = 20_000
SCHEME, YEAR, PLACE, DAY = "retention-refund", 2020, "210700", (2020, 3, 15)
RATIOS = ("0.5", "0.6", "0.8", "1")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="演示 / demonstration")(demo)


def demo(
    *,
    scenario: Annotated[
        Literal["jinzhou-2020"], typer.Option("--scenario", help="情景 / scenario")
    ] = "jinzhou-2020",
    scale: Annotated[
        float, typer.Option("--scale", min=0.001, max=50, help="1 = 20,000 个单位 / 1 = 20,000 employers")
    ] = 1.0,
    seed: Annotated[int, typer.Option("--seed", min=0, help="种子 / seed")] = 1,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="不启动网站 / do not start the site")] = False,
    lang: options.Lang = None,
    as_json: options.Json = False,
) -> None:
    """演示: 造一座虚构的城市, 比对各部门名册, 按锦州2020年的条件核定稳岗返还。

    Demo: invent a city, link its departments' files, and decide its refund on Jinzhou's terms of 2020.

    例 / example: wengang demo --scale 0.1 --no-serve
    """
    from wengang.cli.terminal import last_line, voice

    say = voice(lang)
    home = Path(os.environ.get("WENGANG_HOME") or "var") / "demo"
    city, linked, out = home / "city", home / "linked", home / "decided"
    say.line(say.pick(f"情景: {scenario}", f"Scenario: {scenario}"))
    _build(say, city, employers=max(10, round(EMPLOYERS * scale)), seed=seed)
    linking = _link(say, city, linked)
    without, result = _decide(say, city, out, linked=linked)
    _explain(say, out)
    simulation = _simulate(say, out, linked=linked)
    _where(say, city, linked, out=out)
    if not no_serve:
        say.line(say.pick("网站尚未建成, 演示到此为止。", "There is no site yet: the demo ends here."))
    if as_json:
        from wengang.mechanisms.register.services.writing.manifest import plain

        last_line(
            {
                "exit": DONE,
                "city": str(city),
                "out": str(out),
                "linked": str(linked),
                **result.summary,
                "linking": plain(linking),
                "without_register": plain(without),
                "simulation": plain(simulation),
            }
        )


def _build(say: Any, city: Path, *, employers: int, seed: int) -> None:
    from wengang.cli.terminal import progress
    from wengang.scenarios.refund import write_city

    say.heading(
        say.pick(
            f"1. 造一座虚构的城市: {employers:,} 个单位, 种子 {seed}",
            f"1. A city is invented: {employers:,} employers, seed {seed}",
        )
    )
    with progress(say.lang) as steps:
        made = write_city(employers=employers, seed=seed, out=city, replace=True, progress=steps)
    say.line(
        say.pick(
            f"   {len(made.files)} 个部门文件, {made.rows:,} 行, 均系虚构",
            f"   {len(made.files)} departments' files, {made.rows:,} rows, all invented",
        )
    )


def _link(say: Any, city: Path, linked: Path) -> Any:
    """The departments' rows become entities: ``wengang link``."""
    from wengang.cli.show_register import show_register
    from wengang.cli.terminal import progress
    from wengang.mechanisms.register.services.linking.run import LinkRequest, link_folder

    say.heading(
        say.pick(
            "2. 各部门没有共同的编号: 比对成统一名册",
            "2. The departments share no key: their rows are linked",
        )
    )
    with progress(say.lang) as steps:
        result = link_folder(LinkRequest(folder=city, out=linked, replace=True, progress=steps))
    show_register(say, result.summary)
    return result.summary


def _request(extracts: Path, steps: Any) -> dict[str, Any]:
    import datetime as dt

    return {
        "scheme": SCHEME, "year": YEAR, "place": PLACE, "as_of": dt.date(*DAY), "extracts": extracts,
        "progress": steps,
    }  # fmt: skip


def _decide(say: Any, city: Path, out: Path, *, linked: Path) -> tuple[Any, Any]:
    """The summary of the round without the register, and the round through it: of the same facts, read once."""
    from wengang.cli.show_register import show_difference
    from wengang.cli.show_round import show_round
    from wengang.cli.terminal import progress
    from wengang.mechanisms.decision.services.rounds.requests import DecideRequest
    from wengang.mechanisms.decision.services.rounds.run import decide_folder

    say.heading(say.pick("3. 核定全部单位, 无需申请", "3. Every employer is decided; nobody applied"))
    plain = out.parent / "without-register"
    with progress(say.lang) as steps:
        without = decide_folder(DecideRequest(**_request(city, steps), out=plain, replace=True))
        result = decide_folder(DecideRequest(**_request(plain, steps), links=linked, out=out, replace=True))
    show_round(say, result)
    show_difference(say, without.summary, result.summary)
    return without.summary, result


def _explain(say: Any, out: Path) -> None:
    """One decision of each outcome, as the batch made it."""
    from wengang.cli.show_explanation import show_explanation
    from wengang.cli.words import OUTCOMES, word
    from wengang.mechanisms.decision.services.explanations.explaining import run_explainer

    with run_explainer(out) as explainer:
        for outcome, number in specimens(out).items():
            name = word(say, OUTCOMES, outcome)
            say.heading(say.pick(f"4. 说明一个单位: {name}", f"4. One employer explained: {name}"))
            show_explanation(say, explainer.explain(number))


def specimens(out: Path) -> dict[str, str]:
    """An employer of each outcome that occurs: one with the fewest reasons and something to see, the first of them."""
    from wengang.mechanisms.decision.services.outputs.changes import read_decisions

    columns = ["employer_no", "outcome", "reasons", "questions", "headcount_start", "base_fen"]
    best: dict[str, tuple[tuple[object, ...], str]] = {}
    for row in read_decisions(out, columns).to_pylist():
        plain = row["reasons"] in ("RR05", "RR05b")
        rank = (
            not plain,
            row["headcount_start"] is None,
            not row["base_fen"],
            row["questions"].count(";"),
            row["reasons"].count(";"),
        )
        if row["outcome"] not in best or rank < best[row["outcome"]][0]:
            best[row["outcome"]] = (rank, row["employer_no"])
    return {
        outcome: best[outcome][1] for outcome in ("granted", "refused", "undetermined") if outcome in best
    }


def _simulate(say: Any, decided: Path, *, linked: Path) -> Any:
    """One ratio for all sizes, as Jinzhou set it, at 50, 60, 80 and 100 %."""
    from dataclasses import replace

    from wengang.cli.show_simulation import show_simulation
    from wengang.cli.terminal import progress
    from wengang.mechanisms.decision.services.rounds.requests import SimulateRequest
    from wengang.mechanisms.decision.services.trials.simulation import simulate_folder

    say.heading(say.pick("5. 试算返还比例 50/60/80/100 % 与基金", "5. Ratio 50/60/80/100 % against the fund"))
    with progress(say.lang) as steps:
        grid = {"ratio.sme": RATIOS, "ratio.large": RATIOS}
        simulation = simulate_folder(SimulateRequest(**_request(decided, steps), links=linked, grid=grid))
    alike = tuple(one for one in simulation.reforms if len(set(one.values.values())) == 1)
    simulation = replace(simulation, reforms=alike)
    show_simulation(say, simulation)
    return simulation


def _where(say: Any, city: Path, linked: Path, *, out: Path) -> None:
    free = shutil.disk_usage(out).free // 2**20
    say.heading(say.pick("6. 文件", "6. The files"))
    say.line(
        say.pick(
            f"   各部门数据: {city}\n   比对结果: {linked}\n   核定结果: {out}  (磁盘余 {free:,} MiB)",
            f"   departments' files: {city}\n   linked: {linked}\n   decisions: {out}  ({free:,} MiB free on the disk)",
        )
    )
    example = f"wengang explain {out} EMPLOYER_NO"
    say.line(say.pick(f"   再看一个单位: {example}", f"   another employer: {example}"))
