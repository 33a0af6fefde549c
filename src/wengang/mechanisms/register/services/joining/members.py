"""Whole columns of employer numbers (单位编号) looked up among the employers to decide."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from wengang.mechanisms.register.services.columns.supplied import arrow_column

TEXT = pa.string()


@dataclass(frozen=True)
class Members:
    """Employer numbers as they are looked up from other tables: place = employer_id."""

    numbers: pa.Array
    withheld: pa.Array

    @classmethod
    def of(cls, numbers: pa.Array, withheld: frozenset[str]) -> "Members":
        """From the numbers of the employers to decide, in order, and those that are withheld."""
        return cls(numbers, pa.array(sorted(withheld), TEXT))

    def ids(self, table: pa.Table) -> tuple[pa.Array, int]:
        """``employer_id`` of each row (null: not decided), and how many rows met no employer at all."""
        said = arrow_column(table, "employer_no", TEXT)
        ids = pc.index_in(said, value_set=self.numbers)
        strangers = ids.null_count
        if strangers and len(self.withheld):
            strangers -= pc.sum(pc.is_in(said, value_set=self.withheld)).as_py() or 0
        return ids, strangers
