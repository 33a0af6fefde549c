"""Which employers a row of another department's file speaks of, before linkage proper (domain file, section 11)."""

import dataclasses

from oracle import codes
from oracle.extracts import Sourced


@dataclasses.dataclass
class Directory:
    """Employers to decide by number, by organisation code and by cleaned name."""

    numbers: set[str] = dataclasses.field(default_factory=set)
    code_of: dict[str, str] = dataclasses.field(default_factory=dict)
    by_code: dict[str, list[str]] = dataclasses.field(default_factory=dict)
    by_name: dict[str, list[str]] = dataclasses.field(default_factory=dict)

    def add(self, row: Sourced) -> None:
        """Enter an employer's population row."""
        number, code, name = row["employer_no"], codes.organisation(row["code"]), codes.cleaned(row["name"])
        self.numbers.add(number)
        self.code_of[number] = code
        for index, key in ((self.by_code, code), (self.by_name, name)):
            if key and number not in index.setdefault(key, []):
                index[key].append(number)

    def meets(self, row: Sourced) -> tuple[list[str], list[str]]:
        """The employers that a row certainly means, and those that it may mean (doubtful)."""
        if row["employer_no"] in self.numbers:
            return [row["employer_no"]], []
        code = codes.organisation(row["code"])
        if code in self.by_code:
            return self.by_code[code], []
        named = self.by_name.get(codes.cleaned(row["name"]), [])
        if not code:
            return (named, []) if len(named) == 1 else ([], named)
        # A valid code that nobody has: whoever has a valid code of his own is somebody else.
        return [], [number for number in named if not self.code_of[number]]
