# shellcheck shell=bash
# Sourced by start.sh and test.sh from the project folder: Python, virtual environment, system packages.

VENV_PYTHON=.venv/bin/python
export PYTHONUTF8=1  # what Python prints must not depend on a locale that the machine may lack; start.bat does the same

say() { printf '%s\n' "$*"; }
fail() { printf '错误：%s\n' "$*" >&2; exit 1; }

# Prints the first Python of 3.11 or later; 3.11 first, because that is what the pinned versions were tested with.
find_python() {
  local name
  for name in python3.11 python3 python3.12 python3.13 python; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      command -v "$name"
      return
    fi
  done
  return 1
}

# apt-get as root; returns 1 where this account may not.
root_apt_get() {
  local -a as_root=()
  command -v apt-get >/dev/null || return 1
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || return 1
    as_root=(sudo -n)
  fi
  # A machine that has just started may be busy with its own updates.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300 "$@"
}

# Installs Debian packages where this account may; returns 1 where it may not or where it fails.
apt_install() {
  local -a install=(root_apt_get install -y --no-install-recommends "$@")
  # Only a machine whose package lists are missing or old needs the update.
  "${install[@]}" >/dev/null 2>&1 || { root_apt_get update >/dev/null && "${install[@]}" >/dev/null; }
}

# Downloads a Debian package into this folder, which any account may; returns 1 where it fails.
download_package() {
  apt-get -qq download "$1" 2>/dev/null || { root_apt_get update >/dev/null && apt-get -qq download "$1"; }
}

# Creates .venv unless a working one is there. Debian splits ensurepip off into a package of its own.
ensure_venv() {
  "$VENV_PYTHON" -c 'import pip' >/dev/null 2>&1 && return
  local python package
  python=$(find_python) || fail '没有找到 Python 3.11 或更高版本。请先安装（Debian：apt-get install python3 python3-venv）。'
  if ! "$python" -c 'import ensurepip' >/dev/null 2>&1; then
    package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    say "正在安装系统软件包 $package …"
    apt_install "$package" || fail "缺少系统软件包 $package，当前账户无法自动安装。请让系统管理员执行：apt-get install $package"
  fi
  say '正在创建虚拟环境 .venv …'
  "$python" -m venv --clear .venv || fail '无法创建虚拟环境 .venv，请检查本目录是否可写、磁盘是否已满。'
}

# ensure_requirements NAME FILE…: installs the last FILE, again only after any FILE has changed. Every file that pip takes
# must have one of the hashes that stand there, wherever it comes from.
ensure_requirements() {
  local stamp=".venv/$1.installed"
  shift
  [ ! -e "$stamp" ] || [ "$(cat "$@")" != "$(cat "$stamp")" ] || return 0
  say "正在安装依赖（${!#}），首次需要几分钟 …"
  "$VENV_PYTHON" -m pip install --quiet --disable-pip-version-check --require-hashes -r "${!#}" \
    || fail '安装依赖失败，原因见上。请检查网络，或用 PIP_INDEX_URL 指定本单位可用的软件源后重试；写着 HASHES 的，是取到的文件与本程序测试过的不同，请换一个软件源。'
  cat "$@" > "$stamp"
}

# Installs a browser where none is found and this account may; WHY says what it is for, ELSE what goes without.
ensure_browser() {
  local name why=$1 else=$2
  for name in "${CHROME-}" "${BROWSER_PATH-}" chromium chromium-browser google-chrome google-chrome-stable microsoft-edge; do
    [ -z "$name" ] || ! command -v "$name" >/dev/null || return 0
  done
  say "正在安装 chromium（$why）…"
  apt_install chromium fonts-noto-cjk \
    || say "无法安装 chromium（需要管理员权限和网络），$else。请让管理员执行：apt-get install chromium fonts-noto-cjk"
}
