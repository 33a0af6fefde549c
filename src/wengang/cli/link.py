"""``wengang link``: which rows of departments' files are one employer, or one person."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from wengang.cli import given, options
from wengang.cli.faults import DONE, LOOK

Folder = Annotated[
    Path,
    typer.Argument(
        metavar="DIR", help="各部门数据所在文件夹 / folder of the departments' files", show_default=False
    ),
]
Kind = Annotated[
    Literal["employers", "persons"],
    typer.Option("--kind", help="比对单位或人员 / link employers or persons"),
]
Decisions = Annotated[
    Path | None,
    typer.Option(
        "--decisions",
        help="人工判定(file_l,row_l,file_r,row_r,same,by,on,why) / what clerks decided",
        show_default=False,
    ),
]
Model = Annotated[
    Path | None,
    typer.Option(
        "--model",
        help="以前写出的 model.json, 默认用随附的模型 / a model.json of an earlier run; the one that ships if not given",
        show_default=False,
    ),
]
Previous = Annotated[
    Path | None,
    typer.Option(
        "--previous",
        help="上期的输出文件夹: 主体编号不变, 变动写入 events.csv / an earlier output: entities keep their ids, changes go to events.csv",
        show_default=False,
    ),
]
Audit = Annotated[
    int | None,
    typer.Option(
        "--audit",
        metavar="N",
        min=1,
        help="随机抽取 N 对自动比中的行供盲审, 写入 audit.csv / draw N automatic links for a blind check, to audit.csv",
        show_default=False,
    ),
]
AuditedFile = Annotated[
    Path | None,
    typer.Option(
        "--audited",
        help="填好结论的 audit.csv: 只计算准确率, 不再比对 / audit.csv with verdicts: gives the precision, links nothing",
        show_default=False,
    ),
]
Charts = Annotated[bool, typer.Option("--charts", help="另画图表(charts/) / draw charts too (charts/)")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(short_help="比对各部门数据 / link departments' files")(link)


def link(
    folder: Folder,
    *,
    out: options.Out,
    kind: Kind = "employers",
    sources: options.Sources = None,
    decisions: Decisions = None,
    model: Model = None,
    previous: Previous = None,
    audit: Audit = None,
    audited: AuditedFile = None,
    charts: Charts = False,
    engine: options.Engine = "duckdb",
    max_bad: options.MaxBad = "5",
    replace: options.Replace = False,
    lang: options.Lang = None,
    as_json: options.Json = False,
) -> None:
    """比对: 各部门文件中哪些行是同一单位(同一人); 拿不准的列入待判清单, 每条比中都有依据。

    Link: which rows of the departments' files are one employer (or person); what is doubtful goes to a queue, and each
    link carries its reason.

    例 / example: wengang link city --out linked --audit 3000
    """
    typed = locals()
    from wengang.cli.terminal import last_line, voice

    say = voice(lang)
    if audited is not None:
        told, status = _judged(say, out, audited), DONE
    else:
        told, status = _linked(say, typed)
    if as_json:
        last_line({"exit": status, "out": str(out), **told})
    raise typer.Exit(status)


def _linked(say: Any, typed: dict[str, Any]) -> tuple[dict[str, Any], int]:
    from wengang.cli.show_linking import show_linking
    from wengang.cli.terminal import progress
    from wengang.mechanisms.register.services.linking.run import LinkRequest, link_folder

    asked = {name: typed[name] for name in ("out", "kind", "audit", "charts", "engine", "replace")}
    paths = ("decisions", "model")
    with progress(say.lang) as steps:
        result = link_folder(
            LinkRequest(
                folder=given.folder(typed["folder"], ""),
                sources=[given.folder(path, "--sources") for path in typed["sources"] or ()],
                previous=_folder(typed["previous"]),
                max_bad_percent=given.percentage(typed["max_bad"]),
                progress=steps,
                **{name: _file(typed[name], f"--{name}") for name in paths},
                **asked,
            )
        )
    show_linking(say, result)
    return {"rows": dict(result.rows), **result.summary}, LOOK if result.attentions else DONE


def _judged(say: Any, out: Path, verdicts: Path) -> dict[str, Any]:
    from dataclasses import asdict

    from wengang.cli.show_linking import show_audit
    from wengang.mechanisms.register.services.linking.audit import judge

    audited = judge(given.folder(out, "--out"), given.file(verdicts, "--audited"))
    show_audit(say, audited, out)
    return asdict(audited)


def _file(path: Path | None, option: str) -> Path | None:
    return None if path is None else given.file(path, option)


def _folder(path: Path | None) -> Path | None:
    return None if path is None else given.folder(path, "--previous")
