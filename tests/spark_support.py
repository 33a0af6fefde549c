"""Whether Spark can run here."""

import functools
import importlib.util
import os
import re
import shutil
import subprocess

JAVA_NEEDED = 17


@functools.cache
def why_no_spark() -> str | None:
    """Why Spark cannot run on this machine; ``None`` where it can."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin" if home else None)
    if java is None:
        return "no Java on this machine (Debian/Ubuntu: apt-get install default-jre-headless)"
    said = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    if found is None or int(found[1]) < JAVA_NEEDED:
        return f"Spark needs Java {JAVA_NEEDED} or later; {java} says {said.splitlines()[0] if said else 'nothing'}"
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark is not installed (`make test` installs it where it finds Java)"
    return None
