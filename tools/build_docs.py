"""Write docs/reference/schemes/ from the policy packs: a page for each scheme and each of its rules.

A rule's page holds its wording in both languages, its article, its parameters with every value ever in force, and worked
cases from the pack that turn on it. Nothing on these pages is typed twice: change the pack and run this again.

    python tools/build_docs.py [--out FOLDER]
"""

import argparse
import csv
import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import yaml

from wengang.engines.policy.catalogue import Scheme, find_schemes
from wengang.engines.policy.pack import Condition, Pack, Question
from wengang.engines.policy.parameter_entry import NATION, Dated
from wengang.engines.policy.parameter_values import to_text
from wengang.engines.policy.parameters import ParameterBook, load_book
from wengang.engines.policy.text import Text

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


def cell(value: object) -> str:
    """Text for a cell of a table."""
    return str(value).replace("|", "\\|").replace("\n", " ").strip()


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """A Markdown table."""
    yield "| " + " | ".join(header) + " |"
    yield "|" + "---|" * len(header)
    for row in rows:
        yield "| " + " | ".join(cell(value) for value in row) + " |"
    yield ""


def period(entry: Dated) -> str:
    """The policy years, or the part of one, for which a value holds."""
    first, last = entry.years
    text = str(first) if first == last else f"{first}-{last}"
    if entry.start:
        text += f", {entry.start} 起 from"
    if entry.end:
        text += f", {entry.end} 止 to"
    return text


def both(text: Text | None) -> str:
    """A wording in both languages; once where they are the same."""
    return "" if text is None else text.zh if text.zh == text.en else f"{text.zh} {text.en}"


def value_of(entry: Dated, unit: str) -> str:
    """What holds, or what is missing."""
    if entry.unset:
        return f"未定 unset: {both(entry.unset)}"
    text = "不适用 does not apply" if entry.value is None else to_text(entry.value, unit) or "无 none"
    return f"≤ {text}" if entry.cap else text


def status_of(entry: Dated) -> str:
    """How sure the value is, and why."""
    return STATUS[entry.status] + (f": {both(entry.note)}" if entry.note else "")


def parameter_lines(path: str, book: ParameterBook) -> Iterator[str]:
    """One parameter: what it is, and every value by place and year."""
    declaration = book.declarations[path]
    yield f"### `{path}`"
    yield ""
    yield f"{declaration.label.zh} · {declaration.label.en} ({declaration.unit})"
    yield ""
    places = sorted(
        {place for name, place in book.by_place if name == path}, key=lambda place: (place != NATION, place)
    )
    rows = [
        (
            place,
            period(entry),
            value_of(entry, declaration.unit),
            "; ".join(book.sources[name].document for name in entry.sources),
            status_of(entry),
        )
        for place in places
        for entry in sorted(
            book.by_place[path, place], key=lambda entry: (entry.years, entry.start or dt.date.min)
        )
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


def question_table(questions: Sequence[Question]) -> Iterator[str]:
    """What is asked, and of whom."""
    rows = [
        (f"`{question.key}`", question.to.zh, f"{question.wording.zh}<br>{question.wording.en}")
        for question in questions
    ]
    return table(("key", "问谁 to", "问题 question"), rows)


def rule_page(
    condition: Condition, pack: Pack, book: ParameterBook, *, cases: Sequence[Mapping[str, str]]
) -> str:
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
        lines += [
            "准予时注明是哪一种。A grant names which it was:",
            "",
            *table(("id", "含义", "meaning"), rows),
        ]
    questions = [question for question in pack.questions if condition.id in question.of]
    if questions:
        lines += ["## 待定时的问题 Questions when it is open", "", *question_table(questions)]
    known = [path for path in condition.parameters if path in book.declarations]
    if known:
        lines += ["## 参数与沿革 Parameters and their history", ""]
        for path in known:
            lines += parameter_lines(path, book)
    examples = cases_of(condition, cases)
    if examples:
        lines += ["## 算例 Worked cases", ""]
        for case in examples:
            lines += case_lines(case)
    return "\n".join(lines).rstrip() + "\n"


def scheme_page(scheme: Scheme, pack: Pack, book: ParameterBook) -> str:
    """The page of a scheme: its rules in the statute's order, its holds, and the parameters that no single rule reads."""
    first, last = book.years
    lines = [NOTICE, f"# {pack.title.zh} {pack.title.en}", ""]
    lines += [f"`{scheme.name}`, {first}-{last}", "", "## 条件 Conditions", ""]
    rows = [(f"[{c.id}]({c.id}.md)", f"{c.wording.zh}<br>{c.wording.en}", c.article) for c in pack.conditions]
    lines += table(("id", "条件 condition", "依据 article"), rows)
    if pack.note_wordings:
        rows = [(name, text.zh, text.en) for name, text in pack.note_wordings.items()]
        lines += ["准予时另注 Added to the reasons of a grant:", "", *table(("id", "含义", "meaning"), rows)]
    if pack.holds:
        rows = [
            (
                f"`{hold.id}`",
                hold.wording.zh,
                hold.wording.en,
                ", ".join(f"`{path}`" for path in hold.parameters),
            )
            for hold in pack.holds
        ]
        lines += ["## 先看后付 Holds", "", *table(("id", "情形", "pattern", "参数 parameters"), rows)]
    asked = [
        question for question in pack.questions if not set(question.of) & {c.id for c in pack.conditions}
    ]
    if asked:
        lines += ["## 准予后的问题 Questions about a grant", "", *question_table(asked)]
    on_rules = {path for condition in pack.conditions for path in condition.parameters}
    lines += ["## 其他参数 Further parameters", ""]
    for path in book.declarations:
        if path not in on_rules:
            lines += parameter_lines(path, book)
    documents_cited = [
        (source.document, source.dated or "", source.title) for source in book.sources.values()
    ]
    lines += ["## 文件 Documents", "", *table(("文号 document", "日期 dated", "标题 title"), documents_cited)]
    lines += ["```{toctree}", ":hidden:", "", *(c.id for c in pack.conditions), "```"]
    return "\n".join(lines).rstrip() + "\n"


def index_page(packs: Mapping[str, Pack], books: Mapping[str, ParameterBook]) -> str:
    """The list of schemes."""
    lines = [NOTICE, "# 政策包 Schemes", ""]
    rows = [
        (f"[{name}]({name}/index.md)", pack.title.zh, pack.title.en, "{}-{}".format(*books[name].years))
        for name, pack in packs.items()
    ]
    lines += table(("scheme", "名称", "title", "年度 years"), rows)
    lines += ["```{toctree}", ":hidden:", "", *(f"{name}/index" for name in packs), "```"]
    return "\n".join(lines) + "\n"


def pages() -> dict[str, str]:
    """Every page by its path below docs/reference/schemes/."""
    schemes = find_schemes([ROOT / "policies"])
    packs = {name: scheme.load() for name, scheme in schemes.items()}
    books = {name: load_book(scheme.folder) for name, scheme in schemes.items()}
    found = {"index.md": index_page(packs, books)}
    for name, pack in packs.items():
        book, cases = books[name], read_cases(schemes[name])
        found[f"{name}/index.md"] = scheme_page(schemes[name], pack, book)
        for condition in pack.conditions:
            found[f"{name}/{condition.id}.md"] = rule_page(condition, pack, book, cases=cases)
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
