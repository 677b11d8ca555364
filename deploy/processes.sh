#!/usr/bin/env bash
# 开几个进程（只用 PostgreSQL）：不写个数时一个处理器核开一个。以 root 执行，改了核数或想换个数时再执行一遍：
#   deploy/processes.sh        # 按核数
#   deploy/processes.sh 4      # 开 4 个
#   deploy/processes.sh --say  # 只说要做什么，不动手（可以和个数一起写）
# 它停掉单进程的 kandejian，启用 kandejian@8501 起的几个，停掉多出来的，把 nginx 站点里 upstream 的几行改成一样，
# 并说 PostgreSQL 要留多少连接。
set -euo pipefail

first=8501
# 一个进程最多用的数据库连接；另留给备份、迁移和管理员。
each=25
spare=15
settings=${KANDEJIAN_SETTINGS:-/etc/kandejian.env}
site=${KANDEJIAN_SITE:-/etc/nginx/conf.d/kandejian.conf}

fail() {
    echo "$1" >&2
    exit 1
}

count=""
say=""
for given in "$@"; do
    case "$given" in
        --say) say=yes ;;
        *[!0-9]* | "" | 0*) fail "看不懂“$given”：写要开几个进程（1 到 64），或者什么都不写。" ;;
        *) count=$given ;;
    esac
done
count=${count:-$(nproc)}
((count >= 1 && count <= 64)) || fail "要开 $count 个进程：请写 1 到 64。"

[ -r "$settings" ] || fail "读不到 $settings：先按《部署》装好，写好 DATABASE_URL。"
url=$(sed -n 's/^DATABASE_URL=//p' "$settings" | tail -n 1)
case "$url" in
    postgresql*) ;;
    *) fail "几个进程要用 PostgreSQL，$settings 里的 DATABASE_URL 不是。先用 move 换数据库（见《运维》），或者只用一个进程。" ;;
esac
[ -f "$site" ] || fail "没有找到 nginx 站点文件 $site：先放好 deploy/nginx/kandejian.conf，或用 KANDEJIAN_SITE 写明在哪里。"
grep -q '^upstream kandejian {' "$site" || fail "$site 里没有“upstream kandejian”这一段：请用 deploy/nginx/kandejian.conf。"

did() {
    echo "+ $*"
    [ -n "$say" ] || "$@"
}

wanted=()
for ((at = 0; at < count; at++)); do
    wanted+=("kandejian@$((first + at))")
done
extra=()
while read -r unit; do
    port=${unit#kandejian@}
    port=${port%.service}
    if [[ $port =~ ^[0-9]+$ ]] && ((port < first || port >= first + count)); then
        extra+=("kandejian@$port")
    fi
done < <(systemctl list-units --all --plain --no-legend 'kandejian@*' | awk '{print $1}')

did systemctl disable --now kandejian
did systemctl enable --now "${wanted[@]}"

echo "+ $site：upstream 里写 $count 行，127.0.0.1:$first 到 $((first + count - 1))"
if [ -z "$say" ]; then
    made=$(mktemp "$site.XXXXXX")
    awk -v first="$first" -v count="$count" '
        /^upstream kandejian \{/ { inside = 1 }
        inside && /^ *server 127\.0\.0\.1:/ {
            if (!done) for (at = 0; at < count; at++)
                printf "    server 127.0.0.1:%d max_fails=2 fail_timeout=10s;\n", first + at
            done = 1
            next
        }
        /^\}/ { inside = 0 }
        { print }
    ' "$site" > "$made"
    # 站点文件的主人和权限不变。
    cat "$made" > "$site"
    rm -f "$made"
fi
did nginx -t
did systemctl reload nginx
# 新的几行生效以后才停多出来的，正在用的人不断。
if ((${#extra[@]})); then
    did systemctl disable --now "${extra[@]}"
fi

echo "$count 个进程，最多用 $((count * each)) 个数据库连接。PostgreSQL 的 max_connections 至少要 $((count * each + spare))（postgresql.conf，改后重启数据库）。"
