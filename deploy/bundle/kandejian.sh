#!/bin/sh
# 看得见 on a server without systemd, and every command of it: kandejian start | stop | status | COMMAND …
# Lies in the folder of the installation, beside kandejian.env (the settings) and data.
set -eu
home=$(dirname "$(readlink -f "$0")")
pid=$home/data/kandejian.pid
log=$home/data/kandejian.log

say() { printf '%s\n' "$*"; }
fail() { printf '错误：%s\n' "$*" >&2; exit 1; }

if [ -r "$home/kandejian.env" ]; then
  set -a
  # shellcheck source=/dev/null
  . "$home/kandejian.env"
  set +a
fi
CHROME=${CHROME:-$home/current/runtime/browser}
PYTHONUTF8=1 XDG_CACHE_HOME=$home/data/cache HOME=$home/data
PORT=${PORT:-8501} HOST=${HOST:-127.0.0.1}
export CHROME PYTHONUTF8 PORT HOST XDG_CACHE_HOME HOME
python=$home/current/.venv/bin/python

# As the owner of the data: root gives its rights away before anything of the program runs.
as_owner() {
  cd "$home/current"
  exec "$python" -c '
import os, sys
owner = os.stat("data/.")
if os.geteuid() == 0 and owner.st_uid:
    os.setgroups([]); os.setgid(owner.st_gid); os.setuid(owner.st_uid)
os.umask(0o077)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])' "$@"
}

runs() { [ -r "$pid" ] && kill -0 "$(cat "$pid")" 2>/dev/null; }

# Whether the port answers within some seconds; not any more once the process of a number is gone.
answers() {
  "$python" - "$PORT" "$@" <<'PYTHON'
import ssl, sys, time
from pathlib import Path
from urllib.request import urlopen

def gone(number):
    try:
        return Path("/proc", number, "stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True

end, careless = time.monotonic() + float(sys.argv[2]), ssl._create_unverified_context()
while True:
    for scheme in ("http", "https"):
        try:
            with urlopen(f"{scheme}://127.0.0.1:{sys.argv[1]}/healthz", timeout=5, context=careless) as answer:
                # Streamlit alone answers too, when the program in front of it did not start: it says other words.
                if answer.status == 200 and answer.headers["Cache-Control"] == "no-store":
                    sys.exit(0)
        except OSError:
            pass
    if time.monotonic() > end or any(map(gone, sys.argv[3:])):
        sys.exit(1)
    time.sleep(0.5)
PYTHON
}

start() {
  ! runs || { say "已经在运行（进程 $(cat "$pid")）。"; return 0; }
  # A process of its own, that goes on when the person signs out.
  (trap '' HUP; as_owner -m metrics serve --office >>"$log" 2>&1 </dev/null & echo $! >"$pid")
  if answers "${KANDEJIAN_PATIENCE:-180}" "$(cat "$pid")" && runs; then
    say "已启动：http://$HOST:$PORT，记录在 $log。"
  else
    tail -n 20 "$log" >&2
    fail "没有启动，原因见上（全部记录在 $log）。"
  fi
}

stop() {
  if runs; then
    kill "$(cat "$pid")"
    waited=0
    while runs && [ "$waited" -lt 30 ]; do
      sleep 1
      waited=$((waited + 1))
    done
    ! runs || kill -9 "$(cat "$pid")"
  fi
  rm -f "$pid"
  say '已停止。'
}

case "${1:-}" in
  start) start ;;
  stop) stop ;;
  status) runs && answers 1 && say "正在运行（进程 $(cat "$pid")，端口 $PORT）。" || { say '没有运行。'; exit 1; } ;;
  answers) answers "${2:-180}" ;;
  '') fail '用法：kandejian start | stop | status，或任何命令，例如 kandejian doctor、kandejian user link' ;;
  *) as_owner -m metrics "$@" ;;
esac
