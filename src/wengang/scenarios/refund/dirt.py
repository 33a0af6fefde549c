"""What happens to names, codes and dates on the way from the firm to an office's file."""

import datetime as dt

import numpy as np

from wengang.scenarios.refund.calibration import calibration, pick
from wengang.scenarios.refund.codes import mistyped
from wengang.scenarios.refund.contributions import EPOCH
from wengang.scenarios.refund.names import short_form

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def retyped_codes(rng: np.random.Generator, codes: np.ndarray, reg_nos: np.ndarray) -> np.ndarray:
    """Codes as an office has them: some blank, nine-character, an old number, mistyped, cut, or untidy."""
    dirt = calibration()["dirt"]
    result = codes.copy()
    luck = rng.random(len(codes))
    where = rng.integers(2, 17, size=len(codes))
    edges = np.cumsum(
        [dirt[f"code_{kind}"] for kind in ("blank", "nine", "old_number", "typo", "cut", "untidy")]
    )
    for index in np.flatnonzero(luck < edges[-1]).tolist():
        kind, code = int(np.searchsorted(edges, luck[index], side="right")), codes[index]
        result[index] = (
            "",
            code[8:16] + ("-" if where[index] % 2 else "") + code[16:17],
            reg_nos[index],
            mistyped(code, int(where[index])),
            code[:17],
            _untidy(code, int(where[index])),
        )[kind]
    return result


def _untidy(code: str, luck: int) -> str:
    """The same code in small letters, with spaces, or in full-width digits."""
    if luck % 3 == 0:
        return code.lower()
    if luck % 3 == 1:
        return f"{code[:8]} {code[8:]}"
    return code.translate(_FULL_WIDTH)


def retyped_names(rng: np.random.Generator, names: np.ndarray) -> np.ndarray:
    """Names as somebody typed them: spaces, half-width brackets, cut short, a character left out."""
    dirt = calibration()["dirt"]
    result = names.copy()
    count = len(names)
    for index in pick(rng, count, dirt["name_spaced"]).tolist():
        cut = int(rng.integers(2, max(3, len(result[index]))))
        result[index] = f"{result[index][:cut]} {result[index][cut:]}".strip()
    halved = rng.random(count) < dirt["name_brackets"]
    for index in np.flatnonzero(halved & np.array(["（" in name for name in names.tolist()], dtype=bool)):
        result[index] = result[index].replace("（", "(").replace("）", ")")
    for index in pick(rng, count, dirt["name_short_form"]).tolist():
        result[index] = short_form(result[index])
    for index in pick(rng, count, dirt["name_retyped"]).tolist():
        name = result[index]
        cut = int(rng.integers(1, len(name) - 1)) if len(name) > 6 else 0
        result[index] = name[:cut] + name[cut + 1 :] if cut else name
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
