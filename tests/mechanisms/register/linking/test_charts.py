"""Charts say what the figures say, and fetch nothing."""

import re

from wengang.mechanisms.register.services.linking.charts import rate_chart, weights, write_charts

MODEL = {
    "prior": 0.0001,
    "comparisons": {
        "core": {
            "字号相同": {"m": 0.5, "u": 0.125},
            "else": {"m": 0.25, "u": 0.5},
            "never seen": {"m": None, "u": 0.5},
        }
    },
}
SOURCES = {"market": {"rows": 4, "matched": 3, "match_bp": 7500}}


def test_weights_are_bits():
    """log2(m / u) of each level that has both."""
    assert weights(MODEL) == [
        {"comparison": "core", "level": "字号相同", "bits": 2.0},
        {"comparison": "core", "level": "else", "bits": -1.0},
    ]


def test_rates():
    """The share of each source."""
    assert rate_chart(SOURCES)["data"]["values"] == [
        {"source": "market", "rate": 0.75, "rows": 4, "matched": 3}
    ]


def test_pages_and_pictures(tmp_path):
    """Each chart twice; the page holds all that it needs."""
    names = write_charts(tmp_path, MODEL, SOURCES)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")) == sorted(names)
    for name in names:
        data = (tmp_path / name).read_bytes()
        if name.endswith(".png"):
            assert data.startswith(b"\x89PNG")
        else:
            page = data.decode()
            assert "匹配率" in page or "权重" in page
            assert not re.search(r"<(script|link)[^>]+(src|href)=", page)
