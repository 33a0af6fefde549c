"""Which files make a parameter book: the pack's own, what it includes of another pack, a place's local ones."""

from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

from wengang.engines.policy.parameter_checks import check_gaps, check_overlaps, check_sources, check_years
from wengang.engines.policy.parameter_entry import Source
from wengang.engines.policy.parameter_files import read_local_file, read_pack_file
from wengang.engines.policy.parameter_spot import Draft
from wengang.engines.policy.parameter_yaml import Lined, read_yaml
from wengang.kernel.errors import Finding, InputError

PACK_FILE = "parameters.yaml"
_LOCAL, _EXTRA = 1, 2
"""Layers: a place's file that ships with the pack, and a bureau's own outside it."""


def load_draft(folder: Path, extra: Sequence[Path]) -> tuple[Draft, tuple[Path, ...]]:
    """Everything that the files of a pack say, checked, and the files. Raises InputError with every fault found."""
    draft = Draft()
    file = f"{folder.name}/{PACK_FILE}"
    content = read_pack_file(draft, folder / PACK_FILE, name=file)
    own_paths = frozenset(draft.declarations)
    elsewhere = [path for path in extra if "include" in content and _speaks_of_others(path, own_paths)]
    included = _include(draft, content, folder=folder, extra=extra, loose=elsewhere)
    files = [folder / PACK_FILE]
    for path, layer in _place_files(folder, [path for path in extra if path not in elsewhere]):
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
    """Local files in order of name, then the bureau's own: files, or folders that hold them (or a ``local/``).

    A folder that does not exist holds none: a bureau may have values for the included pack alone.
    """
    found = [(path, _LOCAL) for path in sorted((folder / "local").glob("*.yaml"))]
    for path in extra:
        inner = path / "local" if (path / "local").is_dir() else path
        single = [inner] if inner.suffix == ".yaml" else []
        found += [(file, _EXTRA) for file in (sorted(inner.glob("*.yaml")) if inner.is_dir() else single)]
    return [(path, layer) for path, layer in found if path.name != PACK_FILE]


def _speaks_of_others(path: Path, own_paths: frozenset[str]) -> bool:
    """Whether a bureau's single file gives no value of the pack's own: it is then for the included pack."""
    if path.is_dir() or path.suffix != ".yaml":
        return False
    parameters = read_yaml(path, name=path.name).get("parameters")
    return isinstance(parameters, Lined) and not own_paths & set(parameters)


def _include(
    draft: Draft, content: Lined, *, folder: Path, extra: Sequence[Path], loose: Sequence[Path]
) -> tuple[Path, ...]:
    """Take named parameters of another pack's book, with the places' values, for the years of this one."""
    files: list[Path] = []
    file = f"{folder.name}/{PACK_FILE}"
    included = content.get("include") or []
    for item in included if isinstance(included, list) else [included]:
        name, patterns = (item.get("pack"), item.get("paths")) if isinstance(item, Lined) else (None, None)
        if not isinstance(name, str) or not isinstance(patterns, list) or name == folder.name:
            draft.findings.append(_bad_include(file, content.line, item))
            continue
        beside = [path.parent / name for path in extra if (path.parent / name).is_dir()]
        other, read = load_draft(folder.parent / name, [*beside, *loose])
        files += read
        taken = {
            path for path in other.declarations if any(fnmatchcase(path, pattern) for pattern in patterns)
        }
        for pattern in patterns:
            if not any(fnmatchcase(path, pattern) for path in taken):
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
        for name in entry.sources:
            source = draft.sources.setdefault(name, other.sources[name])
            if source.document != other.sources[name].document:
                draft.findings.append(_two_documents(source))


def _two_documents(source: Source) -> Finding:
    return Finding(
        file=source.file,
        column=f"sources.{source.id}",
        value=source.document,
        problem_zh="引入的政策包以同名指另一文件",
        problem_en="the included pack names another document so",
        fix_zh="另取名",
        fix_en="give it another name",
    )


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
