"""Characters before anything is read out of them."""

from hypothesis import example, given
from hypothesis import strategies as st

from wengang.engines.linkage.text import (
    LOST,
    MOJIBAKE,
    all_folded,
    folded,
    glyphs,
    simplified,
    sounds,
    without_dots,
)


@given(st.text())
@example("İ")
@example("ﬃ")
@example("\u0345")
@example("ŉ")
@example("（﹙❨")
def test_folding_is_idempotent(text):
    """A folded text folds to itself and holds no space."""
    once = folded(text)
    assert folded(once) == once
    assert not any(character.isspace() for character in once)


@given(st.lists(st.text(), max_size=5))
@example(["a\nb", "c"])
@example(["", "", "x"])
def test_simplifying_many_is_simplifying_each(texts):
    """Texts are simplified at one go; whatever stands in one, none moves into another's place."""
    whole = [text.replace("\n", " ") for text in texts]
    assert simplified(whole) == [one for text in whole for one in simplified([text])]
    assert all(all_folded([text])[text] == folds for text, folds in all_folded(texts).items())


@given(st.text())
def test_one_sign_a_character(text):
    """Distances over glyphs count characters; sounds and dots take any text."""
    signs = glyphs(text)
    assert len(signs) == len(text)
    assert signs.isascii()
    assert len(sounds(text).split(" ")) >= (1 if text else 0)
    assert len(without_dots(text)) <= len(text)


def test_sounds():
    """Same sound, whatever the tone; a character without a reading stands for itself."""
    assert sounds("锦州") == sounds("进洲") == "jin zhou"
    assert sounds("鑫") != sounds("宏")
    assert sounds("A") == "A"


def test_dots_within_names():
    """All dots that are typed within transliterated names go."""
    assert {without_dots(f"阿卜杜拉{dot}买买提") for dot in "·.•‧・∙⋅"} == {"阿卜杜拉买买提"}


def test_what_a_wrong_encoding_leaves():
    """Mojibake and lost signs are seen, in folded text too; names with a round zero or one accent are not."""
    for text in ("锟斤拷", "é”¦å·žé‘«", "\x81锦"):
        assert MOJIBAKE.search(folded(text))
    for text in ("锦州��商贸", "锦州？？商贸", "锦州□商贸", "张*"):
        assert LOST.search(folded(text))
    for text in ("锦州鑫源商贸有限公司", "七〇三厂", "CAFÉ咖啡店"):
        assert not MOJIBAKE.search(folded(text))
        assert not LOST.search(folded(text))
