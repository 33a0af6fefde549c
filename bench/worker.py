"""One side of a measurement in a process of its own: it reads orders, one a line, and answers each with JSON."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self


class Worker:
    """A process that runs one side. Its memory is its own, and it stays warm between orders."""

    def __init__(self, program: Path, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(program), *arguments],
            env=os.environ | {"ARROW_DEFAULT_MEMORY_POOL": "system"},  # as in the command: see cli/process.py
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, order: str) -> dict[str, object]:
        """Its answer to an order. Raises RuntimeError when the process ended instead."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(order + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the process ended at {order!r}")
        said: dict[str, object] = json.loads(answer)
        return said

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait()


def serve(orders: Mapping[str, Callable[[], Mapping[str, object]]]) -> None:
    """Answer orders until the input ends; the side of the process."""
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        print(json.dumps(orders[line.strip()]()), file=answers, flush=True)
