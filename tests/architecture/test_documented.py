"""Who reads the kernel or an engine for the first time finds a docstring and types at every public name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from architecture.source import Definition, name_of, parsed, python_files

FOLDERS = ("src/wengang/kernel", "src/wengang/engines", "policies")


def _public(tree: ast.Module) -> Iterator[tuple[str, Definition]]:
    """Functions and classes that others may use, and the methods of such classes."""
    for node in tree.body:
        if isinstance(node, Definition) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                for part in node.body:
                    if isinstance(part, Definition) and not part.name.startswith("_"):
                        yield f"{node.name}.{part.name}", part


def _untyped(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    arguments = function.args
    named = [
        a
        for a in arguments.posonlyargs + arguments.args + arguments.kwonlyargs
        if a.arg not in ("self", "cls")
    ]
    return function.returns is None or any(argument.annotation is None for argument in named)


@pytest.mark.parametrize("path", python_files(*FOLDERS), ids=name_of)
def test_public_names_are_documented_and_typed(path: Path):
    """A module says what it is for; a public class or function says what it gives and with which types."""
    tree = parsed(path)
    faults = [] if ast.get_docstring(tree) or not tree.body else ["the module has no docstring"]
    for name, node in _public(tree):
        if not ast.get_docstring(node):
            faults.append(f"{name} has no docstring")
        if not isinstance(node, ast.ClassDef) and _untyped(node):
            faults.append(f"{name} is not fully typed")
    assert faults == []
