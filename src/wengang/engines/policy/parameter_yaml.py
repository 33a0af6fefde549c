"""YAML with line numbers: a file of parameters is read by people, and an error must say on which line it stands."""

from pathlib import Path

import yaml

from wengang.kernel.errors import bad_input


class Lined(dict[str, object]):
    """A mapping that knows the line on which it begins."""

    line: int = 0


class _Loader(yaml.SafeLoader):
    """SafeLoader that keeps lines and refuses a key that stands twice, where one of the two would be lost."""


class _Quick(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """The same, eight times as fast where the C library is there."""


def _lined_mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> Lined:
    loader.flatten_mapping(node)
    result = Lined()
    result.line = node.start_mark.line + 1
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in result:
            raise yaml.constructor.ConstructorError(None, None, f"{key!r} stands twice", key_node.start_mark)
        result[key] = loader.construct_object(value_node, deep=True)
    return result


_Loader.add_constructor("tag:yaml.org,2002:map", _lined_mapping)
_Quick.add_constructor("tag:yaml.org,2002:map", _lined_mapping)


def read_yaml(path: Path, *, name: str) -> Lined:
    """The mapping that a file holds. Raises InputError for a missing file, bad YAML, or a key that stands twice.

    ``name`` is what messages call the file.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise bad_input(
            f"读不了: {error}",
            f"cannot be read: {error}",
            "检查路径与 UTF-8 编码",
            "check path and UTF-8 encoding",
            file=name,
        ) from error
    try:
        content = _parsed(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        raise bad_input(
            f"YAML 有误: {problem}",
            f"bad YAML: {problem}",
            "按所示行改正",
            "mend the line shown",
            file=name,
            row=str(mark.line + 1) if mark else "",
        ) from error
    if not isinstance(content, Lined):
        raise bad_input(
            "文件应是一个 YAML 映射",
            "the file must hold a YAML mapping",
            "参照政策包的 parameters.yaml",
            "see a pack's parameters.yaml",
            file=name,
        )
    return content


def _parsed(text: str) -> object:
    """What a text says; what is wrong with it is said in the words of the slower loader, which every machine has."""
    try:
        return yaml.load(text, Loader=_Quick)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
