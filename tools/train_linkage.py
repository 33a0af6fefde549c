#!/usr/bin/env python
"""Learn the weights of linkage anew from synthetic registers, and write them where they ship.

Run it after a comparison or a level was changed: ``python tools/train_linkage.py``. A few minutes. The random pairs
that tell what strangers share are not seeded (seeding costs Splink its parallelism), so the last digits vary.
"""

import argparse
import json
import tempfile
from pathlib import Path
from typing import Any

from wengang.codes.divisions import divisions
from wengang.engines.linkage.link import KINDS
from wengang.engines.linkage.vocabulary import Place
from wengang.engines.linkage.weights import trained, untrained
from wengang.mechanisms.register.services.linking.records import read_records
from wengang.scenarios.registers import generate

PACKAGE = Path(__file__).resolve().parent.parent / "src/wengang/engines/linkage"


def main() -> None:
    """Write ``model_employers.json`` and ``model_persons.json``."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--city", default="jinzhou")
    parser.add_argument("--employers", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=11)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        city = Path(home) / "city"
        generate(asked.city, employers=asked.employers, seed=asked.seed, out=city)
        for name, kind in KINDS.items():
            records = read_records(city / "csv", name, sources=[city / "sources"]).table
            places = [Place(code=place.code, name=place.name) for place in divisions()]
            model = _rounded(trained(kind.searchable(kind.columns(records, places=places)), kind))
            path = PACKAGE / f"model_{name}.json"
            path.write_text(json.dumps(model, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            print(
                f"{path.name}: {records.num_rows:,} records; untrained: {untrained(kind, model) or 'nothing'}"
            )


def _rounded(model: dict[str, Any]) -> dict[str, Any]:
    levels = {
        name: {
            label: {side: value and float(f"{value:.4g}") for side, value in sides.items()}
            for label, sides in labels.items()
        }
        for name, labels in model["comparisons"].items()
    }
    return model | {"comparisons": levels}


if __name__ == "__main__":
    main()
