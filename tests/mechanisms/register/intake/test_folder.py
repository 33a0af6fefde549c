"""A folder of departments' files becomes canonical tables, and every row ends in exactly one place."""

import datetime as dt
import random
from decimal import Decimal

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wengang.kernel.errors import InputError
from wengang.kernel.period import month_index
from wengang.mechanisms.register.services.intake.folder import read_folder

LEDGER = "employer_no,month,insurance,headcount,due_unit_fen,due_person_fen,paid_unit_fen,paid_person_fen,paid_on,deferred_until"
EMPLOYERS = "employer_no,name,code,entity_type,size,insured_from,dispatch"
ALL = Decimal(100)


def put(folder, name, *lines, encoding="utf-8-sig", eol="\r\n"):
    """Write a CSV of lines."""
    path = folder / name
    path.write_bytes((eol.join(lines) + eol).encode(encoding))
    return path


def ledger_rows(count, first=1):
    """Sound ledger lines."""
    return [
        f"{n:06d},2019-{n % 12 + 1:02d},unemployment,{n},{n}00,{n}0,{n}00,{n}0,2020-01-05,"
        for n in range(first, first + count)
    ]


def put_xlsx(path, rows):
    """Write a workbook of text cells."""
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet()
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.write_string(number, column, cell)
    book.close()


def balanced(intake):
    """Rows in = used + quarantined + repeated, for every file and table."""
    for file in intake.files:
        assert file.rows == file.used + file.quarantined + file.duplicates
        assert min(file.used, file.quarantined, file.duplicates) >= 0
    for name, table in intake.tables.items():
        assert table.num_rows == sum(file.used for file in intake.files if file.table == name)
    places = {(finding.file, finding.row) for finding in intake.findings}
    assert len(places) == sum(file.quarantined for file in intake.files)
    return True


def test_canonical_ledger(tmp_path):
    """Types, blanks and provenance of a plain ledger."""
    put(
        tmp_path,
        "ledger.csv",
        LEDGER,
        "0012,2019-12,unemployment,11,100,50,-100,,2020.1.5,",
        "0012,2019年12月,失业保险,,,,,,,2020-06-30",
    )
    table = read_folder(tmp_path).tables["ledger"]
    first, second = table.to_pylist()
    assert first == {
        "employer_no": "0012", "month": month_index(2019, 12), "insurance": "unemployment", "headcount": 11,
        "due_unit_fen": 100, "due_person_fen": 50, "paid_unit_fen": -100, "paid_person_fen": None,
        "paid_on": dt.date(2020, 1, 5), "deferred_until": None, "division": None, "source_file": "ledger", "source_row": "2",
    }  # fmt: skip
    assert second["deferred_until"] == dt.date(2020, 6, 30)
    assert second["headcount"] is None


def test_faults_go_to_quarantine_with_place_and_cure(tmp_path):
    """A thirteenth month, an unknown insurance and a remark for an amount: one finding each, other rows used."""
    bad = [
        "1,2019-13,unemployment,1,1,1,1,1,,",
        "2,2019-12,医疗,1,1,1,1,1,,",
        "3,2019-12,unemployment,约20人,见附页,1,1,1,,",
    ]
    put(tmp_path, "ledger.csv", LEDGER, *bad, *ledger_rows(97, 10))
    intake = read_folder(tmp_path)
    assert [(f.row, f.column, f.value) for f in intake.findings] == [
        ("2", "month", "2019-13"), ("3", "insurance", "医疗"), ("4", "headcount", "约20人"), ("4", "due_unit_fen", "见附页"),
    ]  # fmt: skip
    assert all(
        f.fix_zh and f.fix_en and f.problem_zh and f.problem_en and f.file == "ledger"
        for f in intake.findings
    )
    assert intake.tables["ledger"].num_rows == 97
    assert balanced(intake)


