"""The words that ship."""

from wengang.engines.linkage.names import family
from wengang.engines.linkage.vocabulary import words


def test_longest_first():
    """A word is tried before those that it ends with."""
    for found in (words().endings, words().branches, words().former):
        assert [len(word) for word in found] == sorted((len(word) for word in found), reverse=True)


def test_damaged_endings_are_no_words():
    """An ending that is one in its own right is never taken for another that was damaged."""
    assert not set(words().damaged) & set(words().forms)
    assert {family(form) for form in words().damaged.values()} <= {
        family(form) for form in words().forms.values()
    }


def test_all_are_text():
    """YAML reads an unquoted NO or NULL as no text: none slipped in."""
    known = words()
    for group in (known.forms, known.notes, known.lines, known.nameless, known.ambiguous, known.branches):
        assert all(isinstance(word, str) and word for word in group)
    assert "NULL" in known.nameless


def test_words_as_folded():
    """Names are folded before words are looked for: a word in another spelling would never be found."""
    known = words()
    for group in (known.forms, known.notes, known.lines, known.nameless, known.branches):
        assert all(word == word.upper() and " " not in word for word in group)
