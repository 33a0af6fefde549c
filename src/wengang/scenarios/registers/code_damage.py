"""An employer's code as an office writes it.

Kinds: ``code_missing``, ``code_placeholder``; ``code_org`` nine characters, ``code_tax15`` the old tax number,
``code_regno`` the old registration number, ``code_both`` two numbers in a cell, ``code_label`` with its own name before
it; ``code_cut`` the end lost, ``code_sci`` a spreadsheet's 9.12E+17; ``code_head`` a branch with its head's code,
``code_other`` the code of another firm of the owner; ``code_typo``, ``code_swap`` a slip; ``code_noise`` small letters,
blanks, full width. (``code_filled``: from the row above, in ``offices``.)
"""

import random

from wengang.scenarios.check_characters import ALPHABET
from wengang.scenarios.registers.calibration import words
from wengang.scenarios.registers.firms import Firm
from wengang.scenarios.registers.hand import Hand
from wengang.scenarios.registers.letters import full_width

_SORTS = (
    "code_missing", "code_org", "code_regno", "code_tax15", "code_placeholder", "code_cut", "code_both", "code_label",
    "code_sci",
)  # fmt: skip
_SLIPS = ("code_typo", "code_swap", "code_noise")
_ALIKE = {
    "0": "O",
    "O": "0",
    "1": "I",
    "2": "Z",
    "5": "S",
    "8": "B",
    "B": "8",
    "D": "0",
    "G": "6",
    "Q": "0",
    "U": "V",
}


def written_code(hand: Hand, firm: Firm, kinds: list[str]) -> str:
    """The code as written; what was done is entered in ``kinds``."""
    code = firm.code
    if firm.parent is not None and firm.kind == "branch" and _has_heads(hand, kinds):
        kinds.append("code_head")
        code = firm.parent.code
    elif firm.kin is not None and hand.does("code_other"):
        kinds.append("code_other")
        code = firm.kin.code
    sort = hand.any_of(_SORTS)
    if sort:
        kinds.append(sort)
        code = _changed(hand.rng, code, firm=firm, sort=sort)
    if sort in ("code_missing", "code_placeholder", "code_sci"):
        return code
    slip = hand.any_of(_SLIPS)
    slipped = _slip(hand.rng, code, slip) if slip else code
    if slipped != code:
        kinds.append(slip)
    return slipped


def _has_heads(hand: Hand, kinds: list[str]) -> bool:
    """Who takes a branch for its head in the name takes the head's code too, more often than others."""
    return hand.does("code_head") or ("suffix_lost" in kinds and hand.rng.random() < 0.12)


def _changed(rng: random.Random, code: str, *, firm: Firm, sort: str) -> str:
    if sort == "code_missing":
        return ""
    if sort == "code_placeholder":
        return str(rng.choice(words()["placeholders"]))
    if sort == "code_org":
        return code[8:16] + "-" * (rng.random() < 0.3) + code[16]
    if sort == "code_tax15":
        return code[2:8] + code[8:17]
    if sort == "code_regno":
        return firm.reg_no
    if sort == "code_both":
        return f"{code}{rng.choice(('/', ' ', '；', '('))}{firm.reg_no}"
    if sort == "code_label":
        return rng.choice(("统一社会信用代码:", "信用代码：", "证号", "No.")) + code
    if sort == "code_cut":
        return code[:-1] if rng.random() < 0.6 else code[1:]
    return f"{int(code[0])}.{code[1:3].translate(str.maketrans('ABCDEFGHJKLMNPQRTUWXY', '0' * 21))}E+17"


def _slip(rng: random.Random, code: str, slip: str) -> str:
    if len(code) < 3:
        return code
    at = rng.randrange(len(code) - 1)
    if slip == "code_swap":
        return code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    if slip == "code_typo":
        luck = rng.random()
        if luck < 0.3 and code[at] in _ALIKE:
            return code[:at] + _ALIKE[code[at]] + code[at + 1 :]
        if luck < 0.4:
            return code[:at] + code[at + 1 :]
        return code[:at] + rng.choice(ALPHABET if code[at].isalpha() else "0123456789") + code[at + 1 :]
    return rng.choice((
        code.lower(), f"{code[:2]} {code[2:8]} {code[8:]}", full_width(code), f"'{code}", f"{code} ", f"{code}.",
        f"{code[:8]}-{code[8:]}", f"{code}\t", f"（{code}）",
    ))  # fmt: skip
