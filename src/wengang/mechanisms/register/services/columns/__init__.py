"""Canonical tables as whole columns: read, put in order, keys found in them, and what is to be said of a row."""
