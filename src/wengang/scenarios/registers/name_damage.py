"""An employer's name as an office writes it.

Kinds: ``old_name`` a name it bore before; ``name_prefix`` place changed or left out; ``name_form`` legal form changed or
cut; ``name_core`` place and trade word alone; ``name_abbr`` without place and form; ``name_short_line``,
``name_line`` line of business shortened, said otherwise; ``suffix_form``, ``suffix_lost`` of a branch;
``name_numeral`` 3 for 三; ``name_trunc`` cut at the end; ``name_homo``, ``name_shape`` a wrong character of the same
sound, of like shape; ``name_drop``, ``name_double``, ``name_swap`` a character lost, twice, two exchanged;
``name_trad`` traditional; ``name_mojibake`` broken encoding; ``name_note``, ``name_former_note``, ``name_english``
something written behind it; ``name_bracket`` half-width brackets; ``name_full`` full width; ``name_space``,
``name_break`` blanks, line breaks.
"""

import random

from pypinyin import lazy_pinyin

from wengang.scenarios.registers.calibration import words
from wengang.scenarios.registers.firms import Firm
from wengang.scenarios.registers.hand import Hand
from wengang.scenarios.registers.letters import (
    broken,
    full_width,
    looks_like,
    other_numeral,
    sounds_like,
    traditional,
)

_SHORTER = ("name_core", "name_abbr", "name_prefix", "name_form", "name_short_line", "name_line")
_TYPOS = ("name_homo", "name_drop", "name_swap", "name_shape", "name_double", "name_trunc")
_CUTS = {
    "有限责任公司": ("有限公司", "有限公司", "有限公司", "公司", "有限责任", ""),
    "股份有限公司": ("股份公司", "有限公司", "股份", ""),
    "集团有限公司": ("集团公司", "集团", "集团有限责任公司"),
    "有限公司": ("有限责任公司", "有限责任公司", "公司", "有限", ""),
    "专业合作社": ("合作社", "专业合作", "农民专业合作社"),
    "经营部": ("部", "经销部", ""),
    "商店": ("店", "商行", ""),
    "门市部": ("门市", "门店", ""),
}


def written_name(hand: Hand, firm: Firm, kinds: list[str]) -> str:
    """The name as written; what was done is entered in ``kinds``."""
    source = firm
    released = hand.registers and firm.extras.get("released")  # its own index has the name under the heir
    if firm.was is not None and not released and hand.does("old_name"):
        source = firm.was
        kinds.append("old_name")
    text = _in_parts(hand, source, kinds)
    text = _typed(hand, text, kinds)
    return _decked(hand, firm, text, kinds=kinds)


def _in_parts(hand: Hand, firm: Firm, kinds: list[str]) -> str:
    """Place, line, form and suffix as somebody remembers them."""
    suffix = firm.suffix and _suffix(hand, firm.suffix, kinds)
    sort = hand.any_of(_SHORTER) if firm.line else ""  # a school or village is called by its whole name
    if not sort and suffix == firm.suffix:
        return firm.name
    plain = Firm.compose(firm)
    prefix, line, form, bracket = firm.prefix, firm.line, firm.form, firm.bracket
    if sort == "name_core" and len(firm.trade) > 1:
        line, form = "", ""
    elif sort == "name_abbr" and len(firm.trade + line) > 2:
        prefix, form = "", ""
    elif sort == "name_prefix":
        prefix, bracket = _place(hand.rng, firm)
    elif sort == "name_form":
        form = _form(hand.rng, form)
    elif sort == "name_short_line":
        line = words()["short_lines"].get(line, line)
    elif sort == "name_line":
        line = words()["other_lines"].get(line, line)
    name = (
        f"{firm.trade}（{prefix}）{line}{form}{suffix}"
        if bracket and prefix
        else f"{prefix}{firm.trade}{line}{form}{suffix}"
    )
    if len(name) < 2:
        return firm.name
    if sort and name.removesuffix(suffix) != plain.removesuffix(firm.suffix):
        kinds.append(sort)
    return name


def _suffix(hand: Hand, suffix: str, kinds: list[str]) -> str:
    """A branch's suffix: lost, or in another form."""
    if hand.does("suffix_lost"):
        kinds.append("suffix_lost")
        return ""
    if not hand.does("suffix_form"):
        return suffix
    inner = suffix.strip("（）").replace("）", "").replace("（", "")
    other = hand.rng.choice((
        suffix.replace("分公司", "公司"), inner, f"（{inner}）", f"({inner})", suffix.replace("分公司", "分部"),
        suffix.replace("第", "", 1), f"-{inner}",
    ))  # fmt: skip
    if other != suffix:
        kinds.append("suffix_form")
    return other


