#!/usr/bin/env bash
# Starts 看得见: prepares everything that is missing, then serves.
#   ./start.sh           with the sample county
#   ./start.sh --empty   with an empty database
# Environment: PORT (8501), HOST (127.0.0.1; 0.0.0.0 opens it to the network), DATABASE_URL (sqlite:///data/kandejian.db)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=.ci/env.sh
source .ci/env.sh

demo=(--demo)
case "${1-}" in
  '') ;;
  --empty) demo=() ;;
  *)
    say '用法：./start.sh [--empty]    --empty 不装载样例县数据；端口用环境变量 PORT 指定，默认 8501'
    [ "$1" = --help ] && exit 0
    exit 2
    ;;
esac

port=${PORT:-8501}
host=${HOST:-127.0.0.1}
export DATABASE_URL=${DATABASE_URL:-sqlite:///data/kandejian.db}

ensure_venv
address=$("$VENV_PYTHON" .ci/address.py "$host" "$port") || exit 1
ensure_requirements runtime requirements.txt
ensure_browser '导出图表要用' '导出的文件里用表格代替图'

say '正在准备数据库 …'
(umask 077 && mkdir -p data)
"$VENV_PYTHON" -m metrics init "${demo[@]}" --db "$DATABASE_URL" || fail '数据库没有准备好，原因见上。'

if [ "${#demo[@]}" -gt 0 ]; then
  say '装的是样例县：打开网页后点一个演示角色就能进入，不需要密码。演示账号谁都能用，正式使用请加 --empty。'
elif link=$("$VENV_PYTHON" -m metrics user link --address "http://$address:$port" 2>/dev/null); then
  say '系统里还没有管理员。请在 24 小时内打开这个链接（只能用一次），设立第一个管理员：'
  say "  $link"
fi

say "看得见 正在启动，几秒后请用浏览器打开：http://$address:$port （按 Ctrl+C 停止）"
[ "$host" = 127.0.0.1 ] && say '目前只有本机可以访问；要让局域网内的其他电脑访问：HOST=0.0.0.0 ./start.sh'
exec "$VENV_PYTHON" -m streamlit run dashboard.py \
  --server.address "$host" --server.port "$port" --browser.serverAddress "$address"
