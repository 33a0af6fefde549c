"""How much of a file may lie in quarantine before the whole file is refused."""

from collections.abc import Sequence
from decimal import Decimal

from wengang.kernel.errors import Finding, InputError

MOST_NAMED = 20


def check_share(
    file: str, findings: Sequence[Finding], *, rows: int, quarantined: int, max_bad_percent: Decimal
) -> None:
    """Raise InputError if more than ``max_bad_percent`` of a file's rows are in quarantine, with the first findings."""
    if not rows or Decimal(quarantined) * 100 <= max_bad_percent * rows:
        return
    share = f"{Decimal(quarantined) * 100 / rows:.1f}"
    summary = Finding(
        file=file,
        problem_zh=f"{rows} 行中有 {quarantined} 行不能使用（{share}%，上限 {max_bad_percent}%）",
        problem_en=f"{quarantined} of {rows} rows cannot be used ({share} %, at most {max_bad_percent} %)",
        fix_zh="请按下列各条更正文件；确认可以接受时，提高 --max-bad",
        fix_en="mend the file as the following lines say, or raise --max-bad if this is acceptable",
    )
    raise InputError([summary, *findings[:MOST_NAMED]])
