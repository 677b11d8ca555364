#!/usr/bin/env bash
# Runs every check: ruff, then the tests, on SQLite and on a PostgreSQL server of their own.
#   ./test.sh                    all but the long ones
#   ./test.sh --all              the long ones too
#   ./test.sh [--all] ARGUMENT…  further arguments go to pytest
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=.ci/env.sh
source .ci/env.sh
# shellcheck source=.ci/postgres.sh
source .ci/postgres.sh
# shellcheck source=.ci/chromium109.sh
source .ci/chromium109.sh
# shellcheck source=.ci/nginx.sh
source .ci/nginx.sh
# shellcheck source=.ci/newest.sh
source .ci/newest.sh

marks=()
if [ "${1-}" = --all ]; then
  marks=(-m '')
  shift
fi

ensure_venv
ensure_requirements tests requirements.txt tests/requirements.txt
if [ ! -x /usr/bin/chromium ]; then
  say '正在安装 chromium（浏览器测试要用）…'
  apt_install chromium fonts-noto-cjk \
    || say '无法安装 chromium（需要管理员权限和网络），浏览器测试将跳过。请让管理员执行：apt-get install chromium fonts-noto-cjk'
fi

# The long runs open what we write in LibreOffice.
if [ "${#marks[@]}" -gt 0 ]; then
  extra=()
  [ -e /usr/lib/libreoffice/program/libsclo.so ] || extra+=(libreoffice-calc-nogui)
  [ -e /usr/lib/libreoffice/program/libswlo.so ] || extra+=(libreoffice-writer-nogui)
  if [ "${#extra[@]}" -gt 0 ]; then
    say "正在安装 ${extra[*]}（长测试要用）…"
    apt_install "${extra[@]}" \
      || say "无法安装，相应测试将跳过。请让管理员执行：apt-get install ${extra[*]}"
  fi
  get_chromium109
  get_nginx
fi

trap stop_postgres EXIT
start_postgres

style=0
"$VENV_PYTHON" -m ruff check . || style=1
"$VENV_PYTHON" -m ruff format --check . || style=1
[ "$style" -eq 0 ] || say '代码检查没有通过（见上），测试照常进行，但最后会以失败结束。'

# Two processes; the tests of one file stay together, so that a file starts its server once.
"$VENV_PYTHON" -m pytest -n 2 --dist loadfile "${marks[@]}" "$@" || style=$?
[ "${#marks[@]}" -eq 0 ] || report_newest
exit "$style"
