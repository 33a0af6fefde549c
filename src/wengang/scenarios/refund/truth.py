"""The truth of a file (真值): which employer each of its rows is really about, as no office could write it."""

from dataclasses import replace

import numpy as np
import pyarrow as pa

from wengang.scenarios.refund.sheets import Sheet, text
from wengang.scenarios.refund.units import Units

TRUE_NUMBER = "真实单位编号"
"""Column of the true employer number; empty where the row is about nobody who is insured."""


def with_true_numbers(sheet: Sheet, units: Units) -> Sheet:
    """The sheet with :data:`TRUE_NUMBER` beside its columns, if its rows need it.

    What an office says of a legal person holds for all its units: its row then stands once for each of them.
    """
    if sheet.about is None:
        return sheet
    _, person = np.unique(units.code.astype(str), return_inverse=True)
    by_person = np.argsort(person, kind="stable")
    first = np.searchsorted(person[by_person], np.arange(person.max() + 1))
    sizes = np.bincount(person)
    known = sheet.about >= 0
    repeats = np.where(known, sizes[person[sheet.about]], 1)
    rows = np.repeat(np.arange(sheet.rows), repeats)
    turn = np.arange(len(rows)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    unit = by_person[np.where(known[rows], first[person[sheet.about[rows]]] + turn, 0)]
    numbers = text(np.where(known[rows], units.employer_no[unit], ""))
    places = pa.array(rows)
    columns = {name: column.take(places) for name, column in sheet.columns.items()}
    return replace(sheet, columns={**columns, TRUE_NUMBER: numbers}, about=unit)
