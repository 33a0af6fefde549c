"""Which employer a row is about (数据比对): by number, by code, by name, or by what linkage found."""