def _place(rng: random.Random, firm: Firm) -> tuple[str, bool]:
    """Another way to write the place, or none, and whether in brackets."""
    town, county, prefix = firm.town, firm.county, firm.prefix
    toggled = prefix.removesuffix("市") if prefix.endswith("市") else prefix + "市" * (prefix == town.short)
    choices = [
        toggled,
        toggled,
        "",
        town.name,
        town.short,
        town.name + county.name,
        county.name,
        town.short + county.name,
    ]
    if prefix.startswith(town.name) and len(prefix) > len(town.name):
        choices += [prefix.removeprefix(town.name), town.short + prefix.removeprefix(town.name)]
    other = rng.choice(choices)
    return other, firm.bracket and rng.random() < 0.5


def _form(rng: random.Random, form: str) -> str:
    for ending, others in _CUTS.items():
        if form.endswith(ending):
            return form.removesuffix(ending) + rng.choice(others)
    return "" if rng.random() < 0.5 else form[:-1]


def _typed(hand: Hand, text: str, kinds: list[str]) -> str:
    """Slips of the keyboard and of the eye."""
    other = other_numeral(text)
    if other != text and hand.does("name_numeral"):
        kinds.append("name_numeral")
        text = other
    sort = hand.any_of(_TYPOS)
    if sort and len(text) > 3:
        slipped = _slip(hand.rng, text, sort)
        if slipped != text:
            kinds.append(sort)
            text = slipped
    if hand.does("name_trad"):
        kinds.append("name_trad")
        text = traditional(text)
    if hand.does("name_mojibake"):
        kinds.append("name_mojibake")
        text = broken(hand.rng, text)
    return text


def _slip(rng: random.Random, text: str, sort: str) -> str:
    at = rng.randrange(len(text) - 1)
    if sort == "name_homo":
        return text[:at] + (sounds_like(rng, text[at]) or text[at]) + text[at + 1 :]
    if sort == "name_shape":
        known = [place for place, character in enumerate(text) if looks_like(character)]
        at = rng.choice(known) if known else at
        return text[:at] + (looks_like(text[at]) or text[at]) + text[at + 1 :]
    if sort == "name_drop":
        return text[:at] + text[at + 1 :]
    if sort == "name_double":
        return text[:at] + text[at] + text[at:]
    if sort == "name_swap":
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[: rng.randint(max(3, len(text) - 5), len(text) - 1)]


def _decked(hand: Hand, firm: Firm, text: str, *, kinds: list[str]) -> str:
    """What is written around the name, and how wide."""
    rng = hand.rng
    if firm.former and "old_name" not in kinds and hand.does("name_former_note"):
        kinds.append("name_former_note")
        text += rng.choice(("（原{}）", "(曾用名:{})", "（原名：{}）", "【原{}】")).format(firm.former)
    if hand.does("name_english"):
        kinds.append("name_english")
        text += rng.choice(("（{}）", "({})", " {}", "/{}")).format(english(rng, firm))
    if hand.does("name_note"):
        kinds.append("name_note")
        text += rng.choice(words()["notes"])
    if "（" in text and hand.does("name_bracket"):
        kinds.append("name_bracket")
        text = text.replace("（", "(").replace("）", ")" if rng.random() < 0.9 else "")
    if hand.does("name_full"):
        wide = full_width(text)
        if wide != text:
            kinds.append("name_full")
            text = wide
    if hand.does("name_space"):
        kinds.append("name_space")
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice((" ", "  ", "\u3000", "\t")) + text[at:]
    if hand.does("name_break"):
        kinds.append("name_break")
        at = rng.randrange(1, len(text) + 1)
        text = text[:at] + "\n" + text[at:]
    return text


def english(rng: random.Random, firm: Firm) -> str:
    """The name in the letters of a trade list: place and trade word by sound, line and form in English."""
    table = words()["english"]
    place = "".join(lazy_pinyin(firm.town.short)).upper()
    trade = "".join(lazy_pinyin(firm.trade)).upper()
    return " ".join((place, trade, table["words"].get(firm.line, table["rest"]), rng.choice(table["form"])))
