"""Write docs/reference/schemes/ from the policy packs: a page for each scheme and each of its rules.

A rule's page holds its wording in both languages, its article, its parameters with every value ever in force, and worked
cases from the pack that turn on it. Nothing on these pages is typed twice: change the pack and run this again.

    python tools/build_docs.py [--out FOLDER]
"""

import argparse
import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from wengang.engines.policy.catalogue import Scheme, find_schemes
from wengang.engines.policy.pack import Condition, Pack

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs/reference/schemes"
OUTCOMES = {"granted": "准予 granted", "refused": "不予 refused", "undetermined": "待定 undetermined"}
STATUS = {
    "cited": "有出处 cited",
    "memory": "凭记忆 memory",
    "assumed": "假定 assumed",
    "convention": "约定 convention",
}
NOTICE = "<!-- Written by tools/build_docs.py from the pack; do not edit. -->"


@dataclass(frozen=True)
class Law:
    """A pack's parameters as they stand in its files, the places' own values merged in."""

    parameters: Mapping[str, Mapping[str, Any]]
    sources: Mapping[str, Mapping[str, Any]]


def read_law(folder: Path) -> Law:
    """``parameters.yaml``, what it includes, and ``local/*.yaml``. The engine's loader has checked them; this only reads."""
    main = yaml.safe_load((folder / "parameters.yaml").read_text(encoding="utf-8"))
    parameters = {
        path: {**entry, "values": dict(entry["values"])} for path, entry in main["parameters"].items()
    }
    sources = dict(main.get("sources") or {})
    for local in sorted((folder / "local").glob("*.yaml")):
        place = yaml.safe_load(local.read_text(encoding="utf-8"))
        sources |= place.get("sources") or {}
        for path, entry in place["parameters"].items():
            values = entry["values"] if isinstance(entry, dict) else entry
            own = values if isinstance(values, dict) else {str(place["place"]): values}
            if path in parameters:
                parameters[path]["values"] |= own
    return Law(parameters=parameters, sources=sources)


def cell(value: object) -> str:
    """Text for a cell of a table."""
    if isinstance(value, bool):
        return "是 yes" if value else "否 no"
    if value is None:
        return "不适用 none"
    if isinstance(value, list | tuple):
        return ", ".join(cell(part) for part in value) or "无 none"
    return str(value).replace("|", "\\|").replace("\n", " ").strip()


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """A Markdown table."""
    yield "| " + " | ".join(header) + " |"
    yield "|" + "---|" * len(header)
    for row in rows:
        yield "| " + " | ".join(cell(value) for value in row) + " |"
    yield ""


def period(entry: Mapping[str, Any]) -> str:
    """The policy years, or the part of one, for which a value holds."""
    years = entry.get("years") or [entry["year"], entry["year"]]
    text = str(years[0]) if years[0] == years[-1] else f"{years[0]}-{years[-1]}"
    if "from" in entry:
        text += f", {entry['from']} 起 from"
    if "to" in entry:
        text += f", {entry['to']} 止 to"
    return text


def documents(entry: Mapping[str, Any], law: Law) -> str:
    """Document numbers of a value's sources."""
    named = entry.get("source", [])
    keys = [named] if isinstance(named, str) else named
    return "; ".join(str(law.sources.get(key, {}).get("document", key)) for key in keys)


def parameter_lines(path: str, law: Law) -> Iterator[str]:
    """One parameter: what it is, and every value by place and year."""
    entry = law.parameters[path]
    yield f"### `{path}`"
    yield ""
    yield f"{entry['zh']} · {entry['en']} ({entry['unit']})"
    yield ""
    rows = [
        (
            place,
            period(value),
            value["unset"] if "unset" in value else value["value"],
            documents(value, law),
            STATUS.get(value["status"], value["status"])
            + (f": {value['note']}" if value.get("note") else ""),
        )
        for place, values in sorted(entry["values"].items(), key=lambda item: (item[0] != "CN", item[0]))
        for value in values
    ]
    yield from table(("地区 place", "年度 years", "值 value", "文件 document", "状态 status"), rows)


def read_cases(scheme: Scheme) -> list[dict[str, str]]:
    """The worked cases that come with the pack."""
    found = []
    for path in scheme.cases():
        with path.open(encoding="utf-8-sig", newline="") as file:
            found += [row for row in csv.DictReader(file) if row.get("family", scheme.name) == scheme.name]
    return found


