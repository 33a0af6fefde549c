"""How a process of Wengang starts: memory, the collector of garbage, and no library that nobody uses."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any

_PANDAS = "pandas"


def settle() -> None:
    """Set up a process that runs one command; must come before Arrow is imported.

    Arrow's own allocator asks Linux for huge pages, which the kernel clears each time: 10 s of system time in a
    decided city of 40,000 employers, 2 s with the C library's. Python's collector is called after every 700
    objects, and finds nothing among modules and rows that all stay: 0.1 s of every start.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    gc.set_threshold(50_000, 20, 20)


def finish() -> None:
    """Before the process ends: what is still there is not searched for garbage, 0.3 s after a city was decided."""
    gc.freeze()


@contextmanager
def without_pandas() -> Iterator[None]:
    """In the block there is no pandas, unless it was imported before; after it Arrow sees a later import.

    Arrow imports pandas when it is first given a list or asked for a NumPy array, only to ask whether what it has
    is a frame: a quarter of a second (two where nothing is compiled beforehand) and 40 MB, where nobody has frames.
    """
    if _PANDAS in sys.modules:
        yield
        return
    hidden = _Hidden()
    sys.meta_path.insert(0, hidden)
    try:
        yield
    finally:
        arrow = sys.modules.get("pyarrow")
        # Arrow asks once and remembers: had it not asked yet, it does now, and is told no.
        unknown = arrow is not None and not arrow.lib._pandas_api.have_pandas  # noqa: SLF001
        sys.meta_path.remove(hidden)
        if unknown and not any(isinstance(finder, _Later) for finder in sys.meta_path):
            sys.meta_path.insert(0, _Later())


class _Hidden(MetaPathFinder):
    """While it stands first, there is no pandas."""

    def find_spec(self, fullname: str, *_: object) -> ModuleSpec | None:
        if fullname == _PANDAS:
            raise ModuleNotFoundError(f"No module named {_PANDAS!r} (hidden: this command does without)")
        return None


class _Later(MetaPathFinder):
    """Waits for whoever imports pandas in earnest, and then has Arrow look again."""

    def find_spec(self, fullname: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if fullname != _PANDAS:
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Telling(spec.loader)
        return spec


class _Telling(Loader):
    """Loads pandas as its own loader does, then tells Arrow."""

    def __init__(self, own: Loader) -> None:
        self._own = own

    def create_module(self, spec: ModuleSpec) -> Any:
        return self._own.create_module(spec)

    def exec_module(self, module: Any) -> None:
        module.__spec__.loader = module.__loader__ = self._own
        self._own.exec_module(module)
        import pyarrow as pa

        _ = pa.lib._pandas_api.pd  # noqa: SLF001 - asked for by name, Arrow looks again
