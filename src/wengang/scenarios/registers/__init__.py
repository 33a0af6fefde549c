"""Synthetic registers of one city, as its departments hold them, with the truth of who is who, and the scores."""

from wengang.scenarios.registers.city import Registers, generate

__all__ = ["generate", "Registers"]
