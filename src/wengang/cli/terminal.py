"""Talking to a person at a terminal: tables, money, progress, and the machine-readable last line."""

import json
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from wengang.cli.language import CHINESE, language
from wengang.kernel.money import yuan_text

PAPER_WIDTH = 160
"""Columns where nobody looks: a pipe or a file."""
_PATIENCE_SECONDS = 1.0
_FURTHER_IN, _NARROWEST = 4, 30
"""Blanks before the rest of a line that is broken, and the least room for it: where there is less, none is."""


@dataclass(frozen=True)
class Voice:
    """Says things in one language on standard output."""

    lang: str

    def pick(self, zh: str, en: str) -> str:
        """The wording in the language of this run."""
        return zh if self.lang == CHINESE else en

    def of(self, text: Any) -> str:
        """A Text (or a pair) in the language of this run."""
        return str(text[0] if self.lang == CHINESE else text[1])

    def yuan(self, fen: int | None) -> str:
        """Money for a person: ``1,234,567.89``, nothing where it is not known."""
        return "" if fen is None else yuan_text(fen)

    def line(self, text: str = "") -> None:
        """Plain lines. On a terminal too narrow for one, its rest stands further in than it begins."""
        console = self.console()
        for one in text.split("\n"):
            for part in _hanging(one, console) if console.is_terminal else [one]:
                console.print(part, markup=False, highlight=False, soft_wrap=True)

    def heading(self, text: str) -> None:
        """A line that opens a part."""
        console = self.console()
        lines = _hanging(text, console) if console.is_terminal else [text]
        console.print("\n" + "\n".join(lines), style="bold", markup=False, highlight=False)

    def table(
        self, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[object]], *, title: str = ""
    ) -> None:
        """Aligned cells under their headings; a column is ``(heading, "left" | "right")``."""
        from wengang.cli.columns import blocks

        headings = [heading for heading, _ in columns]
        cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
        console = self.console()
        for number, block in enumerate(blocks(headings, cells, width=console.width)):
            shown = self._block(columns, cells, block=block)
            shown.title = title or None if number == 0 else None
            console.print(shown)

    def _block(self, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]], *, block: Any) -> Any:
        """Rich's table of some of the columns."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(box=box.SIMPLE_HEAD, title_justify="left", title_style="bold", pad_edge=False)
        for at, width in zip(block.columns, block.widths, strict=True):
            heading, side = columns[at]
            right = "right" if side == "right" else "left"
            table.add_column(Text(heading), justify=right, overflow="fold", width=width)
        for row in rows:
            table.add_row(*[Text(row[at]) for at in block.columns])
        return table

    def console(self) -> Any:
        """Rich's console on today's standard output."""
        from rich.console import Console

        console = Console(
            file=sys.stdout, width=None if sys.stdout.isatty() else PAPER_WIDTH, highlight=False
        )
        console.on_broken_pipe = _reader_left  # type: ignore[method-assign]
        return console


def _hanging(line: str, console: Any) -> list[str]:
    """A line as it fits the terminal, broken between words."""
    from rich.cells import cell_len
    from rich.text import Text

    if cell_len(line) <= console.width:
        return [line]
    words = line.lstrip()
    indent = " " * (len(line) - len(words))
    room = console.width - len(indent) - _FURTHER_IN
    if room < _NARROWEST:
        return [line]
    parts = [str(part).rstrip() for part in Text(words).wrap(console, room, overflow="fold")]
    return [indent + parts[0], *(indent + " " * _FURTHER_IN + part for part in parts[1:])]


def _reader_left() -> None:
    """Rich would end the process with status 1, which here means a defect."""
    raise BrokenPipeError


def voice(lang: str | None) -> Voice:
    """The voice of a command that was given ``--lang``, or not."""
    return Voice(lang or language(sys.argv[1:]))


def last_line(value: Mapping[str, object]) -> None:
    """The machine-readable last line of ``--json``."""
    print(json.dumps(value, ensure_ascii=False, default=str))


class Steps:
    """Progress on standard error: silent for a second, then a line that changes; nothing without a terminal."""

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._lock = threading.Lock()
        self._text = ""
        self._status: Any = None

    def __call__(self, step: Any) -> None:
        """Say what is being done now: a Text, or one word for both languages."""
        with self._lock:
            self._text = step if isinstance(step, str) else str(step[0] if self._lang == CHINESE else step[1])
            if self._status is not None:
                self._status.update(self._text)

    def show(self) -> None:
        """Begin to show it."""
        from rich.console import Console

        with self._lock:
            self._status = Console(stderr=True).status(self._text or "…")
            self._status.start()

    def hide(self) -> None:
        """Take it off the terminal."""
        with self._lock:
            if self._status is not None:
                self._status.stop()
                self._status = None


@contextmanager
def progress(lang: str) -> Iterator[Steps]:
    """Steps shown while the block runs, once it has taken a second and if someone watches."""
    steps = Steps(lang)
    timer = threading.Timer(_PATIENCE_SECONDS, steps.show)
    timer.daemon = True
    if sys.stderr.isatty():
        timer.start()
    try:
        yield steps
    finally:
        timer.cancel()
        if timer.ident is not None:
            timer.join()
        steps.hide()
