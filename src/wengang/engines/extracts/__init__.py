"""Departments' files as they come, to typed tables: readers, schemas, mappings, quarantine, coverage, snapshots."""