def test_too_many_bad_rows_stop_the_run(tmp_path):
    """More than the share allowed in quarantine: the file is refused, with figures and the first findings."""
    put(tmp_path, "ledger.csv", LEDGER, *ledger_rows(94), *["1,2019-13,unemployment,1,1,1,1,1,,"] * 6)
    with pytest.raises(InputError, match="6 of 100 rows"):
        read_folder(tmp_path)
    assert read_folder(tmp_path, max_bad_percent=Decimal(6)).files[0].quarantined == 6


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_rare_characters_and_long_numbers_survive(tmp_path, encoding):
    """Names with characters beyond the basic plane, leading zeros and eighteen digits come through every encoding."""
    names = ["㛃䶮", "𬭎𫘧", "赵䶮㛃𬭎"]
    put(
        tmp_path,
        "employers.csv",
        EMPLOYERS,
        *[f"00{n},{name},21070019880101001{n},,,," for n, name in enumerate(names)],
        encoding=encoding,
    )
    table = read_folder(tmp_path).tables["employers"]
    assert table["name"].to_pylist() == names
    assert table["employer_no"].to_pylist() == ["000", "001", "002"]
    assert table["code"].to_pylist() == [f"21070019880101001{n}" for n in range(3)]


def test_damaged_identifiers_are_caught(tmp_path):
    """Scientific notation and a trailing .0 go to quarantine."""
    put(tmp_path, "employers.csv", EMPLOYERS, "1,甲,9.12107E+17,,,,", "2.0,乙,,,,,", "3,丙,,,,,")
    intake = read_folder(tmp_path, max_bad_percent=ALL)
    assert [(f.row, f.column) for f in intake.findings] == [("2", "code"), ("3", "employer_no")]
    assert balanced(intake)


def test_failed_check_digits_are_warnings(tmp_path):
    """A code whose check character fails is warned of; the row is used."""
    put(
        tmp_path,
        "employers.csv",
        EMPLOYERS,
        "1,甲,91350100M000100Y43,,,,",
        "2,乙,91350100M000100Y44,,,,",
        "3,丙,M000100Y-5,,,,",
    )
    intake = read_folder(tmp_path)
    assert [(w.row, w.value) for w in intake.warnings] == [("3", "91350100M000100Y44"), ("4", "M000100Y-5")]
    assert intake.tables["employers"].num_rows == 3


def test_repeated_rows_are_used_once(tmp_path):
    """A row equal in every cell to an earlier one is used once and warned of, across files of a table too."""
    put(tmp_path, "ledger-a.csv", LEDGER, *ledger_rows(3), *ledger_rows(1))
    put(tmp_path, "ledger-b.csv", LEDGER, *ledger_rows(2, 3))
    intake = read_folder(tmp_path)
    assert [file.duplicates for file in intake.files] == [1, 1]
    assert [(w.file, w.row) for w in intake.warnings] == [("ledger-a", "5"), ("ledger-b", "2")]
    assert balanced(intake)


def test_payments_with_numbers_of_their_own_are_two(tmp_path):
    """Rows alike in all that the table takes, but with another serial number, are two rows."""
    put(tmp_path, "pay.yaml", "source: pay", "table: ledger", "row_id: 流水", "columns: {employer_no: 编号, month: 月, paid_unit_fen: 额}",
        "constants: {insurance: unemployment}", "units: {paid_unit_fen: yuan}", encoding="utf-8")  # fmt: skip
    (tmp_path / "in").mkdir()
    put(tmp_path / "in", "pay.csv", "流水,编号,月,额", "a1,1,201912,1.5", "a2,1,201912,1.5")
    intake = read_folder(tmp_path / "in", sources=[tmp_path])
    assert intake.tables["ledger"]["paid_unit_fen"].to_pylist() == [150, 150]
    assert intake.tables["ledger"]["source_row"].to_pylist() == ["a1", "a2"]


