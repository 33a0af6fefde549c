"""Words of outcomes, sizes and states in both languages, for tables."""

from collections.abc import Mapping

from wengang.cli.terminal import Voice

UNKNOWN = "unknown"
OUTCOMES = {
    "granted": ("准予", "granted"),
    "refused": ("不予", "refused"),
    "undetermined": ("待定", "undetermined"),
}
SIZES = {
    "large": ("大型", "large"),
    "medium": ("中型", "medium"),
    "small": ("小型", "small"),
    "micro": ("微型", "micro"),
    UNKNOWN: ("不明", "not known"),
}
STATES = {
    "met": ("符合", "met"),
    "not_met": ("不符合", "not met"),
    "undetermined": ("待定", "undetermined"),
    "not_judged": ("未判", "not judged"),
}
STATUSES = {
    "cited": ("有文件依据", "cited"),
    "memory": ("凭记忆, 待核", "from memory, to be verified"),
    "assumed": ("推定", "assumed"),
    "convention": ("约定", "convention"),
}


def word(say: Voice, words: Mapping[str, tuple[str, str]], key: str) -> str:
    """The word for a key, or the key itself where there is none."""
    return say.of(words[key]) if key in words else key
