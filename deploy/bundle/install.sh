#!/bin/sh
# Installs or upgrades 看得见 from this folder. No network, no compiler, no Python of the server's own is needed.
#   ./install.sh [--to /opt/kandejian] [--user kandejian] [--no-start]
# With systemd the service is set up and started, without it the process is. An upgrade backs up first; when the new
# version does not answer, the old one and its data are put back.
set -eu
here=$(dirname "$(readlink -f "$0")")
to=/opt/kandejian user='' start=yes

say() { printf '%s\n' "$*"; }
fail() { printf '错误：%s\n' "$*" >&2; exit 1; }

while [ $# -gt 0 ]; do
  case $1 in
    --to) to=$2; shift 2 ;;
    --user) user=$2; shift 2 ;;
    --no-start) start=no; shift ;;
    *) fail '用法：./install.sh [--to 文件夹] [--user 账号] [--no-start]' ;;
  esac
done
case $to in /*) ;; *) fail '--to 要写完整的路径，例如 /opt/kandejian。' ;; esac
[ "$here" != "$to" ] || fail "请把安装包解到别处再安装到 $to。"

version=$(cat "$here/VERSION") platform=$(cat "$here/PLATFORM")
new=$to/versions/$version
control=$to/kandejian

# Only where it is the first process: a container may hold its programs.
has_systemd() { [ -d /run/systemd/system ] && command -v systemctl >/dev/null; }
root() { [ "$(id -u)" -eq 0 ]; }
as_service() { root && has_systemd; }

check() {
  machine=$(uname -m)
  [ "$machine" != loongarch64 ] || fail '龙芯（LoongArch）没有安装包，见 program/docs/部署.md。'
  [ "$machine" = "$platform" ] || fail "这份安装包是给 $platform 的，这台服务器是 $machine。请换一份。"
  say '正在核对安装包 …'
  (cd "$here" && sha256sum -c SHA256SUMS >/dev/null 2>&1) || fail '安装包有文件损坏或被改过（校验码不符），没有安装。请重新取一份。'
  free=$(df -P "$(existing "$to")" 2>/dev/null | awk 'NR==2 {print int($4/1024)}')
  [ -z "$free" ] || [ "$free" -ge 2500 ] || fail "$to 所在的磁盘只剩 $free MB，安装要 2500 MB。请先清理。"
}

# The nearest folder above a path that is there.
existing() {
  path=$1
  while [ ! -d "$path" ]; do path=$(dirname "$path"); done
  printf '%s\n' "$path"
}

# Python starts by naming its loader until the place of that is written into it.
python_of() { "$1/runtime/lib/$(cat "$1/runtime/loader")" --library-path "$1/runtime/lib" "$1/runtime/bin/python3.11" "$2" "$3"; }

place() {
  say "正在安装 $version 到 $new …"
  rm -rf "$new.part" "$new"
  mkdir -p "$new.part" && chmod 755 "$to" "$to/versions" "$new.part"
  cp -R "$here/runtime" "$here/licences" "$here/sbom.cdx.json" "$here/wheels" "$here/VERSION" "$here/kandejian.sh" "$new.part/"
  cp -R "$here/program/." "$new.part/"
  ln -s . "$new.part/program"
  ln -s ../../data "$new.part/data"
  mv "$new.part" "$new"
  python_of "$new" "$new/runtime/interpreter.py" "$new/runtime"
  "$new/runtime/bin/python3.11" -m venv --without-pip "$new/.venv"
  say '正在安装依赖包（逐个核对校验码）…'
  # Nothing of this machine's own settings of pip counts.
  env -i PATH="$PATH" HOME="$new" PYTHONPATH="$(printf '%s' "$new"/runtime/pip-*.whl)" PIP_CONFIG_FILE=/dev/null "$new/.venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check --no-cache-dir --require-hashes --no-index --find-links "$new/wheels" -r "$new/requirements.txt" \
    || fail '依赖包没有装上，原因见上。原来的版本没有动。'
  rm -rf "$new/wheels"
  # Whoever serves may not write here.
  "$new/.venv/bin/python" -m compileall -q "$new/metrics" "$new/pages" "$new/dashboard.py"
}

make_account() {
  root || return 0
  user=${user:-kandejian}
  id "$user" >/dev/null 2>&1 && return 0
  useradd --system --home "$to" --shell /usr/sbin/nologin "$user" 2>/dev/null \
    || adduser -S -D -H -h "$to" "$user" 2>/dev/null && return 0
  say "注意：建不了账号 $user，程序以 $(id -un 2>/dev/null || echo root) 的身份运行。请建好账号，把 $to/data 改归它，再重启。"
  user=''
}

settle_data() {
  mkdir -p "$to/data/backups"
  chmod 700 "$to/data" "$to/data/backups"
  [ -z "$user" ] || ! root || chown -R "$user" "$to/data"
  if [ ! -e "$to/kandejian.env" ]; then
    sed "s|/opt/kandejian|$to|g" "$new/deploy/kandejian.env" >"$to/kandejian.env.part"
    chmod 600 "$to/kandejian.env.part"
    [ -z "$user" ] || ! root || chown "$user" "$to/kandejian.env.part"
    mv "$to/kandejian.env.part" "$to/kandejian.env"
  fi
}

point_to() {
  ln -sfn "versions/$1" "$to/current.part"
  mv -T "$to/current.part" "$to/current" 2>/dev/null || { rm -f "$to/current"; mv "$to/current.part" "$to/current"; }
  cp "$to/current/kandejian.sh" "$control.part" && chmod 755 "$control.part" && mv "$control.part" "$control"
}

set_units() {
  as_service || return 0
  for unit in "$new"/deploy/systemd/*; do
    sed -e "s|^WorkingDirectory=.*|WorkingDirectory=$to/current|" -e "s|/opt/kandejian/.venv|$to/current/.venv|g" \
      -e "s|/opt/kandejian/data|$to/data|g" -e "s|^EnvironmentFile=.*|EnvironmentFile=$to/kandejian.env\nEnvironment=CHROME=$to/current/runtime/browser HOME=$to/data PYTHONUTF8=1|" \
      -e "s|^User=.*|User=${user:-root}|" -e "s|^Group=.*||" "$unit" >"/etc/systemd/system/$(basename "$unit")"
  done
  systemctl daemon-reload
}

running() { if as_service; then systemctl is-active --quiet kandejian; else "$control" status >/dev/null 2>&1; fi; }
start_it() { if as_service; then systemctl enable --now kandejian kandejian-backup.timer && "$control" answers 180; else "$control" start; fi; }
stop_it() { if as_service; then systemctl stop kandejian; else "$control" stop >/dev/null; fi; }

first() {
  make_account
  settle_data
  point_to "$version"
  set_units
  [ "$start" = yes ] || { "$control" init; say "已装好。启动：$control start"; return 0; }
  start_it || fail '装好了，但没有启动，原因见上。'
  say "已装好并启动（$version）。第一个管理员的链接：$control user link --address http://服务器地址:${PORT:-8501}"
}

upgrade() {
  old=$(basename "$(readlink "$to/current")")
  [ -n "$user" ] || user=$(owner_of "$to/data")
  say "正在从 $old 升级到 $version …"
  was=no; running && was=yes
  [ "$was" = no ] || stop_it
  backup=$to/data/backups/before-$version-$(date +%Y%m%d-%H%M%S).kdj
  "$control" backup "$backup" || { [ "$was" = no ] || start_it; fail '升级前的备份没有做成，没有升级。'; }
  # From here on, whatever goes wrong, the old one comes back.
  trap 'trap - EXIT; roll_back' EXIT
  settle_data
  point_to "$version"
  set_units
  if [ "$start" = no ] && [ "$was" = no ]; then
    trap - EXIT
    say "已升级到 $version，没有启动。升级前的备份：$backup"
  elif start_it; then
    trap - EXIT
    tidy
    say "已升级到 $version。升级前的备份：$backup"
  else
    exit 1
  fi
}

# Of the programs before, only the last one stays.
tidy() {
  for other in "$to"/versions/*; do
    case $(basename "$other") in "$version" | "$old") ;; *) rm -rf "$other" ;; esac
  done
}

owner_of() { stat -c %U "$1"; }

# Program and data as they were, whatever failed. A PostgreSQL database takes a backup only when it is empty, which is not for us to do.
roll_back() {
  say "新版没有应答，正在退回 $old …"
  stop_it || true
  new=$to/versions/$old
  point_to "$old"
  set_units
  "$control" restore "$backup" --replace --yes \
    || say "注意：数据没有自动恢复（PostgreSQL 要先建一个空库）。如果旧版说“结构比程序新”，请 createdb 一个新库，执行 $control restore $backup --db 新库的地址，再改 $to/kandejian.env。"
  if start_it; then
    fail "升级没有成功，已退回 $old，数据恢复到升级前。新版的记录见 $to/data/kandejian.log 或 journalctl -u kandejian。"
  fi
  fail "升级没有成功，旧版也没有启动。备份在 $backup，请联系维护程序的人。"
}

check
if [ -e "$to/current" ]; then
  [ "$(basename "$(readlink "$to/current")")" != "$version" ] || fail "$version 已经装好了。"
  place
  upgrade
else
  place
  first
fi
