"""What happens to single characters: same sound, like shape, traditional form, broken encoding."""

import random
from collections.abc import Mapping
from functools import cache

from opencc import OpenCC
from pypinyin import Style, pinyin

from wengang.scenarios.registers.calibration import words
from wengang.scenarios.registers.lexicon import chinese

_FULL = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
_DIGITS = {character: value for value, character in enumerate("一二三四五六七八九", start=1)}


@cache
def _sounds() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Character to sound, and sound to its characters, for the common characters of GB 2312."""
    first = [bytes((high, low)) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)]
    common = "".join(code.decode("gb2312", errors="ignore") for code in first)
    sounds = [heard[0] for heard in pinyin(list(common), style=Style.NORMAL)]
    groups: dict[str, str] = {}
    for character, sound in zip(common, sounds, strict=True):
        groups[sound] = groups.get(sound, "") + character
    return dict(zip(common, sounds, strict=True)), groups


def sounds_like(rng: random.Random, character: str) -> str:
    """Another character of the same sound; "" where there is none."""
    sounds, groups = _sounds()
    others = groups.get(sounds.get(character, ""), "").replace(character, "")
    return rng.choice(others) if others else ""


@cache
def _shapes() -> Mapping[str, str]:
    pairs = words()["shapes"]
    return {a: b for a, b in pairs if a != b} | {b: a for a, b in pairs if a != b}


def looks_like(character: str) -> str:
    """A character of like shape; "" where none is known."""
    return _shapes().get(character, "")


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")


def traditional(text: str) -> str:
    """The text in traditional characters."""
    converted: str = _converter().convert(text)
    return converted


def full_width(text: str) -> str:
    """Letters, digits and brackets in full width."""
    return text.translate(_FULL)


def broken(rng: random.Random, text: str) -> str:
    """What is left after a wrong encoding: UTF-8 read as GBK, lost characters, or question marks."""
    luck = rng.random()
    if luck < 0.5:
        return text.encode().decode("gbk", errors="replace")
    if luck < 0.7:
        return "锟斤拷" * max(1, len(text) // 4)
    at = rng.randrange(len(text))
    return text[:at] + "?" * rng.randint(1, 3) + text[at + 2 :]


def other_numeral(text: str) -> str:
    """The first numeral behind 第, or before 店, written the other way; the text itself where there is none."""
    for at, character in enumerate(text):
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if before != "第" and after not in ("店", "分"):
            continue
        if character in _DIGITS:
            return text[:at] + str(_DIGITS[character]) + text[at + 1 :]
        if character.isdecimal() and character != "0":
            return text[:at] + chinese(int(character)) + text[at + 1 :]
    return text
