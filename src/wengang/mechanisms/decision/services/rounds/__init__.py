"""A round decided from a folder of departments' files (核定一轮): what is asked of it, and the run itself."""
