#!/usr/bin/env bash
# Write the hashed lock of every supported Python; needs uv on the PATH. No index address goes into the files.
set -eu
cd "$(dirname "$0")/.."
for version in 3.11 3.12 3.13; do
  uv pip compile pyproject.toml --extra dev --extra twin --python-version "$version" --generate-hashes \
    --no-header --no-annotate --no-emit-index-url --quiet -o "requirements/lock-$version.txt" "$@"
done
