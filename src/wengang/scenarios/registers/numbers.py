"""Numbers that pass their checks and that nobody was ever given.

Organisation codes begin with ``YW`` (firms founded since 2016) or ``9`` (older ones): runs that were not handed out.
Persons' numbers carry the city's division 99, which GB/T 2260 does not have. Mobile numbers begin with 154, local
ones with 1, accounts with 99: ranges without subscribers or holders.
"""

import datetime as dt
import random
from collections.abc import Sequence

import numpy as np

from wengang.scenarios.check_characters import (
    LETTERS,
    with_credit_check,
    with_org_check,
    with_person_check,
    with_registration_check,
)
from wengang.scenarios.registers.firms import Firm

_KIND = {
    "gth": "92",
    "coop": "93",
    "inst": "12",
    "np": "51",
    "school": "12",
    "hospital": "12",
    "gov": "11",
    "village": "54",
    "law": "31",
}
_NEW, _NEW_STEP = 31**6, 547_813_219
_OLD, _OLD_STEP = 10**7, 6_180_339
_EPOCH = dt.date(1940, 1, 1).toordinal()


def number_firms(firms: Sequence[Firm], *, first: int) -> None:
    """Give each firm its codes; ``first`` is the serial number of the first one, so that none is given twice."""
    if not firms:
        return
    serials = np.arange(first, first + len(firms), dtype=np.int64)
    bodies = np.array(
        [_org_body(serial, firm.year) for serial, firm in zip(serials.tolist(), firms, strict=True)],
        dtype=object,
    )
    organisations = with_org_check(bodies)
    heads = np.array([_KIND.get(firm.kind, "91") + firm.county.code for firm in firms], dtype=object)
    codes = with_credit_check(heads + organisations)
    tails = (serials * 36_180_339 + 11) % 10**8
    old = np.array(
        [f"{firm.county.code}{tail:08d}" for firm, tail in zip(firms, tails.tolist(), strict=True)],
        dtype=object,
    )
    registrations = with_registration_check(old)
    for firm, code, registration in zip(firms, codes.tolist(), registrations.tolist(), strict=True):
        firm.code, firm.reg_no = code, registration


def _org_body(serial: int, year: int) -> str:
    if year < 2016:
        return f"9{(serial * _OLD_STEP + 7_001) % _OLD:07d}"
    rest, letters = (serial * _NEW_STEP + 88_001) % _NEW, []
    for _ in range(6):
        rest, digit = divmod(rest, 31)
        letters.append(LETTERS[digit])
    return "YW" + "".join(letters)


def person_numbers(places: Sequence[str], days: Sequence[int], orders: Sequence[int]) -> list[str]:
    """18-character numbers: first four digits of a place, day of birth (days since 1940), number of the day."""
    if not places:
        return []
    bodies = np.array(
        [
            f"{place[:4]}99{dt.date.fromordinal(_EPOCH + day):%Y%m%d}{order:03d}"
            for place, day, order in zip(places, days, orders, strict=True)
        ],
        dtype=object,
    )
    numbers: list[str] = with_person_check(bodies).tolist()
    return numbers


def mobile(rng: random.Random) -> str:
    """A mobile number."""
    return f"154{rng.randrange(10**8):08d}"


def landline(rng: random.Random, area: str) -> str:
    """A local number with its area code."""
    return f"{area}-1{rng.randrange(10**6):06d}"


def account(rng: random.Random) -> str:
    """A bank account of 16 to 19 digits."""
    return f"99{rng.randrange(10**13, 10**14)}{rng.randrange(10 ** rng.randint(0, 3))}"
