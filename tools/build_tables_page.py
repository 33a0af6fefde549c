"""Write docs/reference/tables.md: the canonical tables and the departments' files that are known, as the code has them.

python tools/build_tables_page.py
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from wengang.engines.extracts.mapping import SourceMapping, load_mappings
from wengang.engines.extracts.schema import Field, Kind, TableSchema
from wengang.mechanisms.register.services.intake.folder import SHIPPED
from wengang.mechanisms.register.tables import TABLES

PAGE = Path(__file__).parents[1] / "docs/reference/tables.md"
NOTICE = "<!-- Written by tools/build_tables_page.py from the code; do not edit. -->"
KINDS = {
    Kind.TEXT: "文字 text",
    Kind.IDENTIFIER: "编号 number or code, as text",
    Kind.CHOICE: "选项 one of",
    Kind.MONTH: "月份 month",
    Kind.DATE: "日期 day",
    Kind.AMOUNT: "金额 amount, fen",
    Kind.INTEGER: "整数 whole number",
    Kind.FLAG: "是否 yes or no (1, 0)",
    Kind.DECIMAL: "小数 decimal",
}
NOTES = {
    "employers": "Several files may speak of the same employers: the social-insurance centre's makes them, others add to them by code or name.",
    "persons": "For measures to come; no scheme reads it yet.",
    "ledger": "One row a month, a payment or a correction; rows of one month add up.",
    "spells": "Who was insured where from which month to which; `to_month` blank: still insured.",
    "claims": "Who newly drew unemployment benefit.",
    "lists": "`list` holds one of the words that the parameters `lists.…` of [the schemes](schemes/index.md) name, such as `dishonest`, `zombie`, "
    "`bankrupt`; a row counts from `listed_on` to the day before `removed_on`.",
    "refunds": "What was paid already; `year` is the policy year, `scheme` blank means the general refund.",
    "funds": "`fund_months`, or both `balance_fen` and `monthly_outgo_fen`; the latest row up to the end of the base year counts.",
    "applications": "`kind` `dispatch`: a dispatch agency applied, the division of the money agreed.",
    "control_totals": "What a sender says was sent ([how it is compared](outputs.md#control-totals)).",
}
INTRO = """\
# Tables and files 数据表

What the departments send becomes rows of a few **canonical tables**. A file enters in one of two ways:

- **By a mapping.** A file whose name (without `.csv`, `.xlsx`, `.parquet`) is a *source* below is read by the mapping that ships. Any other office's file
  needs [a mapping of your own](../howto/add-a-department-file.md), one YAML.
- **As it is.** A file named after a canonical table, `ledger.csv` or `ledger-2019.xlsx`, carries the columns below under their own names; amounts are fen.

Which tables a scheme cannot do without depends on its terms; `wengang decide` names those that are missing. Columns marked ● must be filled in every row
(a row without is put aside), ○ must be there in a file that carries the canonical columns. Months are `2019-12`, days `2020-01-05`; the forms that
offices type are understood too."""


def row(*cells: str) -> str:
    """A row of a Markdown table."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A Markdown table and a blank line."""
    yield row(*header)
    yield "|" + "---|" * len(header)
    yield from (row(*cells) for cells in rows)
    yield ""


def kind_of(part: Field) -> str:
    """How the cells of a field are read, with the words that it may hold and their Chinese ones."""
    words = []
    for word in part.choices:
        others = "、".join(other for other, meant in part.synonyms.items() if meant == word)
        words.append(f"`{word}` {others}".rstrip())
    return f"{KINDS[part.kind]} {', '.join(words)}".rstrip()


def field_rows(schema: TableSchema) -> list[tuple[str, ...]]:
    """A row a field: name, Chinese name, whether it must be there, kind, headers that a draft recognises."""
    return [
        (
            f"`{part.name}`",
            part.zh,
            "●" if part.required else "○" if part.expected else "",
            kind_of(part),
            "、".join(dict.fromkeys(name for name in part.headers if name != part.zh)),
        )
        for part in schema.fields
    ]


def table_lines(schema: TableSchema) -> Iterator[str]:
    """One canonical table."""
    yield f"## {schema.name} {schema.zh}"
    yield ""
    yield NOTES[schema.name]
    yield ""
    if schema.any_of:
        names = ", ".join(f"`{name}`" for name in schema.any_of)
        yield f"每行至少填一项 each row fills one of: {names}."
        yield ""
    if schema.may_be_empty:
        yield "可以只有表头(确无其人)。A header without rows is a statement: there is nobody."
        yield ""
    header = ("列 column", "名称", "", "内容 holds", "常见表头 headers that a draft recognises")
    yield from table(header, field_rows(schema))


def source_row(mapping: SourceMapping) -> tuple[str, ...]:
    """A row a source: file, title, table, and what it must have as headers."""
    said = [f"{name} = `{value}`" for name, value in mapping.constants.items()]
    units = [f"{name}: {unit}" for name, unit in mapping.units.items() if unit != "fen"]
    return (
        f"`{mapping.source}`",
        mapping.title,
        f"`{mapping.table}`",
        "、".join(mapping.headers),
        "; ".join([*said, *units]),
    )


def page() -> str:
    """The whole page."""
    lines = [NOTICE, INTRO, ""]
    for schema in TABLES.values():
        lines += table_lines(schema)
    lines += ["## Sources that ship 随附的对照", ""]
    header = ("文件 file", "部门_内容", "表 table", "表头 headers", "另定 stated")
    lines += table(header, [source_row(one) for one in load_mappings(SHIPPED, TABLES).values()])
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)
