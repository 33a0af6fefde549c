"""Charts of a linked folder (图表): what each agreement weighs, and how much of each source is matched.

Each as a page that fetches nothing and as a picture, from one Vega-Lite specification with the figures in it.
"""

from collections.abc import Mapping, Sequence
from math import log2
from pathlib import Path
from typing import Any

FOLDER = "charts"
_FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, WenQuanYi Micro Hei, sans-serif"
_CONFIG = {
    "font": _FONT,
    "title": {"font": _FONT, "subtitleFont": _FONT, "anchor": "start"},
    "axis": {"labelFont": _FONT, "titleFont": _FONT, "labelLimit": 520},
    "header": {"labelFont": _FONT, "titleFont": _FONT},
    "legend": {"labelFont": _FONT, "titleFont": _FONT},
}
_SCALE = 2.0
_FOR, _AGAINST = "#2b6cb0", "#c05621"


def write_charts(
    folder: Path, model: Mapping[str, Any], sources: Mapping[str, Mapping[str, int]]
) -> list[str]:
    """Write ``charts/`` into a folder, and name the files.

    Parameters
    ----------
    model
        The model used: comparison → level → m and u, how often the same unit and strangers are at it.
    sources
        Source → rows, matched, match_bp.
    """
    import vl_convert  # noqa: PLC0415 - a JavaScript engine of 60 MB, for whoever asks for charts

    charts = folder / FOLDER
    charts.mkdir()
    written = []
    for name, chart in (("match_weights", weights_chart(model)), ("match_rate", rate_chart(sources))):
        page = vl_convert.vegalite_to_html(chart, bundle=True)
        (charts / f"{name}.html").write_text(page, encoding="utf-8")
        (charts / f"{name}.png").write_bytes(vl_convert.vegalite_to_png(chart, scale=_SCALE))
        written += [f"{FOLDER}/{name}.html", f"{FOLDER}/{name}.png"]
    return written


def learnt(model: Mapping[str, Any]) -> list[tuple[str, str, float | None, float | None]]:
    """Comparison, level, m and u of each level of a model; None where it was never seen in training."""
    found = []
    comparisons = model.get("comparisons")
    for name, levels in comparisons.items() if isinstance(comparisons, Mapping) else ():
        found += [(name, label, level.get("m"), level.get("u")) for label, level in levels.items()]
    return found


def weights(model: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each level of each comparison that has learnt values, with its weight in bits: log2(m / u)."""
    return [
        {"comparison": name, "level": label, "bits": round(log2(m / u), 3)}
        for name, label, m, u in learnt(model)
        if m and u
    ]


def _in_words(values: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Comparisons and levels in both languages, as the kinds of linkage word them; one that they lack stays as it is."""
    from wengang.engines.linkage.link import KINDS  # noqa: PLC0415 - brings in Splink, for whoever asks for charts

    kinds = []
    for kind in KINDS.values():
        words: dict[tuple[str, str], tuple[str, str]] = {}
        for comparison in kind.comparisons:
            title = f"{comparison.title.zh} {comparison.title.en}"
            for level in (*comparison.levels, comparison.other):
                words[comparison.name, level.en] = (title, f"{level.zh} / {level.en}")
        kinds.append(words)
    words = max(kinds, key=lambda one: sum((value["comparison"], value["level"]) in one for value in values))
    found = []
    for value in values:
        known = (value["comparison"], value["level"])
        title, level = words.get(known, known)
        found.append({**value, "comparison": title, "level": level})
    return found


def weights_chart(model: Mapping[str, Any]) -> dict[str, Any]:
    """Bars of the weights, one block a comparison, in the model's order."""
    values = _in_words(weights(model))
    bars = {
        "mark": {"type": "bar", "tooltip": True},
        "width": 420,
        "encoding": {
            "x": {"field": "bits", "type": "quantitative", "title": "权重(比特) / weight (bits)"},
            "y": {"field": "level", "type": "nominal", "sort": None, "title": None},
            "color": {
                "condition": {"test": "datum.bits < 0", "value": _AGAINST},
                "value": _FOR,
            },
        },
    }
    return _chart(
        (
            "各项比对的权重 / match weights",
            "正: 支持同一主体; 负: 反对 / above zero: for one and the same; below: against",
        ),
        values,
        {
            "facet": {
                "row": {
                    "field": "comparison",
                    "type": "nominal",
                    "sort": _in_order(value["comparison"] for value in values),
                    "title": None,
                    "header": {"labelAngle": 0, "labelAlign": "left"},
                }
            },
            "spec": bars,
            "resolve": {"scale": {"y": "independent"}},
        },
    )


def rate_chart(sources: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    """Bars of the share of each source's rows that are one entity with a row of another source."""
    values = [
        {"source": name, "rate": part["match_bp"] / 10_000, "rows": part["rows"], "matched": part["matched"]}
        for name, part in sources.items()
    ]
    return _chart(
        (
            "各来源的匹配率 / match rate by source",
            "与其他来源的记录连成同一主体的行 / rows that are one entity with a row of another source",
        ),
        values,
        {
            "width": 420,
            "height": {"step": 24},
            "layer": [
                {"mark": {"type": "bar", "color": _FOR, "tooltip": True}},
                {
                    "mark": {"type": "text", "align": "left", "dx": 4},
                    "encoding": {"text": {"field": "rate", "type": "quantitative", "format": ".1%"}},
                },
            ],
            "encoding": {
                "y": {"field": "source", "type": "nominal", "sort": None, "title": None},
                "x": {
                    "field": "rate",
                    "type": "quantitative",
                    "title": None,
                    "axis": {"format": "%"},
                    "scale": {"domain": [0, 1]},
                },
            },
        },
    )


def _chart(
    titles: tuple[str, str], values: Sequence[Mapping[str, Any]], rest: Mapping[str, Any]
) -> dict[str, Any]:
    """A specification; ``titles``: the title and the line below it."""
    title, subtitle = titles
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {"text": title, "subtitle": subtitle},
        "data": {"values": list(values)},
        "config": _CONFIG,
        "usermeta": {"embedOptions": {"actions": False}},
        **rest,
    }


def _in_order(names: Any) -> list[str]:
    return list(dict.fromkeys(names))
