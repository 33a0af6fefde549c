"""The parts that joins stand on: codes in bulk, cleaned names, the result of linkage."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from mechanisms.register.supply import CODES
from wengang.kernel.identifiers import clean_name, org_code
from wengang.mechanisms.register.services.columns.standing import Standing
from wengang.mechanisms.register.services.joining.checked_codes import org_codes
from wengang.mechanisms.register.services.joining.joins import (
    keyed_names,
    name_key,
    name_keys,
    valid_codes,
)

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXYIOSVZabx-  ９"


@given(
    st.lists(
        st.none()
        | st.sampled_from([*CODES, *(code[8:17] for code in CODES), CODES[0].lower(), f" {CODES[1]}"])
        | st.text(LETTERS, min_size=17, max_size=19)
        | st.text(max_size=20)
    )
)
def test_codes_in_bulk_are_the_kernels(codes):
    """Many codes at once give what one at a time gives."""
    assert org_codes(codes) == [org_code(code) for code in codes]


@given(st.none() | st.text())
def test_the_name_key_is_the_cleaned_name(name):
    """The short cut for ordinary names changes nothing."""
    assert name_key(name) == clean_name(name)


@given(
    st.lists(st.none() | st.text() | st.sampled_from(["丙丁", "甲\n乙", "\u0301a", "ＡＢ(c)", "ß ﬁ", "ⓐ·丙"]))
)
def test_many_names_at_once_are_cleaned_as_one(names):
    """Marks at the start of a name and line feeds within one do not run into its neighbours."""
    assert name_keys(names) == [clean_name(name) for name in names]
    assert keyed_names(pa.array(names, pa.string())).to_pylist() == name_keys(names)


@given(st.lists(st.none() | st.sampled_from(["", *CODES, CODES[0].lower(), "坏"])))
def test_codes_of_a_column(codes):
    """Each different code is looked at once."""
    assert valid_codes(pa.array(codes, pa.string())).to_pylist() == [org_code(code) for code in codes]


KEYS = st.none() | st.sampled_from(["", "a", "b", "c"])


@given(st.lists(KEYS), st.lists(st.tuples(st.integers(0, 9), st.sampled_from("abd"))), st.lists(KEYS))
def test_keys_stand_where_they_stand(keys, learned, asked):
    """All places of each key, ascending, those learned later among them; a blank key stands nowhere."""
    standing = Standing.of(pa.array(keys, pa.string())).added(learned)
    pairs = [*((place, key) for place, key in enumerate(keys) if key), *learned]
    for key, found in zip(asked, standing.find(pa.array(asked, pa.string())).tolist(), strict=True):
        places = sorted(place for place, one in pairs if one == key)
        assert (list(standing.units(found)) if found >= 0 else []) == places
        assert found < 0 or (int(standing.first(np.array([found]))[0]), standing.sizes[found]) == (
            places[0],
            len(places),
        )
