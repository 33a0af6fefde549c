"""The project's own Python files, parsed once for the tests of this folder."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ("src", "policies", "tools", "bench")
TESTS = ("tests",)


@functools.cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def python_files(*folders: str) -> list[Path]:
    """Every Python file below the folders of the project, sorted."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    """A file's path inside the project, as it is written in messages and exceptions."""
    return path.relative_to(ROOT).as_posix()


Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def definitions(tree: ast.AST, within: str = "") -> Iterator[tuple[str, Definition]]:
    """Each function and class with its dotted name, inner ones too."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Definition):
            name = f"{within}.{node.name}" if within else node.name
            yield name, node
            yield from definitions(node, name)
        else:
            yield from definitions(node, within)