def test_the_same_file_twice_changes_nothing(tmp_path):
    """A copy under another name of the table is recognised; the tables are those of one file."""
    put(tmp_path, "ledger-1.csv", LEDGER, *ledger_rows(5))
    once = read_folder(tmp_path).tables["ledger"]
    put(tmp_path, "ledger-2.csv", LEDGER, *ledger_rows(5))
    intake = read_folder(tmp_path)
    assert intake.tables["ledger"].equals(once)
    assert intake.files[1].duplicates == 5
    assert len(intake.warnings) == 1
    assert balanced(intake)


def test_twins_with_equal_rows_are_read_once(tmp_path):
    """The same stem as CSV and XLSX, rows equal though ordered differently: read once, with a warning."""
    rows = ledger_rows(4)
    put(tmp_path, "ledger.csv", LEDGER, *rows, encoding="gb18030")
    put_xlsx(
        tmp_path / "ledger.xlsx",
        [["某局台账"], LEDGER.split(","), *[row.split(",") for row in reversed(rows)]],
    )
    intake = read_folder(tmp_path)
    assert intake.tables["ledger"].num_rows == 4
    assert [w.file for w in intake.warnings] == ["ledger.xlsx"]
    assert balanced(intake)


def test_contradicting_twins_are_refused(tmp_path):
    """The same stem with other rows is refused by name."""
    put(tmp_path, "ledger.csv", LEDGER, *ledger_rows(4))
    put_xlsx(tmp_path / "ledger.xlsx", [LEDGER.split(","), *[row.split(",") for row in ledger_rows(5)]])
    with pytest.raises(InputError, match="other rows") as caught:
        read_folder(tmp_path)
    assert caught.value.findings[0].file == "ledger.xlsx"


def test_unknown_files_are_refused_with_a_draft(tmp_path):
    """A CSV without table or mapping is named, a draft mapping is printed; other extensions are ignored."""
    put(
        tmp_path,
        "sanxin.csv",
        "序号,企业名称,统一社会信用代码,年营业收入(万元)",
        "1,甲,91350100M000100Y43,5",
        encoding="gb18030",
    )
    (tmp_path / "readme.txt").write_text("x")
    with pytest.raises(InputError) as caught:
        read_folder(tmp_path)
    (finding,) = caught.value.findings
    assert finding.file == "sanxin.csv"
    for part in (
        "source: sanxin",
        "table: employers",
        "row_id: 序号",
        "name: 企业名称",
        "10k_yuan",
        "code: 统一社会信用代码",
    ):
        assert part in finding.fix_en
    (tmp_path / "maps").mkdir()
    draft = finding.fix_en.split(":\n", 1)[1]
    (tmp_path / "maps" / "sanxin.yaml").write_text(draft, encoding="utf-8")
    table = read_folder(tmp_path, sources=[tmp_path / "maps"]).tables["employers"]
    assert table["revenue_fen"].to_pylist() == [5_000_000]


@pytest.mark.parametrize(
    ("name", "lines", "message"),
    [
        ("ledger.csv", [], "empty"),
        ("ledger.csv", [LEDGER], "without rows.*export it again$"),
        ("ledger.csv", [LEDGER.replace("paid_unit_fen", "paid_unit"), "1,2019-12,unemployment,1,1,1,1,1,,"], "paid_unit_fen.*missing"),
        ("ledger.csv", ["单位,月份,钱", "1,2,3"], "no header row"),
        ("employers.csv", ["employer_no,name,entity_typ", "1,甲,enterprise"], "entity_type"),
        ("market.csv", ["行号,主体名,统一社会信用代码", "1,甲,x"], "主体名称.*missing"),
        ("lists.csv", ["list,remark", "dishonest,x"], "needs one of"),
    ],
)  # fmt: skip
def test_faulty_files(tmp_path, name, lines, message):
    """Empty, header only, renamed or missing columns: each a clear error that names the file."""
    (tmp_path / name).write_bytes("\r\n".join(lines).encode())
    with pytest.raises(InputError, match=rf"(?s){message}") as caught:
        read_folder(tmp_path)
    assert caught.value.findings[0].file == name


