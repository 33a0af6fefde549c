#!/usr/bin/env bash
# Make requirements/*.txt anew from requirements/*.in: every file with hashes, none with a registry's address.
set -euo pipefail
cd "$(dirname "$0")/.."
upgrade=${UPGRADE:+--upgrade}
for name in base bootstrap dev spark docs; do
    # shellcheck disable=SC2086
    .venv/bin/uv pip compile --quiet $upgrade --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header "requirements/$name.in" -o "requirements/$name.txt"
    echo "requirements/$name.txt: $(grep -c '^[a-zA-Z0-9_.-]*==' "requirements/$name.txt") packages"
done
