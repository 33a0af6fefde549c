"""From a folder of files to prepared tables, both steps together."""

import datetime as dt
from pathlib import Path

from mechanisms.register.supply import CODES, employer
from wengang.mechanisms.register.services.intake.folder import read_folder
from wengang.mechanisms.register.services.prepare import prepare

FILES = {
    "employers.csv": f"""employer_no,name,code,entity_type,employees,insured_from,dispatch
007,锦州甲商贸有限公司,{CODES[0]},enterprise,10,2015-01-01,0
008,锦州乙机械有限公司,,enterprise,,2016-05-01,
""",
    "employers-tax.csv": f"""name,code,employees,revenue_fen
甲,{CODES[0]},11,500
锦州乙机械有限公司,,7,900
""",
    "ledger.csv": """employer_no,month,insurance,headcount,due_unit_fen,due_person_fen,paid_unit_fen,paid_person_fen,paid_on
007,2019-01,unemployment,10,100,50,100,50,
009,2019-01,unemployment,10,100,50,100,50,
""",
    "lists.csv": f"""list,name,code,employer_no,listed_on,removed_on,source
dishonest,锦州乙机械有限公司,{CODES[1]},,2019-05-01,,法院
""",
}


def test_a_folder_is_prepared(tmp_path: Path):
    """Two steps, one result: a conflict, a filled blank, a doubtful listing, a stranger's ledger row."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8-sig")
    day = dt.date(2020, 3, 15)
    result = prepare(read_folder(tmp_path), year=2020, place="210700", as_of=day, known_by=day)
    assert employer(result, "007")["conflicts"] == "employees"
    assert (employer(result, "008")["employees"], employer(result, "008")["revenue_fen"]) == (7, 900)
    assert [(f.file, f.row, f.column) for f in result.findings] == [("employers-tax", "2", "employees")]
    (listing,) = result.tables["listings"].to_pylist()
    assert (listing["employer_id"], listing["certain"], listing["key"]) == (1, False, "match:lists:2")
    (row,) = result.tables["ledger"].to_pylist()
    assert (row["due_fen"], row["paid_fen"], row["paid_on"]) == (150, 150, dt.date(2019, 1, 31))
    assert result.unmatched == {"ledger": 1}
    assert result.missing == {"spells", "claims", "refunds", "funds", "applications"}
