# shellcheck shell=bash
# Sourced by test.sh after env.sh: a PostgreSQL server of our own for the tests, gone when they end.
# It has a folder of its own, no TCP port, no effect on any other server of this machine.
# `bash -c 'source .ci/env.sh; source .ci/postgres.sh; start_postgres; …'` starts one by hand.

POSTGRES_FOLDER=
declare -a POSTGRES_AS=()

# Prints the folder of the newest initdb of this machine.
postgres_programs() {
  local found
  found=$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)
  [ -x "$found" ] || found=$(command -v initdb) || return 1
  dirname "$found"
}

# Exports KANDEJIAN_TEST_POSTGRES, or says why not; an address that is set already is left as it is.
start_postgres() {
  [ -z "${KANDEJIAN_TEST_POSTGRES-}" ] || return 0
  if ! postgres_programs >/dev/null; then
    say '正在安装 PostgreSQL（双数据库测试要用）…'
    apt_install postgresql || {
      say '已跳过 PostgreSQL 测试：无法安装（需要管理员权限和网络）。请让管理员执行：apt-get install postgresql'
      return 0
    }
  fi
  POSTGRES_FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/kandejian-postgres.XXXXXX")
  if start_postgres_in "$POSTGRES_FOLDER" >"$POSTGRES_FOLDER/start.log" 2>&1; then
    export KANDEJIAN_TEST_POSTGRES="postgresql+psycopg://kandejian@/postgres?host=$POSTGRES_FOLDER/socket"
  else
    say "已跳过 PostgreSQL 测试：服务没有启动。最后的记录：$(tail -n 3 "$POSTGRES_FOLDER/start.log" | tr '\n' ' ')"
    stop_postgres
  fi
}

start_postgres_in() {
  local programs options
  programs=$(postgres_programs) || return 1
  if [ "$(id -u)" -eq 0 ]; then  # the server refuses to run as root
    POSTGRES_AS=(runuser -u postgres --)
    chown postgres "$1" || return 1
  fi
  # Sorting as people sort Chinese, on purpose: no result may lean on the order of bytes.
  "${POSTGRES_AS[@]}" "$programs/initdb" -D "$1/data" -U kandejian -A trust -E UTF8 --no-sync \
    --locale=C.UTF-8 --locale-provider=icu --icu-locale=zh || return 1
  "${POSTGRES_AS[@]}" mkdir "$1/socket" || return 1
  # One role has to give its password, so that a wrong one can be tried.
  printf 'local all locked scram-sha-256\nlocal all all trust\n' \
    | "${POSTGRES_AS[@]}" tee "$1/data/pg_hba.conf" >/dev/null || return 1
  options="-c listen_addresses= -c unix_socket_directories=$1/socket -c max_connections=200"
  options+=' -c fsync=off -c full_page_writes=off -c autovacuum=off -c lc_messages=C'
  "${POSTGRES_AS[@]}" "$programs/pg_ctl" -D "$1/data" -w -t 60 -l "$1/data/server.log" -o "$options" start
}

stop_postgres() {
  [ -n "$POSTGRES_FOLDER" ] || return 0
  local programs
  programs=$(postgres_programs) || return 0
  if [ -f "$POSTGRES_FOLDER/data/postmaster.pid" ] \
    && ! "${POSTGRES_AS[@]}" "$programs/pg_ctl" -D "$POSTGRES_FOLDER/data" -w -m immediate stop >/dev/null 2>&1; then
    say "PostgreSQL 没有停下来，它的文件在 $POSTGRES_FOLDER。"
    return 0
  fi
  rm -rf -- "$POSTGRES_FOLDER"
  POSTGRES_FOLDER=
}
