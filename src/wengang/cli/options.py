"""Options that several commands share, worded once."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal

import typer

Scheme = Annotated[
    str,
    typer.Argument(help="政策包, 见 wengang schemes / the scheme, see wengang schemes", show_default=False),
]
Year = Annotated[
    int, typer.Option("--year", help="政策年度(发放年) / policy year (year of payment)", show_default=False)
]
Place = Annotated[
    str, typer.Option("--place", help="行政区划代码, 如 210700 / division code", show_default=False)
]
_DAYS = ["%Y-%m-%d"]
AsOf = Annotated[
    dt.datetime,
    typer.Option(
        "--as-of", formats=_DAYS, metavar="YYYY-MM-DD", help="决定日 / decision day", show_default=False
    ),
]
KnownBy = Annotated[
    dt.datetime | None,
    typer.Option(
        "--known-by", formats=_DAYS, metavar="YYYY-MM-DD",
        help="事实截至日, 默认同决定日 / day up to which facts are known; the decision day if not given",
        show_default=False,
    ),
]  # fmt: skip
Extracts = Annotated[
    Path,
    typer.Option(
        "--extracts",
        help="各部门数据所在文件夹, 或以前的输出文件夹 / folder of the departments' files, or an earlier output",
        show_default=False,
    ),
]
Engine = Annotated[
    Literal["duckdb", "spark"],
    typer.Option("--engine", help="计算引擎, 结果相同 / where it is computed; the result is the same"),
]
Sources = Annotated[
    list[Path] | None,
    typer.Option(
        "--sources",
        help="另加的数据映射文件夹, 可多次 / folder of further mappings; repeatable",
        show_default=False,
    ),
]
Links = Annotated[
    Path | None,
    typer.Option(
        "--links",
        help="比对结果文件夹, 内有 clusters.csv / folder with clusters.csv: rows that were linked beforehand",
        show_default=False,
    ),
]
Without = Annotated[
    list[str] | None,
    typer.Option(
        "--without", metavar="TABLE",
        help="明知缺少的表, 可多次; 受其影响的不作决定 / a table knowingly missing; repeatable; what needs it stays open",
        show_default=False,
    ),
]  # fmt: skip
Answers = Annotated[
    Path | None,
    typer.Option(
        "--answers", help="对待核实事项的答复 / officers' answers to the questions", show_default=False
    ),
]
MaxBad = Annotated[
    str,
    typer.Option(
        "--max-bad", metavar="PERCENT",
        help="一个文件中隔离行超过此百分比即停止 / more of one file quarantined than this percentage stops the run",
    ),
]  # fmt: skip
SetValues = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="PATH=VALUE",
        help="改用的参数值, 可多次 / a changed parameter; repeatable",
        show_default=False,
    ),
]
Out = Annotated[Path, typer.Option("--out", help="输出文件夹 / output folder", show_default=False)]
Replace = Annotated[
    bool, typer.Option("--replace", help="替换已有的输出文件夹 / replace an output folder that exists")
]
Lang = Annotated[
    Literal["zh", "en"] | None,
    typer.Option("--lang", help="语言, 默认随系统 / language; the locale's if not given", show_default=False),
]
Json = Annotated[bool, typer.Option("--json", help="最后一行为 JSON / a machine-readable last line")]
