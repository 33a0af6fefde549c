"""A column of text to a typed column: each different text is read once, so exactness costs little.

Plain numbers, the bulk of a ledger, are cast by Arrow in one go; whatever it refuses is read text by text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wengang.engines.extracts import cells, problems
from wengang.engines.extracts.problems import Problem
from wengang.engines.extracts.schema import Field, Kind
from wengang.kernel.money import MAX_FEN

Reader = Callable[[str], object]
_ODD_TEXT = rf"^[{cells.BLANKS}]|[{cells.BLANKS}]$|^$|\x{{fffd}}|锟斤拷|ï»¿|ï¿½"
"""Text that :func:`cells.read_text` would not hand back as it is."""
_ODD_IDENTIFIER = rf"{_ODD_TEXT}|^[+-]?[0-9]+(\.[0-9]+)?[eE][+-]?[0-9]+$|^[0-9]+\.0+$|[^\x{{00}}-\x{{7f}}\x{{4e00}}-\x{{9fff}}]"
"""The same for :func:`cells.read_identifier`, with room to spare."""
_GROUPS = r"^-?([0-9]{1,9}|[0-9]{1,3}(,[0-9]{3}){1,3})"
_PLAIN_NUMBER = {0: rf"{_GROUPS}$", 2: rf"{_GROUPS}(\.[0-9]{{1,2}})?$", 6: rf"{_GROUPS}(\.[0-9]{{1,6}})?$"}
"""Numbers, by decimals, that Arrow casts as :mod:`cells` would read them, once separators are gone."""
_DECIMALS = {"yuan": 2, "10k_yuan": 6}


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

    values: pa.Array
    faults: dict[int, tuple[str, Problem]]


def read_column(text: pa.Array, reading: Reading) -> Column:
    """Type a column of text (string or dictionary of string; null or "" is a blank cell).

    Cells that cannot be read, and blank cells of a required field, are null in ``values`` and in ``faults``.
    """
    if reading.field.kind in (Kind.AMOUNT, Kind.INTEGER) and not reading.values:
        quick = _cast(text, reading)
        if quick is not None:
            return _with_blanks(quick, {}, reading.field)
    coded = text if pa.types.is_dictionary(text.type) else text.dictionary_encode()
    return _read_different(coded, reading)


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
            read = lambda text: cells.read_amount(text, unit=reading.unit, most=_most_fen(field))  # noqa: E731
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


def _cast(text: pa.Array, reading: Reading) -> pa.Array | None:
    """The column as int64 if every cell is a plain number within bounds; None to have it read cell by cell."""
    if pa.types.is_dictionary(text.type):
        text = text.cast(pa.string())
    if text.null_count == len(text):
        return pa.nulls(len(text), pa.int64())
    whole = reading.field.kind is Kind.INTEGER or reading.unit == "fen"
    try:
        if not _digits_at_most(text):
            return None
        if whole:
            numbers = text.cast(pa.int64())
        else:
            decimals = _DECIMALS[reading.unit]
            numbers = _unscaled(text.cast(pa.decimal128(18, decimals)))
    except pa.ArrowInvalid:
        return None
    least, most = _bounds(reading.field)
    span = pc.min_max(numbers).as_py()
    return numbers if least <= span["min"] and span["max"] <= most else None


def _unscaled(exact: pa.Array) -> pa.Array:
    """Decimals of at most 18 digits as whole numbers of their last place: the lower half of each 128 bits."""
    validity, data = exact.buffers()
    low = np.frombuffer(data, dtype="<i8")[: 2 * len(exact) : 2].copy()
    return pa.Array.from_buffers(pa.int64(), len(exact), [validity, pa.py_buffer(low)])


def _most_fen(field: Field) -> int:
    return MAX_FEN if field.most is None else field.most


def _bounds(field: Field) -> tuple[int, int]:
    if field.kind is Kind.AMOUNT:
        return -_most_fen(field), _most_fen(field)
    far = 10**18
    return (-far if field.least is None else field.least, far if field.most is None else field.most)


def _digits_at_most(text: pa.Array) -> bool:
    """Whether no byte lies behind the digits: neither 0x1F nor 1e5, which Arrow would read as numbers."""
    data = text.buffers()[2]
    return data is None or data.size == 0 or bool(np.frombuffer(data, dtype=np.uint8).max() <= ord("9"))


def _read_different(coded: pa.Array, reading: Reading) -> Column:
    """Read each entry of the dictionary once, then spread values and problems over the rows."""
    different, bad = _values_of(coded.dictionary, reading)
    values = different.take(coded.indices)
    faults: dict[int, tuple[str, Problem]] = {}
    if bad:
        indices = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        hit = np.flatnonzero(np.isin(indices, np.fromiter(bad, dtype=np.int64)))
        faults = {row: bad[code] for row, code in zip(hit.tolist(), indices[hit].tolist(), strict=True)}
    return _with_blanks(values, faults, reading.field)


def _values_of(texts: pa.Array, reading: Reading) -> tuple[pa.Array, dict[int, tuple[str, Problem]]]:
    """The value of each different text, and the problems by position. Plain ones are taken over in bulk."""
    read, bad, typed = reader(reading), {}, []
    odd, plain = _odd_and_plain(texts, reading)
    for position, raw in zip(odd.tolist(), texts.take(pa.array(odd)).to_pylist(), strict=True):
        text = (raw or "").strip(cells.BLANKS)
        value = read(text) if text else None
        if isinstance(value, Problem):
            bad[position] = (text, value)
            value = None
        typed.append(value)
    values = pa.array(typed, type=reading.field.type)
    if plain is None:
        return values, bad
    if len(odd):
        mask = np.zeros(len(texts), dtype=bool)
        mask[odd] = True
        plain = pc.replace_with_mask(plain, pa.array(mask), values)
    return plain, bad


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
        decimals = 0 if kind is Kind.INTEGER else _DECIMALS.get(reading.unit, 0)
        plain = pc.match_substring_regex(texts, _PLAIN_NUMBER[decimals])
        numbers = _cast(pc.replace_substring(texts.filter(plain), ",", ""), reading)
        if numbers is not None:
            numbers = pc.replace_with_mask(pa.nulls(len(texts), pa.int64()), plain, numbers)
            return np.asarray(np.flatnonzero(~plain.to_numpy(zero_copy_only=False)), dtype=np.int64), numbers
    return everything, None


def _with_blanks(values: pa.Array, faults: dict[int, tuple[str, Problem]], field: Field) -> Column:
    """Add a fault for every blank cell of a required field."""
    if field.required and values.null_count:
        for row in np.flatnonzero(values.is_null().to_numpy(zero_copy_only=False)).tolist():
            faults.setdefault(row, ("", problems.BLANK))
    return Column(values=values, faults=faults)
