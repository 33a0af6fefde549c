"""``wengang simulate``: reforms beside the terms in force, over the whole city."""

from typing import Annotated

import typer

from wengang.cli import given, options


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="试算改动 / try a change")(simulate)


def simulate(
    scheme: options.Scheme,
    *,
    year: options.Year,
    place: options.Place,
    as_of: options.AsOf,
    extracts: options.Extracts,
    known_by: options.KnownBy = None,
    engine: options.Engine = "duckdb",
    set_: options.SetValues = None,
    grid: Annotated[
        list[str] | None,
        typer.Option(
            "--grid",
            metavar="PATH=A,B,C",
            help="逐一试的值; 多个 --grid 相乘 / values to try; several grids multiply",
            show_default=False,
        ),
    ] = None,
    sources: options.Sources = None,
    links: options.Links = None,
    without: options.Without = None,
    answers: options.Answers = None,
    max_bad: options.MaxBad = "5",
    lang: options.Lang = None,
    as_json: options.Json = False,
) -> None:
    """试算改动: 与现行条件并列比较资金、单位、得失、基金。

    Try a change: money, employers, gainers and losers, fund months.

    例 / example: wengang simulate retention-refund --year 2020 --place 210700 --as-of 2020-03-15 --extracts city --grid ratio.sme=0.5,0.6,0.8,1
    """
    typed = locals()
    from wengang.cli.show_simulation import show_simulation
    from wengang.cli.terminal import last_line, progress, voice
    from wengang.mechanisms.decision.services.rounds.requests import SimulateRequest
    from wengang.mechanisms.decision.services.trials.simulation import simulate_folder
    from wengang.mechanisms.register.services.writing.manifest import plain

    say = voice(lang)
    with progress(say.lang) as steps:
        simulation = simulate_folder(SimulateRequest(**given.terms(typed), progress=steps))
    show_simulation(say, simulation)
    if as_json:
        told = plain(simulation)
        last_line({"exit": 0, **(told if isinstance(told, dict) else {})})
