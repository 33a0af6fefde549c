"""Rows that name nobody exactly, and the employers that they may be about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wengang.mechanisms.register.services.joining.likenesses import Named, likely, one_apart

KNOWN = [
    (0, Named("锦州市鑫辉通讯器材有限公司", "杨玉", "YW0000001")),
    (1, Named("锦州市瑞昌通讯器材有限公司", "王强", "YW0000002")),
    (2, Named("锦州凌澈机电设备有限责任公司", "程刚海", "")),
    *(
        (3 + number, Named(f"锦州市{word}百货有限公司", "李某", ""))
        for number, word in enumerate("甲乙丙丁戊己")
    ),
]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        pytest.param(Named("锦州市辉通讯器材有限公司", "杨玉", ""), (0,), id="same person, character lost"),
        pytest.param(Named("鑫辉通讯", "阳玉", ""), (0,), id="same person to the ear, short"),
        pytest.param(Named("锦州市鑫晖通讯器材有限公司", "", ""), (0,), id="nobody named, character wrong"),
        pytest.param(Named("凌澈机电设备", "", ""), (2,), id="place and form left out"),
        pytest.param(Named("锦州市鑫晖通讯器材有限公司", "赵六", ""), (), id="somebody else"),
        pytest.param(Named("锦州市辉通讯器材有限公司", "杨玉", "YW9999999"), (), id="another sound code"),
        pytest.param(
            Named("锦州凌澈机电设备有限公司", "程刚海", "YW9999999"), (2,), id="no code to compare with"
        ),
        pytest.param(Named("锦州市通讯器材有限公司", "杨玉", "YW0000001"), (0,), id="the same code"),
        pytest.param(Named("", "杨玉", ""), (), id="no name"),
    ],
)
def test_who_may_be_meant(row, found):
    """The person in charge and a part of the name, or the name but for a slip or a cut; never against a sound code."""
    assert likely([[row]], KNOWN) == [found]


def test_what_is_linked_with_a_row_speaks_for_it():
    """A row is known by every name that linkage found for its unit."""
    listed = Named("锦州老名百货有限公司", "", "YW7777777")
    register = Named("锦州凌澈机电有限责任公司", "程刚海", "")
    assert likely([[listed], [listed, register]], KNOWN) == [(), (2,)]


def test_who_is_like_everybody_is_like_nobody():
    """A name that six employers come near to says nothing."""
    assert likely([[Named("百货有限公司", "李某", "")]], KNOWN) == [()]


NAMES = st.text("锦州鑫源商贸公司", min_size=6, max_size=12)


@given(NAMES, st.integers(0, 11), st.sampled_from("丙丁"))
def test_one_slip_is_one_apart(name, at, other):
    """A character wrong, added, lost or exchanged with the next; itself, whichever comes first; two slips are not."""
    at %= len(name) - 1
    swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    for slip in (name, name[:at] + other + name[at + 1 :], name[:at] + other + name[at:], swapped):
        assert one_apart(name, slip)
        assert one_apart(slip, name)
    assert not one_apart(name, "甲乙" + name)
    assert not one_apart(name, "甲" + name[1:-1] + "乙")
    assert not one_apart("鑫源", "鑫元")
