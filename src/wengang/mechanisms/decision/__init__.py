"""Rounds of decisions: what a policy pack decides about everyone, written down so that others can act on it."""
