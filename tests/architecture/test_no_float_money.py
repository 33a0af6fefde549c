"""Money is a whole number of fen (分): no float comes near a name that ends in _fen."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from architecture.source import CODE, name_of, parsed, python_files

FLOAT_TYPES = {"float", "float32", "float64", "double"}


def _is_money(node: ast.AST) -> bool:
    """Whether an expression is named as an amount: x_fen, row.x_fen, row["x_fen"]."""
    match node:
        case (
            ast.Name(id=name) | ast.Attribute(attr=name) | ast.Subscript(slice=ast.Constant(value=str(name)))
        ):
            return name.endswith("_fen")
    return False


def _floats(node: ast.AST | None) -> bool:
    """Whether a float literal, float() or a cast to a floating type stands inside."""
    for part in ast.walk(node) if node else ():
        match part:
            case ast.Constant(value=float()):
                return True
            case ast.Name(id="float"):
                return True
            case ast.Call(func=ast.Attribute(attr="cast"), args=[ast.Constant(value=str(kind)), *_]):
                if kind in FLOAT_TYPES:
                    return True
    return False


def _pairs(node: ast.AST) -> Iterator[tuple[bool, ast.AST | None]]:
    """(is an amount, what is put into it or beside it) for each place where the two could meet."""
    match node:
        case ast.Assign(targets=targets, value=value):
            yield any(_is_money(target) for target in targets), value
        case ast.AnnAssign(target=target, annotation=annotation, value=value):
            yield _is_money(target), annotation
            yield _is_money(target), value
        case ast.AugAssign(target=target, value=value):
            yield _is_money(target), value
        case ast.keyword(arg=str(name), value=value):
            yield name.endswith("_fen"), value
        case ast.arg(arg=name, annotation=annotation):
            yield name.endswith("_fen"), annotation
        case ast.FunctionDef(name=name, returns=returns):
            yield name.endswith("_fen"), returns
        case ast.BinOp(left=left, right=right) | ast.Compare(left=left, comparators=[right]):
            yield _is_money(left), right
            yield _is_money(right), left
        case ast.Dict(keys=keys, values=values):
            for key, value in zip(keys, values, strict=True):
                yield isinstance(key, ast.Constant) and str(key.value).endswith("_fen"), value


def faults(tree: ast.AST) -> list[str]:
    """The lines on which a float meets an amount, or an amount is divided by /."""
    found = []
    for node in ast.walk(tree):
        divided = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and _is_money(node.left)
        if divided or any(money and _floats(beside) for money, beside in _pairs(node)):
            line = getattr(node, "lineno", 0)
            found.append(f"{line}: {ast.unparse(node)}")
    return found


@pytest.mark.parametrize("path", python_files(*CODE), ids=name_of)
def test_no_float_money(path: Path):
    """In the project's code no float is put into, added to or compared with an amount."""
    assert faults(parsed(path)) == []


@pytest.mark.parametrize(
    "text",
    [
        "amount_fen = 1.5",
        "amount_fen = float(text)",
        "amount_fen: float = 0",
        "row['base_fen'] * 0.5",
        "row.base_fen > 10.0",
        "total_fen / 2",
        "table.mutate(base_fen=table.yuan.cast('float64'))",
        "def refund_fen() -> float: ...",
        "def pay(amount_fen: float): ...",
        "{'amount_fen': 2.0}",
    ],
)
def test_the_check_finds(text):
    """Each way in which a float could come near an amount is seen."""
    assert faults(ast.parse(text))


@pytest.mark.parametrize(
    "text", ["base_fen * 8000 // 10000", "Decimal(base_fen) / 100", "rate = 0.5", "x_fen: int = 0"]
)
def test_the_check_lets_pass(text):
    """Whole numbers, decimals for people and floats that are no money are left alone."""
    assert faults(ast.parse(text)) == []
