"""Linking a folder of departments' files (数据比对): read, handed to the engine, written down, audited."""
