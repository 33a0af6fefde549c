"""A wording in both languages of the house."""

from typing import NamedTuple


class Text(NamedTuple):
    """Chinese first, English too."""

    zh: str
    en: str

    def in_(self, language: str) -> str:
        """The wording in ``zh`` or ``en``."""
        return self.en if language == "en" else self.zh
