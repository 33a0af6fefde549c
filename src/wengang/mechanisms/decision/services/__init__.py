"""Deciding a folder of extracts, and the folder of results: each verb in a module of its own."""
