"""The parts that joins stand on: codes in bulk, cleaned names, the result of linkage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mechanisms.register.supply import CODES
from wengang.kernel.errors import InputError
from wengang.kernel.identifiers import clean_name, org_code
from wengang.mechanisms.register.services.checked_codes import org_codes
from wengang.mechanisms.register.services.joins import name_key, read_clusters

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


def test_clusters_are_read(tmp_path):
    """The output folder of linkage, with or without BOM."""
    (tmp_path / "clusters.csv").write_text("file,row_id,cluster_id\ntax,2,c1\n", encoding="utf-8-sig")
    assert read_clusters(tmp_path) == {("tax", "2"): "c1"}


def test_what_is_no_result_of_linkage_is_refused(tmp_path):
    """A folder without clusters, or with other columns, stops the run."""
    with pytest.raises(InputError, match=r"no clusters\.csv"):
        read_clusters(tmp_path)
    (tmp_path / "clusters.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(InputError, match="columns are missing"):
        read_clusters(tmp_path)
