"""What a result of linkage leaves in doubt stays open: it neither pays nor refuses."""

from mechanisms.register.supply import CODES, employer, prepared, rows
from wengang.mechanisms.register.services.joining.links import NO_LINKS, Links

UNITS = rows("units", {"employer_no": "1", "name": "锦州凌澈机电有限公司", "legal_rep": "程刚海"})
REGISTER = rows(
    "market", {"name": "锦州凌撤机电有限公司", "code": CODES[0], "status": "注销", "legal_rep": "程刚海"}
)
LIST = rows("list", {"list": "dishonest", "name": "锦州凌澈机电公司", "legal_rep": "程刚海"})
APART = Links({("units", "2"): "a", ("market", "2"): "b", ("list", "2"): "c"}, {"a": ("b",), "b": ("a",)}, 1)


def _with(links, **tables):
    return prepared(options={"links": links}, **tables)


def test_a_doubtful_register_row_that_bars_leaves_the_status_open():
    """Linkage asks whether a firm struck off is the employer: its status is unknown, not absent; not so of one alive."""
    result = _with(APART, employers=UNITS + REGISTER)
    assert employer(result, "1")["status"] is None
    assert employer(result, "1")["conflicts"] == "status"
    alive = [{**REGISTER[0], "status": "存续"}]
    assert employer(_with(APART, employers=UNITS + alive), "1")["conflicts"] == ""
    assert employer(_with(NO_LINKS, employers=UNITS + REGISTER), "1")["conflicts"] == ""


def test_a_register_row_that_is_like_the_employer_leaves_the_status_open():
    """Although linkage neither links nor asks: same person in charge, an uncommon part of the name."""
    unasked = Links(APART.clusters)
    assert employer(_with(unasked, employers=UNITS + REGISTER), "1")["conflicts"] == "status"
    known = [{**UNITS[0], "code": CODES[1]}]
    assert employer(_with(unasked, employers=known + REGISTER), "1")["conflicts"] == ""


def test_a_list_row_that_is_like_the_employer_is_a_question():
    """With the result of linkage a row that met nobody is asked about; it is counted beside linkage's own questions."""
    result = _with(APART, employers=UNITS, lists=LIST)
    (listing,) = result.tables["listings"].to_pylist()
    assert (listing["certain"], listing["key"]) == (False, "match:list:2")
    assert result.doubtful_pairs == 2
    plain = _with(NO_LINKS, employers=UNITS, lists=LIST)
    assert plain.tables["listings"].num_rows == 0
    assert plain.doubtful_pairs is None


def test_a_linked_list_row_is_sure():
    """What linkage put together is no question, and nothing is asked beside it."""
    result = _with(Links({("units", "2"): "a", ("list", "2"): "a"}), employers=UNITS, lists=LIST)
    (listing,) = result.tables["listings"].to_pylist()
    assert listing["certain"]
    assert result.doubtful_pairs == 0


def test_further_units_of_a_listed_firm_are_a_question():
    """Their codes cannot be read, so that the row's does not reach them; a branch is not reached by its head's listing."""
    units = rows(
        "units",
        {
            "employer_no": "1",
            "name": "锦州鑫澈人力有限公司第二项目部",
            "code": CODES[0],
            "legal_rep": "段思桂",
        },
        {"employer_no": "2", "name": "锦州鑫澈人力有限公司", "code": "坏", "legal_rep": "段思桂"},
        {"employer_no": "3", "name": "锦州鑫澈人力有限公司义县分公司", "legal_rep": "段思桂"},
        {"employer_no": "4", "name": "锦州鑫澈人力服务有限公司", "code": CODES[1], "legal_rep": "段思桂"},
    )
    listed = rows("list", {"list": "zombie", "name": "鑫澈人力", "code": CODES[0], "legal_rep": "段思桂"})
    clusters = {("units", str(row)): f"u{row}" for row in range(2, 6)} | {("list", "2"): "l"}
    found = _with(Links(clusters), employers=units, lists=listed).tables["listings"].to_pylist()
    assert [(one["employer_id"], one["certain"]) for one in found] == [(0, True), (1, False)]
