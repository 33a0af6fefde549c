"""Ids that last: whatever is renumbered, reordered, renamed or corrected; what splits, merges, comes and goes is an event."""

from hypothesis import given
from hypothesis import strategies as st

from engines.linkage.made_up import unified_code
from engines.linkage.months import Month, firm

A, B, C = (firm(number, unified_code(number)) for number in (101, 102, 103))
A2 = {"file": "social", "name": A["name"], "employer_no": "S1", "phone": "13800001234"}
A3 = {"file": "bank", "name": A["name"], "account_no": "6222"}
B2 = {"file": "social", "name": B["name"], "employer_no": "S2"}


def test_the_first_run_has_no_events():
    """Nothing before, nothing to tell."""
    first = Month([A, B], "ab")
    assert first.first_run
    assert len(set(first.ids)) == 2


@given(st.permutations(range(5)), st.integers(0, 50))
def test_renumbered_and_reordered_rows_keep_their_ids(order, offset):
    """The same rows under other numbers in any order: the same ids, no event."""
    rows, names = [A, A2, A3, B, B2], "aaabb"
    first = Month(rows, names)
    again = Month(
        [{**rows[place], "row_id": str(offset + at)} for at, place in enumerate(order)],
        [names[place] for place in order],
        first,
    )
    assert again.ids == [first.ids[place] for place in order]
    assert again.events == []


def test_a_new_row_under_an_old_number():
    """A new firm's row stands where an old one's stood: a new id, never the old one's."""
    first = Month([A, B], "ab")
    second = Month([C, A, B], "cab", first)
    assert second.ids[1:] == first.ids
    assert len(set(second.ids)) == 3
    assert second.events == [("new", "", "")]


def test_a_part_under_the_old_number_of_the_whole():
    """After a split too, no two entities have one id."""
    first = Month([A, A2, A3], "aaa")
    second = Month([A, A2, A3], "baa", first)
    assert second.ids[1] == second.ids[2] == first.ids[0]
    assert second.ids[0] != first.ids[0]
    assert [event for event, _, _ in second.events] == ["split"]


def test_gone_and_back():
    """No longer in the files: told once; its id is given to nobody else."""
    first = Month([A, B], "ab")
    second = Month([B], "b", first)
    assert second.events == [("gone", first.ids[0], "")]
    third = Month([C, B], "cb", second)
    assert third.ids[1] == first.ids[1]


def test_split():
    """One becomes two: the part with most of its rows keeps the id, the other says whence it came."""
    first = Month([A, A2, A3, B], "aaab")
    second = Month([A, A2, A3, B], "aacb", first)
    assert second.ids[:2] == first.ids[:2]
    assert second.ids[2] not in first.ids
    assert second.events == [("split", first.ids[0], second.ids[2])]


def test_merge():
    """Two become one: the larger id lives on, the other is told to have merged into it, and is not called gone."""
    first = Month([A, A2, {**A3, "name": "锦州源鑫"}], "aab")
    second = Month([A, A2, {**A3, "name": "锦州源鑫"}], "aaa", first)
    assert set(second.ids) == {first.ids[0]}
    assert second.events == [("merged", first.ids[2], first.ids[0])]


def test_rename():
    """Another name, the same code and number: the same entity, told with both names."""
    renamed = [{**row, "name": "锦州新名商贸有限公司"} for row in (A, A2)]
    first = Month([A, A2, B], "aab")
    second = Month([*renamed, B], "aab", first)
    assert second.ids == first.ids
    assert second.events == [("renamed", A["name"], "锦州新名商贸有限公司")]


def test_code_corrected():
    """Another sound code in the register, all else as before: the same entity, told with both codes."""
    corrected = {**A, "code": unified_code(777)}
    first = Month([A, A2, A3, B], "aaab")
    second = Month([corrected, A2, A3, B], "aaab", first)
    assert second.ids == first.ids
    [(event, before, now)] = second.events
    assert event == "code_changed"
    assert {before, now} == {A["code"][8:17], corrected["code"][8:17]}


def test_code_found():
    """A first code where there was none is no event."""
    first = Month([{**A, "code": None}, A2], "aa")
    second = Month([A, A2], "aa", first)
    assert second.ids == first.ids
    assert second.events == []


def test_a_released_name_does_not_carry_the_life():
    """The old firm is renamed, a new one takes its name: an old list under that name goes with the new one, the id does not."""
    listed = {"file": "industry", "name": A["name"]}
    first = Month([A, listed, B], "aab")
    renamed = {**A, "name": "锦州旧人新名商贸有限公司"}
    taken = {**A, "code": unified_code(888)}
    second = Month([renamed, listed, B, taken], "anbn", first)
    assert second.ids[0] == first.ids[0]
    assert second.ids[3] == second.ids[1] not in first.ids
    assert ("renamed", A["name"], renamed["name"]) in second.events
    assert {event for event, _, _ in second.events} <= {"renamed", "split", "new"}


def test_a_released_name_after_the_firm_is_gone():
    """The old firm has gone, a new one with another code has its name: a new id, the old one gone."""
    first = Month([A, B], "ab")
    second = Month([{**A, "code": unified_code(888)}, B], "ab", first)
    assert second.ids[1] == first.ids[1]
    assert second.ids[0] not in first.ids
    assert set(second.events) == {("new", "", ""), ("gone", first.ids[0], "")}


def test_every_event_says_why():
    """In both languages."""
    first = Month([A, A2, B], "aab")
    second = Month([A, A2, C], "abc", first)
    assert second.why
    assert all(" / " in why for why in second.why)


FIRMS = [firm(number, unified_code(number)) for number in range(200, 206)]
PARTS = [
    {"file": file, "name": one["name"], "employer_no": f"{file}{place}"}
    for place, one in enumerate(FIRMS)
    for file in ("social", "bank")
]


@given(
    st.lists(st.sampled_from("uvwxyz"), min_size=18, max_size=18),
    st.lists(st.sampled_from("uvwxyz"), min_size=18, max_size=18),
    st.permutations(range(18)),
)
def test_whatever_becomes_of_clusters(before, now, order):
    """Any clusters before and any now: one id each, never two with the same; each old id lives, merged or is gone."""
    rows = [*FIRMS, *PARTS]
    first = Month(rows, before)
    second = Month([rows[place] for place in order], [now[place] for place in order], first)
    by_cluster = {}
    for cluster, name in zip([now[place] for place in order], second.ids, strict=True):
        assert by_cluster.setdefault(cluster, name) == name
    assert len(set(by_cluster.values())) == len(by_cluster)
    told = {name for event, name, _ in second.events if event in ("merged", "gone")}
    assert set(first.ids) == (set(second.ids) & set(first.ids)) | told
    born = {name for name, event in second.by_id if event in ("new", "split")}
    assert set(second.ids) - set(first.ids) == born
