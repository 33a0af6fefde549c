"""Deciding a folder of extracts, and the folder of results: what a round rests on, the round, its outputs, its explanations."""
