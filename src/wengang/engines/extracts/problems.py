"""Everything that can be wrong with a cell, in the words of whoever mends it (中英文)."""

from dataclasses import dataclass

from wengang.kernel.errors import Finding


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault without its place: what is wrong and what to do, in Chinese and English."""

    zh: str
    en: str
    fix_zh: str
    fix_en: str

    def at(self, *, file: str = "", row: str = "", column: str = "", value: str = "") -> Finding:
        """The fault at a place."""
        return Finding(
            problem_zh=self.zh,
            problem_en=self.en,
            fix_zh=self.fix_zh,
            fix_en=self.fix_en,
            file=file,
            row=row,
            column=column,
            value=value if len(value) <= MOST_SHOWN else value[:MOST_SHOWN] + "…",
        )


MOST_SHOWN = 120
_MEND_ZH, _MEND_EN = "请在来源文件中更正后重新导出", "correct it in the sender's file and export again"

BLANK = Problem(
    "必填项为空",
    "a required cell is blank",
    "请补填；确无此项的，删除该行",
    "fill it in, or take the row out",
)
DATE = Problem(
    "不是有效日期",
    "not a date",
    "请写作 2020-01-05、2020.1.5、20200105 或 2020年1月5日",
    "write 2020-01-05, 2020.1.5, 20200105 or 2020年1月5日",
)
SERIAL = Problem(
    "日期变成了电子表格的序号",
    "a date that a spreadsheet turned into its serial number",
    "请将该列设为日期格式后重新导出",
    "format the column as a date and export again",
)
MONTH = Problem(
    "不是有效月份",
    "not a month",
    "请写作 2019-12、201912、2019.12 或 2019年12月",
    "write 2019-12, 201912, 2019.12 or 2019年12月",
)
AMOUNT = Problem(
    "不是有效金额",
    "not an amount",
    "请只填数字，可带千位分隔符、元或万元",
    "write a plain number; thousands separators, 元 or 万元 are fine",
)
SCIENTIFIC = Problem(
    "科学计数法，原数已失真",
    "scientific notation: digits are lost",
    "请将该列设为文本格式，从业务系统重新导出",
    "format the column as text and export again from the system itself",
)
FINE = Problem(
    "金额小于一分",
    "finer than one fen",
    "请核对金额与单位（元、万元、分），保留到分",
    "check amount and unit (yuan, 10,000 yuan, fen); give it to the fen",
)
HUGE = Problem(
    "金额过大，疑为笔误",
    "an absurd amount",
    "请核对金额与单位（元、万元、分）",
    "check amount and unit (yuan, 10,000 yuan, fen)",
)
INTEGER = Problem("不是整数", "not a whole number", "请填整数", "write a whole number")
FLAG = Problem("不是“是/否”", "not yes or no", "请填 1/0 或 是/否", "write 1/0 or yes/no")
DECIMAL = Problem("不是小数", "not a decimal", "请填数字，如 12.5", "write a number such as 12.5")
POINT_ZERO = Problem(
    "编号带有“.0”，曾被当作数字",
    "an identifier ending in .0: it was once taken for a number",
    "请将该列设为文本格式，从业务系统重新导出",
    "format the column as text and export again from the system itself",
)
PRECISION = Problem(
    "编号超过15位且存为数字，末位已失真",
    "an identifier of more than 15 digits stored as a number: its last digits are lost",
    "请将该列设为文本格式，从业务系统重新导出",
    "format the column as text and export again from the system itself",
)
UNDECODABLE = Problem(
    "有无法识别的字节（乱码）",
    "bytes that are not text in this encoding",
    "请以 UTF-8 或 GB18030 编码重新导出",
    "export again in UTF-8 or GB18030",
)
PARTLY_LOST = Problem(
    "个别字符无法识别（乱码），照原样使用",
    "a few characters are lost (bytes that are not text in this encoding); the cell is used as it is",
    "请以 UTF-8 或 GB18030 编码重新导出",
    "export again in UTF-8 or GB18030",
)
RAGGED = Problem(
    "列数与表头不符",
    "another number of cells than the header has",
    "请检查该行的分隔符与引号",
    "look at the row's delimiters and quotation marks",
)
QUOTES = Problem(
    "引号不成对", "a quotation mark without its pair", "请检查该行的引号", "look at the row's quotation marks"
)


def not_a_choice(choices: tuple[str, ...]) -> Problem:
    """A word outside the few that are allowed."""
    words = ", ".join(choices)
    return Problem(
        f"不在允许的取值内（{words}）",
        f"not one of {words}",
        "请更正，或在映射文件的 values 中写明对应关系",
        "correct it, or translate it under values in the source mapping",
    )


def out_of_bounds(least: int | None, most: int | None) -> Problem:
    """A whole number outside its bounds."""
    span = f"{'' if least is None else least} … {'' if most is None else most}".strip()
    return Problem(f"超出范围（{span}）", f"out of bounds ({span})", _MEND_ZH, _MEND_EN)


def wrong_length(lengths: tuple[int, ...]) -> Problem:
    """An identifier shorter or longer than the schema says."""
    zh, en = "或".join(map(str, lengths)), " or ".join(map(str, lengths))
    return Problem(
        f"编号位数不是{zh}位，可能丢失前导零",
        f"not {en} characters long: leading zeros may be lost",
        "请将该列设为文本格式，从业务系统重新导出",
        "format the column as text and export again from the system itself",
    )


def none_of(names: tuple[str, ...]) -> Problem:
    """A row that fills none of the identifiers of which it needs one."""
    return Problem(
        f"{'、'.join(names)} 均为空",
        f"none of {', '.join(names)} is filled",
        "请至少填写其中一项",
        "fill at least one of them",
    )
