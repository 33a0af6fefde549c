"""What in the files themselves a person must look at before the round is used (需人工核对的数据疑点)."""

from collections.abc import Sequence

from wengang.engines.policy.text import Text
from wengang.mechanisms.decision.services.outputs.summary import Attention
from wengang.mechanisms.register.services.intake.folder import SourceFile
from wengang.mechanisms.register.services.prepare import Prepared


def doubts(prepared: Prepared, files: Sequence[SourceFile]) -> list[Attention]:
    """Employers in quarantine, numbers without their zeros, and files that mostly repeat others."""
    return [
        Attention(
            key="withheld",
            text=Text(
                "单位因登记信息互相矛盾而未作决定(见 quarantine.csv)",
                "employers not decided: their rows contradict each other",
            ),
            count=prepared.withheld,
        ),
        Attention(
            key="lost_zeros",
            text=Text(
                "单位编号疑似丢失前导零, 其行未使用(见 warnings.csv)",
                "employer numbers that seem to have lost their zeros; their rows are not used (warnings.csv)",
            ),
            count=prepared.bare_numbers,
        ),
        Attention(
            key="overlapping",
            text=Text(
                "文件大部分行与其他行重复而其余不同, 疑为同一数据的新旧两份; 其余行已相加",
                "files most of whose rows repeat others while the rest differs: an older and a newer export, perhaps; "
                "what differs was added up",
            ),
            count=sum(_mostly_repeats(file) for file in files),
        ),
    ]


def _mostly_repeats(file: SourceFile) -> bool:
    """Whether over half of its rows, but not all, repeat rows that were read already."""
    return file.rows > file.duplicates > file.rows - file.duplicates and file.used > 0
