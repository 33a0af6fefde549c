"""A synthetic city for the retention refund: departments' files with real life's dirt, and no rule of the refund."""

from wengang.scenarios.refund.city import CitySummary, write_city
from wengang.scenarios.refund.ledgers import Gap
from wengang.scenarios.refund.sheets import FileSummary

__all__ = ["write_city", "CitySummary", "FileSummary", "Gap"]
