"""Code cells: the standards' vectors, placeholders, damage that can be mended for certain and damage that cannot."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engines.linkage.made_up import cases, org_code, person_number, registration_number, unified_code
from wengang.engines.linkage.codes import is_placeholder, read_code, repair
from wengang.kernel.identifiers import org_code_is_valid, uscc_is_valid

NUMBERS = st.integers(0, 9999)
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("case", cases("codes.csv"), ids=lambda case: case["cell"])
def test_cells(case):
    """What each cell says for certain, what it hints at, and what reading it changed."""
    code = read_code(case["cell"])
    found = {name: getattr(code, name) or "" for name in case if name != "cell"}
    assert found == {name: case[name] for name in found}


@given(st.text())
@example("²" * 18)
@example("٣" * 9)
@example("Ⅷ" * 9)
def test_no_text_crashes_the_reader(text):
    """Any text is a code or none; what is certain has right check characters, and reading it again changes nothing."""
    code = read_code(text)
    assert code.org is None or org_code_is_valid(code.org)
    assert code.likely_org is None or org_code_is_valid(code.likely_org)
    again = read_code(code.text)
    assert (again.text, again.org, again.likely_org, again.reg_no) == (
        code.text,
        code.org,
        code.likely_org,
        code.reg_no,
    )


@given(NUMBERS)
def test_one_organisation_in_all_its_numbers(number):
    """Unified code, organisation code, old tax number: the same organisation; a registration number says nothing of it."""
    org = org_code(number)
    for cell in (
        unified_code(number),
        unified_code(number).lower(),
        org,
        f"{org[:8]}-{org[8]}",
        f"210702{org}",
    ):
        assert read_code(cell).org == org
    registered = read_code(registration_number(number))
    assert (registered.org, registered.reg_no) == (None, registration_number(number))


@given(NUMBERS, st.integers(0, 17), st.sampled_from(_ALPHABET))
def test_one_wrong_character_is_never_another_unit(number, place, other):
    """A single wrong character leaves no sound code but the right one, and any hint is the right one's or none is sure."""
    code = unified_code(number)
    wrong = code[:place] + other + code[place + 1 :]
    read = read_code(wrong)
    assert read.org == (code[8:17] if wrong == code else None)


@given(NUMBERS, st.integers(0, 16))
def test_two_characters_swapped(number, place):
    """Two neighbours swapped: mended to the right code, or left, where more than one could be meant; never sound."""
    code = unified_code(number)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped == code:
        return
    mended = repair(swapped)
    assert read_code(swapped).org is None
    assert mended is None or (uscc_is_valid(mended) and org_code_is_valid(mended[8:17]))
    others = {swapped[:at] + swapped[at + 1] + swapped[at] + swapped[at + 2 :] for at in range(17)} - {
        swapped
    }
    sound = {text for text in others if uscc_is_valid(text) and org_code_is_valid(text[8:17])}
    assert code in sound
    assert mended == (code if sound == {code} else None)


def test_letters_no_code_holds_are_mended():
    """O, I, S, Z for the digits they look like, all at once; a letter that codes hold is left as it is."""
    code = unified_code(1234)
    told = code.replace("0", "O").replace("1", "I").replace("2", "Z").replace("5", "S")
    assert told != code
    assert repair(told) == code
    assert repair(code[:-1] + ("3" if code[-1] != "3" else "4")) in (None, code)


def test_repair_of_nothing_to_mend():
    """A sound code needs none, and noise gets none."""
    assert repair("9" * 18) is None
    assert repair("A" * 18) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [("0" * 9, True), ("1234567", True), ("123456789", True), ("12345678901234567", True), ("ABCDEFGHI", True),
     ("91350100M000100Y43", False), ("123456788", False), ("12210700000000019B", False), ("210700000000018", False)],
)  # fmt: skip
def test_placeholders(text, found):
    """What people type who have no code; not the standards' own vectors."""
    assert is_placeholder(text) is found


def test_a_citizens_number_is_no_organisation():
    """A sole trader's tax number may be his own: its digits 9 to 17 are a birthday, not an organisation."""
    born = [person_number("19900228", sequence=sequence) for sequence in range(1000)]
    assert not any(read_code(number).org or read_code(number).likely_org for number in born)
    sound = read_code("210702199002281231")
    assert (sound.text, sound.likely_org) == ("210702199002281231", None)
