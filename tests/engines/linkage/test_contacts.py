"""Phones and addresses as typed: one form each, or none."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engines.linkage.made_up import cases
from wengang.engines.linkage.contacts import read_address, read_phone
from wengang.engines.linkage.text import folded

READ = {
    "phone": read_phone,
    "street": lambda cell: read_address(folded(cell)).street,
    "full": lambda cell: read_address(folded(cell)).full,
}


@pytest.mark.parametrize("case", cases("contacts.csv"), ids=lambda case: f"{case['kind']} {case['cell']}")
def test_cells(case):
    """The phone, the street with its number, the room, as they are compared."""
    assert READ[case["kind"]](case["cell"]) == case["found"]


@given(st.text())
@example("٣" * 11)
@example("转")
@example("#" * 9)
@example("路" * 50 + "1")
def test_no_text_crashes_the_readers(text):
    """Any text is a phone of 7, 8 or 11 digits or none, and an address or none."""
    phone = read_phone(text)
    assert phone == "" or (phone.isascii() and phone.isdigit() and len(phone) in (7, 8, 11))
    assert read_phone(phone) == phone
    address = read_address(folded(text))
    assert address.full.startswith(address.street)


@given(
    st.integers(3, 9),
    st.integers(0, 10**9 - 1),
    st.sampled_from(["{}", "+86{}", "0{}", " {} ", "{}/2123456"]),
)
def test_a_mobile_in_any_dress(second, rest, dress):
    """Prefixes, spaces and a second number never change a mobile phone (unless its digits say it is made up)."""
    plain = f"1{second}{rest:09d}"
    assert read_phone(dress.format(plain)) in (plain, "" if read_phone(plain) == "" else plain, "2123456")
    if read_phone(plain):
        assert read_phone(dress.format(plain)) == plain


@pytest.mark.parametrize("words", ["集群注册", "众创空间", "企业孵化器", "商务秘书公司托管"])
def test_pooled_addresses(words):
    """Where many are registered by agreement, the address says nothing."""
    assert read_address(folded(f"锦州市凌河区中央大街12号{words}")).pooled
    assert not read_address(folded("锦州市凌河区中央大街12号")).pooled
