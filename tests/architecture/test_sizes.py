"""No room grows past what one reader holds in mind. The exceptions are named, and the list only shrinks."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from architecture.source import CODE, TESTS, Definition, definitions, name_of, parsed, python_files

FILE_LINES, TEST_FILE_LINES, FUNCTION_LINES, CLASS_LINES = 400, 600, 50, 300
CLASS_METHODS, POSITIONAL = 20, 3
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base", "manager", "managers"}

# "file: what": each with its reason. Take one out when it is mended; never put one in without a decision (docs/decisions).
EXCEPTIONS = {
    # A message in two languages with its two cures: the order zh, en is the same everywhere in the project.
    "src/wengang/kernel/errors.py: bad_input takes 4 positional arguments",
}


def _lines(node: Definition) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _positional(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    names = [argument.arg for argument in function.args.posonlyargs + function.args.args]
    return len(names[1:] if names[:1] in (["self"], ["cls"]) else names)


def _faults_of_definition(name: str, node: Definition, *, in_tests: bool) -> Iterator[str]:
    if isinstance(node, ast.ClassDef):
        methods = sum(isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) for part in node.body)
        if _lines(node) > CLASS_LINES:
            yield f"{name} has {_lines(node)} lines (class: at most {CLASS_LINES})"
        if methods > CLASS_METHODS:
            yield f"{name} has {methods} methods (at most {CLASS_METHODS})"
        return
    if _lines(node) > FUNCTION_LINES:
        yield f"{name} has {_lines(node)} lines (function: at most {FUNCTION_LINES})"
    # pytest hands a test its fixtures by name: their number is no burden on a caller.
    if not in_tests and _positional(node) > POSITIONAL:
        yield f"{name} takes {_positional(node)} positional arguments"


def _faults(path: Path, *, in_tests: bool) -> Iterator[str]:
    allowed = TEST_FILE_LINES if in_tests else FILE_LINES
    lines = path.read_text(encoding="utf-8").count("\n")
    if lines > allowed:
        yield f"{lines} lines (file: at most {allowed})"
    if path.stem in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES:
        yield "names a place for anything: name the thing"
    for name, node in definitions(parsed(path)):
        yield from _faults_of_definition(name, node, in_tests=in_tests)


def _all_faults() -> set[str]:
    return {
        f"{name_of(path)}: {fault}"
        for folders, in_tests in ((CODE, False), (TESTS, True))
        for path in python_files(*folders)
        for fault in _faults(path, in_tests=in_tests)
    }


@pytest.fixture(scope="module")
def faults() -> set[str]:
    """Everything past a limit, in the words of the exceptions."""
    return _all_faults()


def test_nothing_is_past_its_limit(faults):
    """Files, functions, classes and argument lists stay within the limits, apart from the named exceptions."""
    past = sorted(faults - EXCEPTIONS)
    assert not past, "\n".join(past)


def test_the_exceptions_only_shrink(faults):
    """An exception that is no longer needed is taken out of the list."""
    idle = sorted(EXCEPTIONS - faults)
    assert not idle, "\n".join(idle)
