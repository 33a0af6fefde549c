"""Error families of linkage: what was done to the rows that went wrong, with an example of each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from linkage_files import Folder, Key

from wengang.scenarios.registers.scoring import Fault

SHOWN = ("name", "code", "id_no", "legal_rep", "contact", "address", "phone", "former_name", "reg_no")


def families(folder: Folder, faults: Iterable[Fault], by: str) -> list[dict[str, object]]:
    """Faults by what was done to the stray row, each kind counted by itself, costliest first.

    ``by`` is ``kinds`` (damage), ``hard`` (made to resemble another, either of the two rows) or ``files``.
    """
    rows: dict[str, int] = defaultdict(int)
    pairs: dict[str, float] = defaultdict(float)
    example: dict[str, Fault] = {}
    for fault in faults:
        for word in _words(folder, fault, by):
            rows[word] += 1
            pairs[word] += fault.pairs
            best = example.get(word)
            if best is None or _plainness(folder, fault) < _plainness(folder, best):
                example[word] = fault
    ordered = sorted(rows, key=lambda word: (-pairs[word], word))
    return [
        {
            by: word,
            "rows": rows[word],
            "pairs": round(pairs[word]),
            "row": _shown(folder, example[word].row),
            "against": _shown(folder, example[word].other),
        }
        for word in ordered
    ]


def text_of(title: str, found: list[dict[str, object]], most: int) -> str:
    """The costliest families as lines of text with their examples."""
    lines = [f"\n{title}"]
    for family in found[:most]:
        (name, word), *_ = family.items()
        lines.append(f"  {word}  ({name}: rows {family['rows']}, pairs {family['pairs']})")
        lines += [f"      {family['row']}", f"      {family['against']}"]
    if len(found) > most:
        lines.append(f"  ... and {len(found) - most} more")
    if not found:
        lines.append("  none")
    return "\n".join(lines)


def by_rule(folder: Folder, faults: Iterable[Fault], rules: Mapping[tuple[Key, Key], str]) -> dict[str, int]:
    """How many strays carry an edge of each rule to a row of another entity."""
    truth, counts = folder.truth, defaultdict(int)
    strays = {truth.keys[fault.row] for fault in faults}
    for (one, other), rule in rules.items():
        known = one in strays and one in truth.place and other in truth.place
        if known and truth.entities[truth.place[one]] != truth.entities[truth.place[other]]:
            counts[rule] += 1
    return dict(sorted(counts.items(), key=lambda pair: -pair[1]))


def _words(folder: Folder, fault: Fault, by: str) -> set[str]:
    truth = folder.truth
    if by == "kinds":
        return set(truth.kinds[fault.row].split("|")) - {""} or {"(clean)"}
    if by == "hard":
        both = truth.hard[fault.row].split("|") + truth.hard[fault.other].split("|")
        return set(both) - {""} or {"(none)"}
    return {"~".join(sorted((truth.keys[fault.row][0], truth.keys[fault.other][0])))}


def _plainness(folder: Folder, fault: Fault) -> tuple[int, int]:
    """Fewest other damages first: the example shows one thing."""
    return len(folder.truth.kinds[fault.row].split("|")), fault.row


def _shown(folder: Folder, row: int) -> str:
    truth = folder.truth
    file, row_id = truth.keys[row]
    fields = folder.records.get(truth.keys[row], {})
    cells = [repr(fields[name])[1:-1] for name in SHOWN if fields.get(name)]
    marks = ", ".join(filter(None, (truth.kinds[row], truth.hard[row])))
    return f"{file}/{row_id}  {' ; '.join(cells)}" + (f"  [{marks}]" if marks else "")