def cases_of(condition: Condition, cases: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """For each outcome the case that turns on the condition most plainly: the one with the fewest reasons."""
    names = {condition.id, *condition.variants}
    chosen = []
    for outcome in OUTCOMES:
        fitting = [
            case for case in cases if case["outcome"] == outcome and names & set(case["reasons"].split(";"))
        ]
        chosen += sorted(fitting, key=lambda case: (len(case["reasons"]), case["case_id"]))[:1]
    return chosen


def case_lines(case: Mapping[str, str]) -> Iterator[str]:
    """A worked case: what is given, what comes out."""
    yield f"### {case['case_id']}: {OUTCOMES[case['outcome']]}"
    yield ""
    if case.get("note"):
        yield case["note"]
        yield ""
    yield f"{case['policy_year']} · {case['place']} · {case['as_of']}"
    yield ""
    yield "```yaml"
    yield yaml.safe_dump(json.loads(case["inputs"]), allow_unicode=True, sort_keys=False, width=100).rstrip()
    yield "```"
    yield ""
    asserted = (
        "amount_fen",
        "ratio_bp",
        "headcount_start",
        "headcount_end",
        "layoff_rate_bp",
        "months_contributed",
    )
    rows = [(name, case[name]) for name in (*asserted, "base_fen", "reasons", "questions") if case.get(name)]
    yield from table(("结果 result", ""), [("outcome", case["outcome"]), *rows])


def rule_page(condition: Condition, pack: Pack, law: Law, *, cases: Sequence[Mapping[str, str]]) -> str:
    """The page of one condition."""
    lines = [NOTICE, f"# {condition.id} {condition.wording.zh}", "", condition.wording.en + ".", ""]
    lines += [f"**依据 Article:** {condition.article}", ""]
    meaning = (condition.rule.__doc__ or "").strip()
    if meaning and not condition.rule.__name__.startswith("_") and condition.rule.__name__ != "judged":
        lines += [meaning, ""]
    if condition.after_others:
        lines += [
            "在其他条件都满足之后才判断。Judged only when no other condition fails or is open.",
            "",
        ]
    if condition.variants:
        rows = [(name, text.zh, text.en) for name, text in condition.variants.items()]
        lines += ["准予时注明是哪一种。A grant names which it was:", "", *table(("id", "", ""), rows)]
    questions = [question for question in pack.questions if condition.id in question.of]
    if questions:
        rows = [
            (f"`{question.key}`", question.to.zh, question.wording.zh, question.wording.en)
            for question in questions
        ]
        lines += ["## 待定时的问题 Questions when it is open", "", *table(("key", "问谁 to", "", ""), rows)]
    known = [path for path in condition.parameters if path in law.parameters]
    if known:
        lines += ["## 参数与沿革 Parameters and their history", ""]
        for path in known:
            lines += parameter_lines(path, law)
    examples = cases_of(condition, cases)
    if examples:
        lines += ["## 算例 Worked cases", ""]
        for case in examples:
            lines += case_lines(case)
    return "\n".join(lines).rstrip() + "\n"


def scheme_page(scheme: Scheme, pack: Pack, law: Law) -> str:
    """The page of a scheme: its rules in the statute's order, its holds, and the parameters that no single rule reads."""
    first, last = pack.years
    lines = [NOTICE, f"# {pack.title.zh} {pack.title.en}", ""]
    lines += [f"`{scheme.name}`, {first}-{last}", "", "## 条件 Conditions", ""]
    rows = [(f"[{c.id}]({c.id}.md)", c.wording.zh, c.wording.en, c.article) for c in pack.conditions]
    lines += table(("id", "条件", "condition", "依据 article"), rows)
    if pack.note_wordings:
        rows = [(name, text.zh, text.en) for name, text in pack.note_wordings.items()]
        lines += ["准予时另注 Added to the reasons of a grant:", "", *table(("id", "", ""), rows)]
    if pack.holds:
        rows = [
            (f"`{hold.id}`", hold.wording.zh, hold.wording.en, ", ".join(hold.parameters))
            for hold in pack.holds
        ]
        lines += ["## 先看后付 Holds", "", *table(("id", "情形", "pattern", "参数 parameters"), rows)]
    asked = [
        question for question in pack.questions if not set(question.of) & {c.id for c in pack.conditions}
    ]
    if asked:
        rows = [
            (f"`{question.key}`", question.to.zh, question.wording.zh, question.wording.en)
            for question in asked
        ]
        lines += ["## 准予后的问题 Questions about a grant", "", *table(("key", "问谁 to", "", ""), rows)]
    on_rules = {path for condition in pack.conditions for path in condition.parameters}
    lines += ["## 其他参数 Further parameters", ""]
    for path in law.parameters:
        if path not in on_rules:
            lines += parameter_lines(path, law)
    documents_cited = [
        (source["document"], source.get("dated", ""), source.get("title", ""))
        for source in law.sources.values()
    ]
    lines += ["## 文件 Documents", "", *table(("文号 document", "日期 dated", "标题 title"), documents_cited)]
    lines += ["```{toctree}", ":hidden:", "", *(c.id for c in pack.conditions), "```"]
    return "\n".join(lines).rstrip() + "\n"


def index_page(packs: Mapping[str, Pack]) -> str:
    """The list of schemes."""
    lines = [NOTICE, "# 政策包 Schemes", ""]
    rows = [
        (f"[{name}]({name}/index.md)", pack.title.zh, pack.title.en, "{}-{}".format(*pack.years))
        for name, pack in packs.items()
    ]
    lines += table(("scheme", "名称", "title", "年度 years"), rows)
    lines += ["```{toctree}", ":hidden:", "", *(f"{name}/index" for name in packs), "```"]
    return "\n".join(lines) + "\n"


def pages() -> dict[str, str]:
    """Every page by its path below docs/reference/schemes/."""
    schemes = find_schemes([ROOT / "policies"])
    packs = {name: scheme.load() for name, scheme in schemes.items()}
    found = {"index.md": index_page(packs)}
    for name, pack in packs.items():
        law, cases = read_law(schemes[name].folder), read_cases(schemes[name])
        found[f"{name}/index.md"] = scheme_page(schemes[name], pack, law)
        for condition in pack.conditions:
            found[f"{name}/{condition.id}.md"] = rule_page(condition, pack, law, cases=cases)
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the pages, and take away those of rules that are no more."""
    parser = argparse.ArgumentParser(description="Write the pages of the schemes from their packs.")
    parser.add_argument("--out", type=Path, default=PAGES)
    out: Path = parser.parse_args(arguments).out
    wanted = pages()
    for path in out.rglob("*.md"):
        if path.relative_to(out).as_posix() not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(text, encoding="utf-8")
    print(f"{len(wanted)} pages in {out}")


if __name__ == "__main__":
    main()
