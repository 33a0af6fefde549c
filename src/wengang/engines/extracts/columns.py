"""A column of text to a typed column: each different text is read once, so exactness costs little.

Plain numbers and plain names and codes, the bulk of a ledger, are told apart by their bytes and taken over in one go
(:mod:`plain_cells`); whatever is left is read text by text.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.engines.extracts import cells, plain_cells, problems
from wengang.engines.extracts.arrays import chunks_of, flags_at, with_values
from wengang.engines.extracts.problems import Problem
from wengang.engines.extracts.schema import Field, Kind

Reader = Callable[[str], object]
_ODD_TEXT = rf"^[{cells.BLANKS}]|[{cells.BLANKS}]$|^$|\x{{fffd}}|锟斤拷|ï»¿|ï¿½"
"""Text that :func:`cells.read_text` would not hand back as it is."""
_ODD_IDENTIFIER = rf"{_ODD_TEXT}|^[+-]?[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]+$|^[0-9]+\.0+$|[^\x{{00}}-\x{{7f}}\x{{4e00}}-\x{{9fff}}]"
"""The same for :func:`cells.read_identifier`, with room to spare."""
_GROUPS = r"^-?([0-9]{1,9}|[0-9]{1,3}(,[0-9]{3}){1,3})"
_PLAIN_NUMBER = {0: rf"{_GROUPS}$", 2: rf"{_GROUPS}(\.[0-9]{{1,2}})?$", 6: rf"{_GROUPS}(\.[0-9]{{1,6}})?$"}
"""Numbers, by decimals, that Arrow casts as :mod:`cells` would read them, once separators are gone."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a field's cells are to be read: the field, the unit of a bare amount, words to be translated.

    ``serials``: whether the file is a spreadsheet, whose day numbers are dates.
    """

    field: Field
    unit: str = "fen"
    values: Mapping[str, str] | None = None
    serials: bool = False


@dataclass(frozen=True, kw_only=True)
class Column:
    """A typed column, and what could not be read: row position → (text found, problem)."""

    values: pa.Array | pa.ChunkedArray
    faults: dict[int, tuple[str, Problem]]


def read_column(text: pa.Array | pa.ChunkedArray, reading: Reading) -> Column:
    """Type a column of text (string or dictionary of string; null or "" is a blank cell).

    Cells that cannot be read, and blank cells of a required field, are null in ``values`` and in ``faults``.
    """
    field = reading.field
    if text.null_count == len(text):
        return _with_blanks(pa.nulls(len(text), field.type), {}, field)
    if pa.types.is_string(text.type) and not field.lengths and not field_words(reading):
        taken = plain_cells.taker(field, reading.unit)
        if taken:
            return _read_plain(text, reading, taken)
    return _with_blanks(*_read_different(text, reading), field)


def constant_column(text: str | None, rows: int, reading: Reading) -> Column:
    """A column that holds one text, or nothing, in every row."""
    one = read_column(pa.array([text] if rows else [], pa.string()), reading)
    if rows < 2:
        return one
    faults = {row: fault for fault in one.faults.values() for row in range(rows)}
    return Column(values=pa.repeat(one.values[0], rows), faults=faults)


def reader(reading: Reading) -> Reader:
    """The function that reads one trimmed, non-empty cell of the field."""
    field, translate = reading.field, dict(field_words(reading))
    match field.kind:
        case Kind.TEXT:
            read: Reader = cells.read_text
        case Kind.IDENTIFIER:
            read = lambda text: cells.read_identifier(text, lengths=field.lengths)  # noqa: E731
        case Kind.CHOICE:
            read = lambda text: _choice(text, field.choices)  # noqa: E731
        case Kind.MONTH:
            read = lambda text: cells.read_month(text, serials=reading.serials)  # noqa: E731
        case Kind.DATE:
            read = lambda text: cells.read_date(text, serials=reading.serials)  # noqa: E731
        case Kind.AMOUNT:
            read = lambda text: cells.read_amount(text, unit=reading.unit, most=plain_cells.most_fen(field))  # noqa: E731
        case Kind.INTEGER:
            read = lambda text: cells.read_integer(text, least=field.least, most=field.most)  # noqa: E731
        case Kind.FLAG:
            read = cells.read_flag
        case Kind.DECIMAL:
            read = cells.read_decimal
    if not translate:
        return read
    return lambda text: read(translate.get(text, text))


def field_words(reading: Reading) -> Mapping[str, str]:
    """Other ways of writing a value: the schema's, overruled by the mapping's."""
    return {**reading.field.synonyms, **(reading.values or {})}


def _choice(text: str, choices: tuple[str, ...]) -> str | Problem:
    word = cells.fold(text)
    if not choices:
        return cells.read_text(text)
    return word if word in choices else problems.not_a_choice(choices)


def _read_plain(text: pa.Array | pa.ChunkedArray, reading: Reading, taken: plain_cells.Taker) -> Column:
    """Part by part: plain cells in bulk, the few others one by one; a part of many others by its different texts."""
    faults: dict[int, tuple[str, Problem]] = {}
    parts, start = [], 0
    read = functools.cache(functools.partial(_value, reader(reading)))
    for part in chunks_of(text):
        plain = taken(part)
        if plain is None:
            values, bad = _read_different(part, reading)
        else:
            values, bad = plain.values, {}
            if len(plain.odd):
                values, bad = _with_odd(part, plain, read)
        faults |= {start + row: fault for row, fault in bad.items()}
        parts.append(values)
        start += len(part)
    values = parts[0] if len(parts) == 1 else pa.chunked_array(parts, reading.field.type)
    return _with_blanks(values, faults, reading.field)


def _with_odd(
    texts: pa.Array, plain: plain_cells.Plain, read: Callable[[str], tuple[object, str]]
) -> tuple[pa.Array, dict[int, tuple[str, Problem]]]:
    """The plain values with those of the odd cells among them, and the problems by position."""
    odd, bad = [], {}
    for position, raw in zip(plain.odd.tolist(), texts.take(pa.array(plain.odd)).to_pylist(), strict=True):
        value, text = read(raw)
        if isinstance(value, Problem):
            bad[position] = (text, value)
            value = None
        odd.append(value)
    return with_values(plain.values, plain.odd, pa.array(odd, plain.values.type)), bad


def _value(read: Reader, raw: str | None) -> tuple[object, str]:
    """The value of a cell (None: it is blank; or its problem), and its text without blanks around."""
    text = (raw or "").strip(cells.BLANKS)
    return (read(text) if text else None), text


def _read_different(
    text: pa.Array | pa.ChunkedArray, reading: Reading
) -> tuple[pa.Array | pa.ChunkedArray, dict[int, tuple[str, Problem]]]:
    """Read each different text once, then spread values and problems over the rows."""
    coded = text if pa.types.is_dictionary(text.type) else text.dictionary_encode()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.unify_dictionaries()
    parts = chunks_of(coded)
    different, bad = _values_of(parts[0].dictionary, reading)
    values = [different.take(part.indices) for part in parts]
    faults: dict[int, tuple[str, Problem]] = {}
    start = 0
    for part in parts if bad else []:
        indices = part.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        wanted = flags_at(np.fromiter(bad, dtype=np.int64), len(different) + 1)  # the last is that of null
        hit = np.flatnonzero(wanted[indices])
        for row, code in zip(hit.tolist(), indices[hit].tolist(), strict=True):
            faults[start + row] = bad[code]
        start += len(part)
    return values[0] if len(values) == 1 else pa.chunked_array(values, different.type), faults


def _values_of(texts: pa.Array, reading: Reading) -> tuple[pa.Array, dict[int, tuple[str, Problem]]]:
    """The value of each different text, and the problems by position. Plain ones are taken over in bulk."""
    read, bad, typed = reader(reading), {}, []
    odd, plain = _odd_and_plain(texts, reading)
    for position, raw in zip(odd.tolist(), texts.take(pa.array(odd)).to_pylist(), strict=True):
        value, text = _value(read, raw)
        if isinstance(value, Problem):
            bad[position] = (text, value)
            value = None
        typed.append(value)
    values = pa.array(typed, type=reading.field.type)
    if plain is None:
        return values, bad
    return (with_values(plain, odd, values) if len(odd) else plain), bad


def _odd_and_plain(texts: pa.Array, reading: Reading) -> tuple[np.ndarray, pa.Array | None]:
    """Positions of texts to be read one by one, and the values of the others (None: all are to be read)."""
    everything = np.arange(len(texts), dtype=np.int64)
    kind = reading.field.kind
    if reading.field.lengths or field_words(reading) or not len(texts):
        return everything, None
    if kind in (Kind.TEXT, Kind.IDENTIFIER):
        odd = pc.match_substring_regex(texts, _ODD_TEXT if kind is Kind.TEXT else _ODD_IDENTIFIER)
        return np.asarray(np.flatnonzero(odd.to_numpy(zero_copy_only=False)), dtype=np.int64), texts
    if kind in (Kind.AMOUNT, Kind.INTEGER):
        decimals = plain_cells.decimals_of(reading.field, reading.unit)
        plain = pc.match_substring_regex(texts, _PLAIN_NUMBER[decimals])
        bare = pc.replace_substring(texts.filter(plain), ",", "")
        numbers = plain_cells.cast_numbers(bare, reading.field, reading.unit)
        if numbers is not None:
            numbers = pc.replace_with_mask(pa.nulls(len(texts), pa.int64()), plain, numbers)
            return np.asarray(np.flatnonzero(~plain.to_numpy(zero_copy_only=False)), dtype=np.int64), numbers
    return everything, None


def _with_blanks(
    values: pa.Array | pa.ChunkedArray, faults: dict[int, tuple[str, Problem]], field: Field
) -> Column:
    """Add a fault for every blank cell of a required field."""
    if field.required and values.null_count:
        for row in np.flatnonzero(values.is_null().to_numpy(zero_copy_only=False)).tolist():
            faults.setdefault(row, ("", problems.BLANK))
    return Column(values=values, faults=faults)
