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
        """A plain line."""
        self.console().print(text, markup=False, highlight=False, soft_wrap=True)

    def heading(self, text: str) -> None:
        """A line that opens a part."""
        self.console().print(f"\n{text}", style="bold", markup=False, highlight=False)

    def table(
        self, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[object]], *, title: str = ""
    ) -> None:
        """Aligned cells under their headings; a column is ``(heading, "left" | "right")``."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(
            box=box.SIMPLE_HEAD, title=title or None, title_justify="left", title_style="bold", pad_edge=False
        )
        for number, (heading, side) in enumerate(columns):
            right = "right" if side == "right" else "left"
            table.add_column(Text(heading), justify=right, overflow="fold", no_wrap=number == 0)
        for row in rows:
            table.add_row(*[Text("" if cell is None else str(cell)) for cell in row])
        self.console().print(table)

    def console(self) -> Any:
        """Rich's console on today's standard output."""
        from rich.console import Console

        console = Console(
            file=sys.stdout, width=None if sys.stdout.isatty() else PAPER_WIDTH, highlight=False
        )
        console.on_broken_pipe = _reader_left  # type: ignore[method-assign]
        return console


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
