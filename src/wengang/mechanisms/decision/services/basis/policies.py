"""Where policy packs are found: those that ship, and the folders that ``WENGANG_POLICIES`` names before them."""

import os
from collections.abc import Mapping
from pathlib import Path

import yaml

import wengang
from wengang.engines.policy.catalogue import Scheme
from wengang.kernel.errors import bad_input

VARIABLE = "WENGANG_POLICIES"
_PACKAGE = Path(wengang.__file__).resolve().parent


def shipped() -> Path:
    """The packs of the repository: inside the wheel, or beside ``src`` in a checkout."""
    inside = _PACKAGE / "_policies"
    return inside if inside.is_dir() else _PACKAGE.parents[1] / "policies"


def own_folders(environment: Mapping[str, str] = os.environ) -> list[Path]:
    """Folders of a city's own packs and values. Raises InputError for one that does not exist."""
    folders = [Path(text) for text in environment.get(VARIABLE, "").split(os.pathsep) if text.strip()]
    for folder in folders:
        if not folder.is_dir():
            raise bad_input(
                f"{VARIABLE} 所指文件夹不存在",
                f"{VARIABLE} names a folder that does not exist",
                f"改正环境变量 {VARIABLE}",
                f"put the variable {VARIABLE} right",
                file=str(folder),
            )
    return folders


def policy_roots(environment: Mapping[str, str] = os.environ) -> list[Path]:
    """Folders to look for packs in, nearest first. Raises InputError."""
    return [*own_folders(environment), shipped()]


def own_values(scheme: Scheme, environment: Mapping[str, str] = os.environ) -> list[Path]:
    """A city's own place files for a scheme: in a folder of the pack's name, or lying openly where
    ``WENGANG_POLICIES`` points, as far as they name a parameter of the pack.
    """
    if not own_folders(environment):
        return []
    declared = _paths(scheme.folder / "parameters.yaml")
    found = []
    for folder in own_folders(environment):
        own = folder / scheme.folder.name
        if own.is_dir() and own.resolve() != scheme.folder.resolve():
            found.append(own)
        found += [path for path in sorted(folder.glob("*.yaml")) if _concerns(path, declared)]
    return found


def _concerns(path: Path, declared: frozenset[str]) -> bool:
    paths = _paths(path)
    return not paths or bool(paths & declared)


def _paths(path: Path) -> frozenset[str]:
    """Parameter paths of a file; none where it cannot be read, which its loader then says."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return frozenset()
    parameters = content.get("parameters") if isinstance(content, dict) else None
    return frozenset(parameters) if isinstance(parameters, dict) else frozenset()
