"""Cells before anything is read out of them: one form for each character (字符归一)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache

import opencc
from pypinyin import Style
from pypinyin.constants import PINYIN_DICT
from pypinyin.style import convert as in_style

_INVISIBLE = re.compile(r"[\s\u200b-\u200f\u2028-\u202f\u2060\ufeff\x00-\x1f\x7f]+")
_MIDDLE_DOTS = re.compile("[·.•‧・∙⋅]")
MOJIBAKE = re.compile("锟斤拷|(?:[À-ÖØ-öø-ÿŒœŠšŽžŸ].*?){2}|[\u0080-\u009f]")
"""What a wrong encoding leaves behind, from which nothing can be read."""
LOST = re.compile("[\ufffd?*×□■〓●]")
"""Signs that stand for a character that was lost or hidden."""
_BRACKETS = str.maketrans("[]{}【】〔〕《》<>〈〉「」", "()()()()()()()()")


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def simplified(texts: Sequence[str]) -> list[str]:
    """Traditional characters (繁体) to simplified, many texts at once; a text must hold no line break."""
    joined = "\n".join(texts)
    found = _simplifier().convert(joined).split("\n") if joined else list(texts)
    return found if len(found) == len(texts) else [_simplifier().convert(text) for text in texts]


def folded(text: str) -> str:
    """NFKC, upper case, one kind of bracket, no space or invisible character.

    >>> folded("锦州（ａ）商贸 有限公司")
    '锦州(A)商贸有限公司'
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).upper()
    # What spaces and small letters kept apart may belong together now.
    return unicodedata.normalize("NFKC", plain).translate(_BRACKETS)


def all_folded(texts: Iterable[str | None]) -> dict[str, str]:
    """Each different text (null is left out) → its folded and simplified form."""
    different = sorted({text for text in texts if text})
    return dict(zip(different, simplified([folded(text) for text in different]), strict=True))


def without_dots(text: str) -> str:
    """Without the dots within transliterated names (间隔号), of which there are many look-alikes."""
    return _MIDDLE_DOTS.sub("", text)


@cache
def _sound(character: str) -> str:
    readings = PINYIN_DICT.get(ord(character))
    return in_style(readings.split(",")[0], Style.NORMAL, strict=False) if readings else character


def sounds(text: str) -> str:
    """Toneless pinyin, by each character's first reading: equal for what is typed by sound (同音).

    >>> sounds("康至桥") == sounds("康之桥")
    True
    """
    return " ".join(map(_sound, text))


def glyphs(text: str) -> str:
    """One printable ASCII character for each character: engines that count bytes then count characters.

    Two different characters in ninety fall on the same one, which makes a distance smaller, never larger.
    """
    return "".join(chr(33 + ord(character) * 2654435761 % 4294967296 % 89) for character in text)


def has_letters(text: str) -> bool:
    """Whether anything in it is a letter or a character: a dash is nobody's name."""
    return any(character.isalpha() for character in text)
