"""Which files make a parameter book: the pack's own, what it includes of another pack, a place's local ones."""

from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

from wengang.engines.policy.parameter_checks import check_gaps, check_overlaps, check_sources, check_years
from wengang.engines.policy.parameter_files import read_local_file, read_pack_file
from wengang.engines.policy.parameter_spot import Draft
from wengang.engines.policy.parameter_yaml import Lined
from wengang.kernel.errors import Finding, InputError

PACK_FILE = "parameters.yaml"
_LOCAL, _EXTRA = 1, 2
"""Layers: a place's file that ships with the pack, and a bureau's own outside it."""


def load_draft(folder: Path, extra: Sequence[Path]) -> tuple[Draft, tuple[Path, ...]]:
    """Everything that the files of a pack say, checked, and the files. Raises InputError with every fault found."""
    draft = Draft()
    file = f"{folder.name}/{PACK_FILE}"
    content = read_pack_file(draft, folder / PACK_FILE, name=file)
    included = _include(draft, content, folder=folder, extra=extra, file=file)
    files = [folder / PACK_FILE]
    for path, layer in _place_files(folder, extra):
        files.append(path)
        name = f"{folder.name}/local/{path.name}" if layer == _LOCAL else path.name
        read_local_file(draft, path, name=name, layer=layer)
    if not draft.findings:  # a file with slips of the pen has gaps that are none
        draft.findings += [
            *check_years(draft.entries, draft.years),
            *check_overlaps(draft.entries),
            *check_gaps(draft.declarations, draft.entries, draft.years, file=file),
            *check_sources(draft.sources, draft.used_sources),
        ]
    if draft.findings:
        raise InputError(draft.findings)
    return draft, (*files, *included)


def _place_files(folder: Path, extra: Sequence[Path]) -> list[tuple[Path, int]]:
    """Local files in order of name, then the bureau's own: files, or folders that hold them (or a ``local/``)."""
    found = [(path, _LOCAL) for path in sorted((folder / "local").glob("*.yaml"))]
    for path in extra:
        inner = path / "local" if (path / "local").is_dir() else path
        found += [(file, _EXTRA) for file in (sorted(inner.glob("*.yaml")) if inner.is_dir() else [inner])]
    return [(path, layer) for path, layer in found if path.name != PACK_FILE]


def _include(
    draft: Draft, content: Lined, *, folder: Path, extra: Sequence[Path], file: str
) -> tuple[Path, ...]:
    """Take named parameters of another pack's book, with the places' values, for the years of this one."""
    files: list[Path] = []
    included = content.get("include") or []
    for item in included if isinstance(included, list) else [included]:
        name, patterns = (item.get("pack"), item.get("paths")) if isinstance(item, Lined) else (None, None)
        if not isinstance(name, str) or not isinstance(patterns, list):
            draft.findings.append(_bad_include(file, content.line, item))
            continue
        beside = [path.parent / name for path in extra if path.is_dir() and (path.parent / name).is_dir()]
        other, read = load_draft(folder.parent / name, beside)
        files += read
        taken = {
            path for path in other.declarations if any(fnmatchcase(path, pattern) for pattern in patterns)
        }
        for pattern in patterns:
            if not any(fnmatchcase(path, pattern) for path in other.declarations):
                draft.findings.append(_bad_include(file, content.line, pattern))
        for path in (path for path in other.declarations if path in taken):
            draft.declarations.setdefault(path, other.declarations[path])
        _take_entries(draft, other, taken)
    return tuple(files)


def _take_entries(draft: Draft, other: Draft, taken: set[str]) -> None:
    first, last = draft.years
    for entry in other.entries:
        years = max(entry.years[0], first), min(entry.years[1], last)
        if entry.path not in taken or years[0] > years[1]:
            continue
        draft.entries.append(replace(entry, years=years))
        draft.used_sources.update(entry.sources)
        for source in entry.sources:
            draft.sources.setdefault(source, other.sources[source])


def _bad_include(file: str, line: int, found: object) -> Finding:
    return Finding(
        file=file,
        row=str(line),
        column="include",
        value=str(found),
        problem_zh="include 须写明政策包与其中有的参数路径",
        problem_en="an include names a pack and paths that it has",
        fix_zh='如 - {pack: retention_refund, paths: ["layoff.*"]}',
        fix_en='such as - {pack: retention_refund, paths: ["layoff.*"]}',
    )
