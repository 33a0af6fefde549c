"""The models that ship (对比模型): weights learnt once, saved as JSON, and used again."""

import json
from collections.abc import Mapping
from importlib import resources
from typing import Any


def saved_model(kind: str) -> Mapping[str, Any]:
    """The model of a kind as it ships: Splink's settings with the values learnt."""
    text = resources.files(__package__).joinpath(f"model_{kind}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
