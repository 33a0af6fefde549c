"""The command line itself: help, exit statuses, how errors are told."""

import json
import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from wengang import __version__
from wengang.cli import app as application
from wengang.kernel.errors import bad_input

COMMANDS = ("decide", "explain", "simulate", "cases", "parameters", "schemes", "demo", "scenario")
HEAVY = ("ibis", "duckdb", "pyarrow", "pandas", "numpy", "rich", "yaml", "sqlglot")
CHINESE = re.compile(r"[一-鿿]")
DECIDE = ("decide", "retention-refund", "--year", "2020", "--place", "210700", "--as-of", "2020-03-15")


@pytest.fixture(autouse=True)
def _home(monkeypatch, tmp_path):
    monkeypatch.setenv("WENGANG_HOME", str(tmp_path / "home"))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "WENGANG_DEBUG"):
        monkeypatch.delenv(name, raising=False)


def _wengang(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "wengang", *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_help_imports_nothing_heavy():
    """`wengang --help` waits for no engine, whatever the machine is busy with."""
    code = f"import sys, wengang.cli.app as app; app.run(['--help']); print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_help_takes_less_than_half_a_second():
    """The processor's time of the whole process, the best of three."""
    times = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert _wengang("--help").returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(times) < 0.5


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_is_in_both_languages_with_an_example(command, capsys):
    """Whoever reads only one of the two finds out what it does."""
    assert application.run([command, "--help"]) == 0
    told = capsys.readouterr().out
    assert CHINESE.search(told)
    assert re.search(rf"例 / example:\s+wengang {command}", told)
    options = told.split("Options:")[1]
    for line in re.split(r"\n  --", options)[1:]:
        name = line.split()[0]
        if name != "help":
            assert CHINESE.search(line), name
            assert re.search(r"/ [a-zA-Z0-9]|JSON", line), name


def test_without_a_command_the_help_is_shown(capsys):
    """Nothing typed is no error."""
    assert application.run([]) == 0
    assert "decide" in capsys.readouterr().out


def test_python_m_wengang_and_version():
    """The module runs like the command."""
    assert _wengang("--version").stdout.strip() == __version__


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (["decid"], "没有命令 decid", "there is no command decid"),
        (["decide"], "缺少", "is missing"),
        ([*DECIDE, "--yaer", "1"], "没有选项 --yaer", "there is no option --yaer"),
        (["decide", "x", "--year", "zwanzig"], "--year 的值不对", "the value of --year is wrong"),
        (["decide", "x", "--as-of", "15.3.2020"], "--as-of 的值不对", "the value of --as-of is wrong"),
    ],
)
def test_bad_usage_ends_with_2_in_the_readers_language(words, zh, en, capsys, monkeypatch):
    """On standard error, with how it is called."""
    assert application.run(words) == 2
    told = capsys.readouterr()
    assert zh in told.err
    assert told.out == ""
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert application.run(words) == 2
    assert en in capsys.readouterr().err


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ("没有这个文件夹", "检查路径")), ("en", ("no such folder", "check the path"))]
)
def test_bad_input_ends_with_2_and_tells_place_and_cure(lang, words, capsys, tmp_path):
    """Nothing is written; --json holds the findings in its last line."""
    arguments = [
        *DECIDE,
        "--extracts",
        str(tmp_path / "no"),
        "--out",
        str(tmp_path / "out"),
        "--lang",
        lang,
        "--json",
    ]
    assert application.run(arguments) == 2
    told = capsys.readouterr()
    assert all(word in told.err for word in (*words, "--extracts", str(tmp_path / "no")))
    last = json.loads(told.out.splitlines()[-1])
    assert last["exit"] == 2
    assert last["findings"][0]["problem_zh"] == "没有这个文件夹"
    assert not (tmp_path / "out").exists()


def test_many_findings_are_cut_short(capsys, monkeypatch):
    """A terminal is no place for a thousand lines; the machine gets them all."""
    findings = [bad_input("错", "wrong", "改", "mend", row=str(i)).findings[0] for i in range(30)]
    error = bad_input("错", "wrong", "改", "mend")
    error.findings = tuple(findings)

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("wengang.engines.policy.catalogue.find_schemes", fail)
    assert application.run(["schemes", "--lang", "en", "--json"]) == 2
    told = capsys.readouterr()
    assert "… and 10 more" in told.err
    assert len(json.loads(told.out)["findings"]) == 30


def test_a_defect_ends_with_1_in_one_line_with_the_details_kept(capsys, monkeypatch, tmp_path):
    """No traceback on the terminal; a file for whoever mends it."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError("by zero")

    monkeypatch.setattr("wengang.engines.policy.catalogue.find_schemes", fail)
    assert application.run(["schemes", "--lang", "en"]) == 1
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "ZeroDivisionError: by zero" in told
    assert "Traceback" not in told
    kept = list((tmp_path / "home" / "log").iterdir())
    assert "Traceback" in kept[0].read_text(encoding="utf-8")
    monkeypatch.setenv("WENGANG_DEBUG", "1")
    application.run(["schemes"])
    assert "Traceback" in capsys.readouterr().err


def test_a_defect_is_told_even_where_nothing_can_be_kept(capsys, monkeypatch, tmp_path):
    """A home that cannot be written gives way to the temporary folder."""
    (tmp_path / "home").write_text("a file")

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("wengang.engines.policy.catalogue.find_schemes", fail)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    assert application.run(["schemes"]) == 1
    assert str(tmp_path / "error-") in capsys.readouterr().err


def test_an_interrupt_ends_with_130(monkeypatch):
    """Whoever presses Ctrl-C gets what a shell expects."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("wengang.engines.policy.catalogue.find_schemes", stop)
    assert application.run(["schemes"]) == 130


def test_a_reader_that_leaves_is_no_defect():
    """`wengang … | head` ends without a message."""
    done = subprocess.run(
        [
            "bash",
            "-c",
            f"set -o pipefail; {sys.executable} -m wengang parameters retention-refund --year 2020 --place 210700 | head -c 1",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode in (0, 141)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_full_disk_behind_a_stream_is_no_defect(stream):
    """Output that goes to a file on a full disk ends with status 2, and never with a traceback."""
    words = ["parameters", "retention-refund", "--year", "2020", "--place", "210700"]
    if stream == "stderr":
        words[-1] = "2"
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: full}
        done = subprocess.run(
            [sys.executable, "-m", "wengang", *words], text=True, check=False, env={**os.environ}, **streams
        )
    assert done.returncode == 2
    assert "Traceback" not in (done.stderr or "")


@pytest.mark.parametrize(("stream", "status"), [(1, 0), (2, 2)])
def test_closed_streams_are_no_defect(stream, status):
    """A process that a scheduler started without its streams works, and ends as it would."""
    words = "schemes" if stream == 1 else "no-such-command"
    done = subprocess.run(
        ["/bin/sh", "-c", f'"$0" -m wengang {words} {stream}>&-', sys.executable],
        capture_output=True,
        check=False,
    )
    assert done.returncode == status
    assert b"Traceback" not in done.stderr
