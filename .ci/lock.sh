#!/usr/bin/env bash
# Writes anew what follows from the lists of packages in .ci/*.in: the requirements with every package that is needed and
# the hash of every file of it, for Python 3.11 and later on Linux, Windows and macOS, and the bill of materials.
#   .ci/lock.sh             what the lists do not name keeps the version it has
#   .ci/lock.sh --upgrade   what the lists do not name becomes as new as the lists allow
# pip's settings decide where packages come from; the address is written into no file.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=.ci/env.sh
source .ci/env.sh

TOOLS=.cache/lock
PROGRAM=requirements.txt PROVINCE=deploy/requirements-province.txt CHECKS=tests/requirements.txt

# compile LIST FILE HEAD [OPTION…]: HEAD and then everything that LIST needs, into FILE.
compile() {
  local list=$1 file=$2 head=$3 text
  shift 3
  "$TOOLS/bin/uv" pip compile "$list" --universal --python-version 3.11 --generate-hashes --no-header --quiet \
    --no-emit-index-url --output-file "$file" "$@" >/dev/null || fail "没有算出 $file，原因见上；原来的文件没有动。"
  text=$(printf '%s\n' "$head"; cat "$file")
  printf '%s\n' "$text" > "$file"
}

# `--no-emit-package NAME` for every package of a file.
without() { sed -n 's/^\([A-Za-z0-9_.-]*\)==.*/--no-emit-package\n\1/p' "$1"; }

ensure_venv
[ -x "$TOOLS/bin/python" ] || "$VENV_PYTHON" -m venv "$TOOLS"
"$TOOLS/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/lock.txt \
  || fail '没有装上 .ci/lock.txt 里的工具。请检查网络，或用 PIP_INDEX_URL 指定可用的软件源后重试。'
index=${PIP_INDEX_URL:-$("$TOOLS/bin/python" -m pip config get global.index-url 2>/dev/null || true)}
[ -z "$index" ] || export UV_DEFAULT_INDEX=$index
[ "${1-}" = --upgrade ] || set --

compile .ci/requirements.in "$PROGRAM" \
  '# Everything the program needs, written by .ci/lock.sh from .ci/requirements.in: change that list, not this file.' "$@"
mapfile -t there < <(without "$PROGRAM")
compile .ci/province.in "$PROVINCE" '# What a province needs on top of the program, written by .ci/lock.sh from .ci/province.in.
-r ../requirements.txt' --constraints "$PROGRAM" "${there[@]}" "$@"
mapfile -t more < <(without "$PROVINCE")
compile .ci/tests.in "$CHECKS" '# What ./test.sh needs on top of the program, written by .ci/lock.sh from .ci/tests.in.
-r ../requirements.txt
-r ../deploy/requirements-province.txt' --constraints "$PROGRAM" --constraints "$PROVINCE" "${there[@]}" "${more[@]}" "$@"
compile .ci/lock.in .ci/lock.txt '# What .ci/lock.sh runs, written by itself from .ci/lock.in.' "$@"

# Licences stand in the packages themselves; those of Windows only are fetched for it.
rm -rf "$TOOLS/program"
for platform in linux windows; do
  "$TOOLS/bin/uv" pip install --quiet --no-deps --require-hashes --target "$TOOLS/program" --python-version 3.11 \
    --python-platform "$platform" -r "$PROGRAM"
done
"$TOOLS/bin/python" .ci/sbom.py "$PROGRAM" "$TOOLS/program" deploy/sbom.cdx.json
rm -rf "$TOOLS/program"
say "已写好 $PROGRAM、$PROVINCE、$CHECKS、.ci/lock.txt 和 deploy/sbom.cdx.json。"
