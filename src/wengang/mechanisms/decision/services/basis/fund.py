"""The fund that a round is paid from (失业保险基金): its balance and the months it lasts, before and after."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import pyarrow as pa

from wengang.engines.policy.parameter_entry import NATION

_SHOWN = Decimal("0.01")


@dataclass(frozen=True, kw_only=True)
class Fund:
    """A row of ``funds``: what the pooling area (统筹地区) held on a day. Unknown parts are None."""

    place: str
    as_of: dt.date
    balance_fen: int | None
    monthly_outgo_fen: int | None
    fund_months: Decimal | None

    def months(self, spent_fen: int = 0) -> Decimal | None:
        """Months of payments that are left once ``spent_fen`` is gone, to two decimals; None where unknown."""
        if spent_fen == 0 and self.fund_months is not None:
            return self.fund_months
        if self.balance_fen is None or not self.monthly_outgo_fen:
            return None
        left = Decimal(self.balance_fen - spent_fen) / Decimal(self.monthly_outgo_fen)
        return left.quantize(_SHOWN, rounding=ROUND_HALF_UP)


def enclosing(place: str, level: str = "city") -> Sequence[str]:
    """Pooling areas of a place, nearest first, from ``level`` (``city`` or ``province``) upwards.

    >>> enclosing("360430"), enclosing("210700", "province")
    (('360400', '360000', 'CN'), ('210000', 'CN'))
    """
    areas = [place[:4] + "00"] if level == "city" else []
    areas.append(place[:2] + "0000")
    return (*dict.fromkeys(areas), NATION)


def fund_of(funds: pa.Table | None, *, places: Sequence[str], by: dt.date) -> Fund | None:
    """The latest row up to the day ``by`` of the first place that has one; None where no row says anything."""
    if funds is None:
        return None
    rows = [row for row in funds.to_pylist() if row["as_of"] is not None and row["as_of"] <= by]
    for place in places:
        own = [row for row in rows if row["place"] == place]
        if own:
            return _fund(max(own, key=lambda row: row["as_of"]))
    return None


def _fund(row: Mapping[str, object]) -> Fund:
    text = row.get("fund_months")
    day, balance, outgo = row["as_of"], row.get("balance_fen"), row.get("monthly_outgo_fen")
    if not isinstance(day, dt.date):
        raise TypeError("funds.as_of is a date")
    return Fund(
        place=str(row["place"]),
        as_of=day,
        balance_fen=balance if isinstance(balance, int) else None,
        monthly_outgo_fen=outgo if isinstance(outgo, int) else None,
        fund_months=Decimal(str(text)) if text not in (None, "") else None,
    )
