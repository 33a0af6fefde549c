"""Departments' files as they come (各部门数据): a folder read, its rows accounted for, and frozen for ever."""
