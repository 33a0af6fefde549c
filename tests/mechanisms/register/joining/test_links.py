"""The folder that linkage wrote, as joins take it."""

import pyarrow as pa
import pytest

from wengang.kernel.errors import InputError
from wengang.mechanisms.register.services.joining.joins import Index, Keys, join
from wengang.mechanisms.register.services.joining.links import Links, read_links

CLUSTERS = "file,row_id,cluster_id\ntax,2,c1\nlist,7,c2\nlist,8,c3\n"
REVIEW = "file_l,row_l,file_r,row_r,score\ntax,2,list,7,9.1\nlist,7,list,8,3.0\ngone,1,list,8,2.0\n"


def test_clusters_are_read(tmp_path):
    """With or without BOM; without questions none."""
    (tmp_path / "clusters.csv").write_text(CLUSTERS, encoding="utf-8-sig")
    assert read_links(tmp_path) == Links({("tax", "2"): "c1", ("list", "7"): "c2", ("list", "8"): "c3"})


def test_questions_join_clusters_perhaps(tmp_path):
    """Both ways; a question about a row that is gone joins nothing, and is counted."""
    (tmp_path / "clusters.csv").write_text(CLUSTERS, encoding="utf-8")
    (tmp_path / "review.csv").write_text(REVIEW, encoding="utf-8-sig")
    links = read_links(tmp_path)
    assert links.perhaps == {"c1": ("c2",), "c2": ("c1", "c3"), "c3": ("c2",)}
    assert links.questions == 3


def test_what_is_no_result_of_linkage_is_refused(tmp_path):
    """A folder without clusters, or with other columns, stops the run."""
    with pytest.raises(InputError, match=r"no clusters\.csv"):
        read_links(tmp_path)
    (tmp_path / "clusters.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(InputError, match="columns are missing"):
        read_links(tmp_path)


def _keys(**columns: list[str | None]) -> Keys:
    return Keys.of(pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()}))


def test_a_doubtful_cluster_is_a_doubtful_join():
    """A row whose cluster holds no unit is perhaps about those that a clerk may find to be the same: a question."""
    units = _keys(
        employer_no=["1", "2"], name=["甲公司", "乙公司"], source_file=["units"] * 2, source_row=["1", "2"]
    )
    links = Links(
        {("units", "1"): "a", ("units", "2"): "b", ("list", "1"): "c", ("list", "2"): "d"},
        {"c": ("a", "b"), "d": ()},
    )
    rows = _keys(name=["丙公司", "丁公司"], source_file=["list"] * 2, source_row=["1", "2"])
    matches = join(rows, Index.of(units, links=links))
    assert matches.units(0) == (0, 1)
    assert matches.certain.tolist() == [False, True]
    assert matches.unit[1] == -1


def test_a_name_settles_nothing_where_linkage_asks():
    """One employer has the row's very name, and linkage asks about another: perhaps either."""
    units = _keys(
        employer_no=["1", "2"], name=["新甲公司", "甲公司"], source_file=["units"] * 2, source_row=["1", "2"]
    )
    clusters = {("units", "1"): "a", ("units", "2"): "b", ("list", "1"): "c", ("list", "2"): "d"}
    rows = _keys(name=["甲公司"] * 2, source_file=["list"] * 2, source_row=["1", "2"])
    matches = join(rows, Index.of(units, links=Links(clusters, {"c": ("a",), "d": ()})))
    assert matches.units(0) == (0, 1)
    assert matches.units(1) == (1,)
    assert matches.certain.tolist() == [False, True]


def test_what_is_linked_with_one_unit_is_about_the_legal_person():
    """All units with its code, but no branch that was given the code of its head office; without links, only the one named."""
    code = "91210700123456788G"
    units = _keys(
        employer_no=["1", "2", "3"],
        name=["甲公司", "甲公司第二项目部", "甲公司义县分公司"],
        code=[code] * 3,
        source_file=["units"] * 3,
        source_row=["1", "2", "3"],
    )
    clusters = {("units", "1"): "a", ("units", "2"): "b", ("units", "3"): "c", ("list", "1"): "b"}
    rows = _keys(name=["甲司二部"], source_file=["list"], source_row=["1"])
    assert join(rows, Index.of(units, links=Links(clusters))).units(0) == (0, 1)
    branch = _keys(name=["义县分公司"], source_file=["list"], source_row=["1"])
    index = Index.of(units, links=Links({**clusters, ("list", "1"): "c"}))
    assert join(branch, index).units(0) == (2,)
    named = _keys(name=["甲公司第二项目部"], source_file=["list"], source_row=["1"])
    assert join(named, Index.of(units)).units(0) == (1,)
