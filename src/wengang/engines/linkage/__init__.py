"""Record linkage (记录关联): which rows of departments' files are one employer (用人单位), which are one person.

Pure: files, settings and databases are others' business. :func:`wengang.engines.linkage.link.link` is the way in.
"""
