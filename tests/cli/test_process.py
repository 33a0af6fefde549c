"""How a process starts: what it does without, and that whoever needs it all the same gets it."""

import subprocess
import sys

from wengang.cli.process import settle


def _python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


_LISTS = """
import sys
from wengang.cli.process import settle, without_pandas
settle()
with without_pandas():
    import pyarrow as pa
    import wengang.mechanisms.decision.services.rounds.run, wengang.mechanisms.decision.services.explanations.explaining
    assert pa.array(["a", None]).is_valid().to_numpy(zero_copy_only=False).tolist() == [True, False]
"""


def test_services_start_without_pandas():
    """Arrow is given lists and asked for NumPy arrays, and does not fetch pandas for them."""
    assert _python(_LISTS + "print('pandas' in sys.modules)") == "False\n"


def test_arrow_takes_pandas_from_whoever_imports_it_later():
    """Spark's Python side uses frames: Arrow treats their blanks as it always does."""
    assert _python(
        _LISTS
        + "import pandas as pd\n"
        + "print(pa.lib._pandas_api.have_pandas, type(pd.__loader__).__name__)\n"
        + "print(pa.array(pd.Series([1.0, None])).null_count, pa.table({'a': [1]}).to_pandas().shape)\n"
        + "print(pa.Table.from_pandas(pd.DataFrame({'a': [1, 2]})).num_rows)\n"
    ).splitlines() == ["True SourceFileLoader", "1 (1, 1)", "2"]


def test_a_process_that_has_pandas_keeps_it():
    """Nothing is hidden once pandas is there, and nothing stays behind of hiding it twice."""
    assert _python("import pandas\n" + _LISTS + "print(pa.lib._pandas_api.have_pandas)") == "True\n"
    twice = _LISTS + "before = list(sys.meta_path)\nwith without_pandas(): pass\n"
    assert _python(twice + "print(sys.meta_path == before)") == "True\n"


def test_arrow_takes_the_c_librarys_memory_unless_the_user_says_otherwise(monkeypatch):
    """What a person set stands."""
    assert _python(_LISTS + "print(pa.default_memory_pool().backend_name)") == "system\n"
    monkeypatch.setenv("ARROW_DEFAULT_MEMORY_POOL", "mimalloc")
    settle()
    assert _python(_LISTS + "print(pa.default_memory_pool().backend_name)") == "mimalloc\n"
