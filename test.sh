#!/usr/bin/env bash
# Runs every check: ruff and mypy, then the tests, on SQLite and on a PostgreSQL server of their own.
#   ./test.sh                    all but the long ones
#   ./test.sh --all              the long ones too
#   ./test.sh [--all] ARGUMENT…  further arguments go to pytest
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=.ci/env.sh
source .ci/env.sh
# shellcheck source=.ci/browser.sh
source .ci/browser.sh
# shellcheck source=.ci/postgres.sh
source .ci/postgres.sh
# shellcheck source=.ci/chromium109.sh
source .ci/chromium109.sh
# shellcheck source=.ci/nginx.sh
source .ci/nginx.sh
# shellcheck source=.ci/newest.sh
source .ci/newest.sh
# shellcheck source=.ci/scratch.sh
source .ci/scratch.sh

marks=()
if [ "${1-}" = --all ]; then
  marks=(-m '')
  shift
fi

ensure_venv
ensure_requirements tests requirements.txt deploy/requirements-province.txt tests/requirements.txt
ensure_test_browser

# The long runs open what we write in LibreOffice, make a certificate for nginx, and a bare machine where root may.
if [ "${#marks[@]}" -gt 0 ]; then
  extra=()
  [ -e /usr/lib/libreoffice/program/libsclo.so ] || extra+=(libreoffice-calc-nogui)
  [ -e /usr/lib/libreoffice/program/libswlo.so ] || extra+=(libreoffice-writer-nogui)
  command -v openssl >/dev/null || extra+=(openssl)
  [ "$(id -u)" -ne 0 ] || command -v debootstrap >/dev/null || extra+=(debootstrap)
  if [ "${#extra[@]}" -gt 0 ]; then
    say "正在安装 ${extra[*]}（长测试要用）…"
    apt_install "${extra[@]}" \
      || say "无法安装，相应测试将跳过。请让管理员执行：apt-get install ${extra[*]}"
  fi
  get_chromium109
  get_nginx
fi

trap 'stop_postgres; clear_scratch' EXIT
use_scratch
start_postgres

# The style is checked on one core; what a whole run needs of databases is loaded on the other meanwhile. Where that
# fails, the tests that need it tell.
ready=
if [ "$#" -eq 0 ]; then
  "$VENV_PYTHON" -m tests.kit.sample_county >/dev/null 2>&1 &
  ready=$!
fi
style=0
"$VENV_PYTHON" -m ruff check . || style=1
"$VENV_PYTHON" -m ruff format --check . || style=1
"$VENV_PYTHON" .ci/mypy.py || style=1
[ "$style" -eq 0 ] || say '代码检查没有通过（见上），测试照常进行，但最后会以失败结束。'

[ -z "$ready" ] || wait "$ready" || true

# Two processes; the tests of one file stay together, so that a file starts its server once. The files come in the
# order of tests/kit/order.py.
"$VENV_PYTHON" -m pytest -n 2 --dist loadfile --no-loadscope-reorder "${marks[@]}" "$@" || style=$?
[ "${#marks[@]}" -eq 0 ] || report_newest
exit "$style"
