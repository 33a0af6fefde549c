"""``wengang schemes``: the policy packs that are found."""

import typer

from wengang.cli import options


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="列出政策包 / list the schemes")(schemes)


def schemes(*, lang: options.Lang = None, as_json: options.Json = False) -> None:
    """列出政策包: 自带的和 WENGANG_POLICIES 所指的。

    List the schemes: those that ship, and your own.

    例 / example: wengang schemes
    """
    from wengang.cli.terminal import last_line, voice
    from wengang.engines.policy.catalogue import find_schemes
    from wengang.mechanisms.decision.services.policies import policy_roots

    say = voice(lang)
    found = find_schemes(policy_roots())
    rows = []
    for name, scheme in found.items():
        pack = scheme.load()
        rows.append(
            (
                name,
                say.of(pack.title),
                f"{pack.years[0]}-{pack.years[1]}",
                len(pack.conditions),
                str(scheme.folder),
            )
        )
    columns = [
        (say.pick("政策包", "scheme"), "left"),
        (say.pick("名称", "title"), "left"),
        (say.pick("年度", "years"), "left"),
        (say.pick("条件数", "conditions"), "right"),
        (say.pick("位置", "folder"), "left"),
    ]
    say.table(columns, rows)
    if as_json:
        last_line({"exit": 0, "schemes": list(found)})
