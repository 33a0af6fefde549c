"""What happens to names, codes and dates on the way from the firm to an office's file."""

import datetime as dt
import random

import numpy as np

from wengang.scenarios.refund.calibration import Place, calibration, pick
from wengang.scenarios.refund.codes import mistyped
from wengang.scenarios.refund.contributions import EPOCH
from wengang.scenarios.refund.names import person_names
from wengang.scenarios.refund.slips import Typist
from wengang.scenarios.registers.letters import sounds_like

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


_CODE_KINDS = ("blank", "nine", "old_number", "tax15", "typo", "cut", "untidy", "scientific")


def retyped_codes(
    rng: np.random.Generator, codes: np.ndarray, reg_nos: np.ndarray, *, office: str
) -> np.ndarray:
    """Codes as an office has them: some blank, nine-character, an old number, mistyped, cut, or untidy.

    ``reg_nos``: the old registration numbers, "" where there is none.
    """
    rates = calibration()["dirt"]["codes"][office]
    result = codes.copy()
    luck = rng.random(len(codes))
    where = rng.integers(2, 17, size=len(codes))
    edges = np.cumsum([rates.get(kind, 0.0) for kind in _CODE_KINDS])
    for index in np.flatnonzero(luck < edges[-1]).tolist():
        kind = _CODE_KINDS[int(np.searchsorted(edges, luck[index], side="right"))]
        result[index] = _as_written(codes[index], reg_nos[index], kind=kind, where=int(where[index]))
    return result


def _as_written(code: str, reg_no: str, *, kind: str, where: int) -> str:
    """A code damaged in one way; ``where``: a position within it."""
    match kind:
        case "blank":
            return ""
        case "nine":
            return code[8:16] + ("-" if where % 2 else "") + code[16:17]
        case "old_number":
            return reg_no
        case "tax15":
            return code[2:17]
        case "typo":
            return mistyped(code, where)
        case "cut":
            return code[:17]
        case "scientific":
            return f"{code[0]}.{where:02d}0E+17"
        case _:
            return _untidy(code, where)


def _untidy(code: str, luck: int) -> str:
    """The same code in small letters, with spaces, or in full-width digits."""
    if luck % 3 == 0:
        return code.lower()
    if luck % 3 == 1:
        return f"{code[:8]} {code[8:]}"
    return code.translate(_FULL_WIDTH)


def retyped_names(
    rng: np.random.Generator,
    names: np.ndarray,
    *,
    office: str,
    place: Place,
    former: np.ndarray | None = None,
) -> np.ndarray:
    """Names as an office's people typed them; ``former``: the name that each unit bore before, "" for none."""
    return Typist.of(office, place, rng).written(names, former)


def retyped_persons(rng: np.random.Generator, names: np.ndarray) -> np.ndarray:
    """People in charge as an office has them: some not written down, some of the same sound, some no longer in charge."""
    rates = calibration()["dirt"]["persons"]
    luck, hand = rng.random(len(names)), random.Random(int(rng.integers(2**62)))
    others = person_names(rng, len(names))
    result = names.copy()
    result[luck < rates["blank"]] = ""
    edges = np.cumsum([rates[kind] for kind in ("blank", "former", "homo")])
    old = (luck >= edges[0]) & (luck < edges[1])
    result[old] = others[old]
    for index in np.flatnonzero((luck >= edges[1]) & (luck < edges[2])).tolist():
        at = hand.randrange(len(names[index]))
        other = sounds_like(hand, names[index][at])
        result[index] = names[index][:at] + (other or names[index][at]) + names[index][at + 1 :]
    return result


def day_text(day: int, form: int = 0) -> str:
    """A day (days since 1970-01-01; negative = none) in one of the forms that offices type.

    0: 2020-01-05, 1: 2020.1.5, 2: 20200105, 3: 2020年1月5日, 4: 2020/1/5.
    """
    if day < 0:
        return ""
    date = EPOCH + dt.timedelta(days=day)
    year, month, number = date.year, date.month, date.day
    return (
        date.isoformat(),
        f"{year}.{month}.{number}",
        f"{year}{month:02d}{number:02d}",
        f"{year}年{month}月{number}日",
        f"{year}/{month}/{number}",
    )[form]


def day_texts(rng: np.random.Generator, days: np.ndarray, forms: tuple[int, ...]) -> list[str]:
    """Days in a mixture of forms, the first of ``forms`` most often."""
    odds = np.array([3.0] + [1.0] * (len(forms) - 1))
    chosen = rng.choice(len(forms), size=len(days), p=odds / odds.sum())
    return [day_text(day, forms[form]) for day, form in zip(days.tolist(), chosen.tolist(), strict=True)]


def with_duplicates(rng: np.random.Generator, count: int) -> np.ndarray:
    """Row positions with a small share of rows appearing twice, in order."""
    again = pick(rng, count, calibration()["dirt"]["duplicate_row"])
    return np.sort(np.concatenate([np.arange(count), again]), kind="stable")
