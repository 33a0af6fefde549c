"""Packs found by folder: ``<folder>/rules.py`` with ``PACK``, beside ``parameters.yaml`` and ``cases/``."""

import importlib
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType

from wengang.engines.policy.pack import Pack
from wengang.kernel.errors import bad_input

NAMESPACE = "wengang_policies"
"""Package under which the packs' folders are imported, so that one pack may build on another."""


@dataclass(frozen=True)
class Scheme:
    """A pack's name (``retention-refund``) and its folder (``…/retention_refund``)."""

    name: str
    folder: Path

    def load(self) -> Pack:
        """The pack itself; imports its ``rules.py``. Raises InputError where that holds none."""
        mount([self.folder.parent])
        module = importlib.import_module(f"{NAMESPACE}.{self.folder.name}.rules")
        pack = getattr(module, "PACK", None)
        if isinstance(pack, Pack):
            return pack
        raise bad_input(
            "没有定义政策包 PACK",
            "it defines no policy pack",
            "在 rules.py 中写 PACK = Pack(...)",
            "write PACK = Pack(...) in rules.py",
            file=str(self.folder / "rules.py"),
        )

    def cases(self) -> list[Path]:
        """Files of worked cases that come with it."""
        return sorted((self.folder / "cases").glob("*.csv"))


def mount(roots: Iterable[Path]) -> None:
    """Make the packs of these folders importable under :data:`NAMESPACE`; earlier roots win."""
    package = sys.modules.get(NAMESPACE)
    if package is None:
        package = ModuleType(NAMESPACE)
        package.__path__ = []
        sys.modules[NAMESPACE] = package
    for root in roots:
        text = str(root.resolve())
        if text not in package.__path__:
            package.__path__.append(text)


def find_schemes(roots: Sequence[Path]) -> dict[str, Scheme]:
    """Schemes by name, in order of name; a folder given earlier hides a later one of the same name."""
    found: dict[str, Scheme] = {}
    for root in roots:
        for rules in sorted(root.glob("*/rules.py")):
            name = rules.parent.name.replace("_", "-")
            found.setdefault(name, Scheme(name=name, folder=rules.parent))
    return dict(sorted(found.items()))


def scheme_named(name: str, roots: Sequence[Path]) -> Scheme:
    """The scheme of that name. Raises InputError with what there is."""
    schemes = find_schemes(roots)
    if name in schemes:
        return schemes[name]
    near = ", ".join(get_close_matches(name, schemes, n=1) or schemes)
    raise bad_input(
        "没有这个政策包", "no such scheme", f"可用: {near}", f"there is: {near}", column="SCHEME", value=name
    )
