"""Imports point one way."""

import ast
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from architecture.source import ROOT, name_of, parsed, python_files

PACK_MAY_IMPORT = ("wengang.engines.policy", "wengang.kernel", "ibis")


def test_the_contracts_of_import_linter_hold():
    """The layers, the independence of engines and measures and the purity of the kernel (.importlinter)."""
    command = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([command, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def _imported(path: Path) -> list[str]:
    names = []
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.append(node.module or "")
    return names


@pytest.mark.parametrize("path", python_files("policies"), ids=name_of)
def test_a_pack_imports_the_policy_engine_the_kernel_and_ibis_alone(path):
    """A pack stands on nothing else (the standard library apart), so that a city can write one of its own."""
    foreign = [
        name
        for name in _imported(path)
        if name.split(".")[0] not in sys.stdlib_module_names
        and not any(name == allowed or name.startswith(f"{allowed}.") for allowed in PACK_MAY_IMPORT)
    ]
    assert foreign == []


@pytest.mark.parametrize("path", python_files("policies"), ids=name_of)
def test_a_pack_does_not_reach_out_of_the_packs(path):
    """A relative import stays inside the pack, or goes to another pack that this one builds on."""
    depth = len(path.relative_to(ROOT / "policies").parts)
    too_far = [
        ast.unparse(node)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and node.level > depth
    ]
    assert too_far == []


def _cycle(graph: grimp.ImportGraph) -> list[str]:
    """One circle of modules that import each other, or nothing."""
    done: set[str] = set()
    for start in sorted(graph.modules):
        trail: list[str] = []
        stack = [(start, iter(sorted(graph.find_modules_directly_imported_by(start))))]
        trail.append(start)
        while stack and start not in done:
            module, following = stack[-1]
            successor = next(following, None)
            if successor is None:
                done.add(module)
                stack.pop()
                trail.pop()
            elif successor in trail:
                return trail[trail.index(successor) :]
            elif successor not in done:
                trail.append(successor)
                stack.append((successor, iter(sorted(graph.find_modules_directly_imported_by(successor)))))
    return []


def test_no_modules_import_each_other_in_a_circle():
    """The graph of imports has no cycle, not even inside one engine."""
    assert _cycle(grimp.build_graph("wengang", cache_dir=None)) == []
