"""Coverage of the ledger (覆盖率): is a part of the file missing, before anybody is refused for it?"""

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from wengang.mechanisms.decision.services.summary import Attention
from wengang.mechanisms.register.services.intake import Intake
from wengang.mechanisms.register.services.prepared_tables import Prepared


@dataclass(frozen=True)
class Coverage:
    table: pa.Table | None
    attentions: Sequence[Attention] = ()


def ledger_coverage(prepared: Prepared, intake: Intake) -> Coverage:
    return Coverage(None)
