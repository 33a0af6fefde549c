"""Whether the departments' files are all there (数据覆盖情况), before anybody is refused for it."""