def test_absurd_counts_and_sums_go_to_quarantine(tmp_path):
    """People and contributions that no employer can have would overflow what is summed later."""
    put(tmp_path, "ledger.csv", LEDGER, *ledger_rows(100), "1,2019-12,unemployment,900000000000000000,1,1,1,1,,",
        "1,2019-12,unemployment,-100000001,1,1,1,1,,", "1,2019-12,unemployment,1,1000000000001,1,1,1,,")  # fmt: skip
    intake = read_folder(tmp_path)
    assert balanced(intake)
    assert [(f.row, f.column) for f in intake.findings] == [
        ("102", "headcount"), ("103", "headcount"), ("104", "due_unit_fen"),
    ]  # fmt: skip


def test_a_header_alone_can_be_a_statement(tmp_path):
    """Nobody on the list: a header without rows is a table without rows, with a warning."""
    put(tmp_path, "lists.csv", "list,name,code,employer_no,listed_on,removed_on")
    put(tmp_path, "employers.csv", EMPLOYERS, "1,甲,,,,,")
    intake = read_folder(tmp_path)
    assert intake.tables["lists"].num_rows == 0
    assert [w.file for w in intake.warnings] == ["lists.csv"]


def test_empty_and_absent_folders(tmp_path):
    """No folder, or nothing in it, is a plain error."""
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(InputError):
            read_folder(folder)


def test_parquet_equals_csv(tmp_path):
    """The canonical table as Parquet gives what the CSV gives."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    path = put(tmp_path / "a", "ledger.csv", LEDGER, *ledger_rows(20), encoding="utf-8")
    options = pyarrow.csv.ConvertOptions(
        column_types={"employer_no": pa.string(), "deferred_until": pa.date32()}
    )
    pq.write_table(pyarrow.csv.read_csv(path, convert_options=options), tmp_path / "b" / "ledger.parquet")
    left, right = (read_folder(tmp_path / name).tables["ledger"] for name in "ab")
    assert left.drop_columns(["source_row"]).equals(right.drop_columns(["source_row"]))


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 10**9),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    form=st.sampled_from(["csv", "xlsx"]),
)
def test_mutated_files_never_crash(tmp_path_factory, seed, encoding, form):
    """Bytes changed, cut out, doubled or put in at random: an InputError, or rows in = used + quarantined."""
    folder = tmp_path_factory.mktemp("fuzz")
    lines = [
        LEDGER.replace("employer_no", "employer_no"),
        *ledger_rows(30),
        '1,2019-12,失业保险,"5",1,1,1,1,,',
    ]
    if form == "csv":
        path = put(folder, "ledger.csv", *lines, encoding=encoding)
    else:
        path = folder / "ledger.xlsx"
        put_xlsx(path, [line.replace('"', "").split(",") for line in lines])
    path.write_bytes(_mutated(path.read_bytes(), random.Random(seed)))
    intake = read_or_refuse(folder)
    assert intake is None or balanced(intake)


def read_or_refuse(folder):
    """The intake; None if the folder is refused in both languages."""
    try:
        return read_folder(folder, max_bad_percent=ALL)
    except InputError as error:
        refused = error.findings
    assert all(f.problem_zh and f.problem_en and f.fix_zh and f.fix_en for f in refused)
    return None


def _mutated(data, luck):
    body = bytearray(data)
    for _ in range(luck.randint(1, 6)):
        at = luck.randrange(len(body)) if body else 0
        match luck.randrange(6):
            case 0:
                body[at : at + 1] = bytes([luck.randrange(256)])
            case 1:
                del body[at : at + luck.randint(1, 40)]
            case 2:
                body[at:at] = bytes(luck.randrange(256) for _ in range(luck.randint(1, 8)))
            case 3:
                body[at:at] = body[at : at + luck.randint(1, 200)]
            case 4:
                body[at:at] = luck.choice(
                    [b'"', b",", b"\n", b"\r", b"\r\n\r\n", b"\t", b";", b"\0", b"\xff\xfe", b"\x1a"]
                )
            case _:
                del body[luck.randint(0, len(body)) :]
    return bytes(body)
