#!/usr/bin/env bash
# Install into .venv exactly what the locks name: `tools/install.sh [dev|spark|docs]…` (the run-time set always).
# Sets once installed are kept, so that `make demo` after `make test` changes nothing. `spark` needs Java 17 and is
# left out with a word where there is none. Does nothing when the stamp says that the same locks are already in place.
set -euo pipefail
cd "$(dirname "$0")/.."
VENV=.venv
STAMP=$VENV/.wengang-locks
# A mirror far away may take its time.
export UV_HTTP_TIMEOUT=${UV_HTTP_TIMEOUT:-300} PIP_DEFAULT_TIMEOUT=${PIP_DEFAULT_TIMEOUT:-60}

# shellcheck source=tools/machine.sh
. tools/machine.sh

say() { printf '%s\n' "$*" >&2; }

make_environment() {
    local python
    if ! python=$(find_python); then
        say "需要 Python 3.11 或更高版本。Wengang needs Python 3.11 or later; none was found."
        say "  Debian/Ubuntu: apt-get install python3 python3-venv   (or: make install PYTHON=/path/to/python3)"
        exit 2
    fi
    if ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        say "$python 缺少 venv 模块。$python cannot make a virtual environment (no ensurepip)."
        say "  Debian/Ubuntu: apt-get install python3-venv"
        exit 2
    fi
    say "Making $VENV with $("$python" --version) …"
    "$python" -m venv --clear "$VENV"
}

locks_digest() { # SET… → one line: the sets and the hash of all that decides what is installed
    local set files=()
    for set in bootstrap "$@"; do files+=("requirements/$set.txt"); done
    printf '%s ' "$@"
    cat "${files[@]}" pyproject.toml |
        "$VENV/bin/python" -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())'
}

for name in "$@"; do
    [ -f "requirements/$name.txt" ] || { say "unknown set: $name"; exit 2; }
done
"$VENV/bin/python" -c 'import pip' >/dev/null 2>&1 || make_environment

wanted=" base $* "
[ ! -f "$STAMP" ] || wanted+="$(sed 's/ [0-9a-f]\{64\}$//' "$STAMP") "
sets=()
for name in base dev spark docs; do
    case "$wanted" in *" $name "*) ;; *) continue ;; esac
    if [ "$name" = spark ] && ! find_java; then
        say "没有 Java 17,不安装 Spark。No Java 17 here: leaving Spark out (Debian/Ubuntu: apt-get install default-jre-headless)."
        continue
    fi
    sets+=("$name")
done

if [ -f "$STAMP" ] && [ -x "$VENV/bin/wengang" ] && [ "$(cat "$STAMP")" = "$(locks_digest "${sets[@]}")" ]; then
    exit 0
fi
rm -f "$STAMP"
say "Installing ${sets[*]} …"
"$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
locks=(requirements/bootstrap.txt)
for name in "${sets[@]}"; do locks+=("requirements/$name.txt"); done
# Compiled now: a first command, or one that may write nothing beside the packages, would compile them each time.
# No build isolation: what builds the one source package (pyspark) and ourselves is locked in bootstrap.txt.
uv=("$VENV/bin/uv" --quiet pip)
"${uv[@]}" sync --compile-bytecode --require-hashes --no-build-isolation --python "$VENV/bin/python" "${locks[@]}"
"${uv[@]}" install --no-deps --no-build-isolation --python "$VENV/bin/python" --editable .
"$VENV/bin/python" -m compileall -q src policies
locks_digest "${sets[@]}" >"$STAMP"
