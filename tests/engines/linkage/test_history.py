"""Decisions outlive row numbers: what a clerk decided is found again by what the rows say."""

from engines.linkage.made_up import decisions, unified_code
from engines.linkage.months import Month, firm, history_of
from wengang.engines.linkage.decisions import on_rows
from wengang.engines.linkage.history import KEPT_DECISIONS, KEPT_RECORDS

A, B, C, D = (firm(number, unified_code(number)) for number in (101, 102, 103, 104))
LISTED = [{"file": "list", "name": row["name"]} for row in (A, B, C, D)]


def decided_on(month):
    """The decided pairs as places in the month's rows, and what is told."""
    now = month.history.now
    rows = zip(now["file"], now["row_id"], strict=True)
    return on_rows(month.decided, {row: place for place, row in enumerate(rows)})


def test_what_is_kept():
    """Records and decisions in their columns, decisions even if there are none."""
    kept = Month([A, B], "ab").kept
    assert tuple(kept.records.column_names) == KEPT_RECORDS
    assert tuple(kept.decisions.column_names) == KEPT_DECISIONS
    assert kept.decisions.num_rows == 0
    assert Month([A], "a").decided is None


def test_decided_pairs_survive_renumbering():
    """Next month the same rows have other numbers: the decision is on them, not on whoever has the old numbers."""
    first = Month(LISTED[:2], "ab", decided=decisions((("list", "1"), ("list", "2"), "1", "2020-01-05")))
    assert decided_on(first).pairs == ((0, 1, True),)
    second = Month([LISTED[2], LISTED[3], LISTED[1], LISTED[0]], "cdba", first)
    assert decided_on(second).pairs == ((2, 3, True),)
    third = Month([LISTED[1], LISTED[0]], "ba", second)
    assert decided_on(third).pairs == ((0, 1, True),)


def test_another_row_under_a_decided_number():
    """The decided row is gone and its number is another's: told, not applied; when it comes back, it holds again."""
    first = Month(LISTED[:2], "ab", decided=decisions((("list", "1"), ("list", "2"), "0", "2020-01-05")))
    second = Month([LISTED[0], LISTED[2]], "ac", first)
    found = decided_on(second)
    assert found.pairs == ()
    assert len(found.findings) == 1
    third = Month([LISTED[2], LISTED[1], LISTED[0]], "cba", second)
    assert decided_on(third).pairs == ((1, 2, False),)


def test_a_row_that_changed_is_known_by_its_number_in_the_file():
    """Name and phone corrected, the unit's number as before: the decision holds."""
    one = {"file": "social", "name": A["name"], "employer_no": "S1", "phone": "13800001234"}
    first = Month([one, B], "ab", decided=decisions((("social", "1"), ("market", "2"), "1", "2020-01-05")))
    changed = {**one, "name": "锦州改名商贸有限公司", "phone": "13900005678"}
    second = Month([C, B, changed], "cba", first)
    assert decided_on(second).pairs == ((1, 2, True),)


def test_new_decisions_name_the_rows_of_the_last_run():
    """The queue that a clerk answered has last month's numbers: they are followed to this month's."""
    first = Month(LISTED[:3], "abc")
    second = Month(
        [LISTED[2], LISTED[1], LISTED[0]],
        "cba",
        first,
        decided=decisions((("list", "1"), ("list", "2"), "1", "2020-02-05")),
    )
    assert decided_on(second).pairs == ((1, 2, True),)


def test_a_row_nobody_ever_had():
    """A number that no file had: told, and kept for when it comes."""
    month = Month([A, B], "ab", decided=decisions((("market", "1"), ("market", "77"), "1", "2020-01-05")))
    assert decided_on(month).pairs == ()
    assert month.kept.decisions.num_rows == 1


def test_earlier_and_new_decisions_together():
    """All that was ever decided is kept, the new behind the old."""
    first = Month(LISTED[:3], "abc", decided=decisions((("list", "1"), ("list", "2"), "1", "2020-01-05")))
    second = Month(
        LISTED[:3], "abc", first, decided=decisions((("list", "1"), ("list", "2"), "0", "2020-02-05"))
    )
    assert second.kept.decisions["same"].to_pylist() == ["1", "0"]
    found = decided_on(second)
    assert found.pairs == ((0, 1, False),)
    assert len(found.findings) == 1


def test_equal_rows_of_one_file():
    """Rows that say the same cannot be told apart: the first stands for them, and nothing breaks."""
    twice = [LISTED[0], LISTED[0], LISTED[1]]
    first = Month(twice, "aab", decided=decisions((("list", "2"), ("list", "3"), "1", "2020-01-05")))
    second = Month(twice[::-1], "baa", first)
    [(one, other, same)] = decided_on(second).pairs
    assert (one, same) == (0, True)
    assert other in (1, 2)


def test_places_are_sure_or_none():
    """A row is found by content, else by what names it if that names one row only."""
    first = history_of([A, LISTED[0], LISTED[0]])
    mark, key = first.now["mark"], first.now["key"]
    assert first.place(mark[0], None)[0] == 0
    assert first.place("no such", key[0]) == (0, 2)
    assert first.place("no such", key[1]) == (-1, 0)
    assert first.place(None, None) == (-1, 0)
