#!/usr/bin/env bash
# Starts 看得见: prepares everything that is missing, then serves.
#   ./start.sh            the office's database once it has begun, before that the sample county
#   ./start.sh --demo     the sample county (data/sample.db); --demo NAME: another one (data/sample-NAME.db)
#   ./start.sh --province the sample province (data/sample-province); --province FOLDER: a province's own folder
#   ./start.sh --office   the office's database (data/kandejian.db); --empty is the same
# Environment: PORT (8501), HOST (127.0.0.1; 0.0.0.0 opens it to the network), TLS (self: https with a certificate of
# its own), DEMO_ON_LAN (1: the sample county without a password for the network too), DATABASE_URL (another database)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=.ci/env.sh
source .ci/env.sh

case "${1-}" in
  '') database=(--auto) ;;
  --demo | --province) database=("$@") ;;
  --office | --empty) database=("$1") ;;
  *)
    say '用法：./start.sh [--demo [县] | --province [省级文件夹] | --office]'
    say '  不写：已经有正式库就打开正式库，否则打开样例县'
    say '  --demo：样例县，在 data/sample.db 里，演示账号不需要密码；--demo qinglan 是另一个样例县'
    say '  --province：省、市的页面；不写文件夹就是样例省（13 个市 95 个县，在 data/sample-province 里，第一次要做几分钟）'
    say '  --office：正式库 data/kandejian.db，从空库开始（也可以写 --empty）'
    say '端口用环境变量 PORT 指定，默认 8501；HOST=0.0.0.0 对局域网开放；TLS=self 用 https'
    [ "$1" = --help ] && exit 0
    exit 2
    ;;
esac

export PORT=${PORT:-8501} HOST=${HOST:-127.0.0.1}

ensure_venv
"$VENV_PYTHON" .ci/address.py "$HOST" "$PORT" >/dev/null || exit 1
ensure_requirements runtime requirements.txt
ensure_browser '导出图表要用' '导出的文件里用表格代替图'

say '正在准备数据库 …'
exec "$VENV_PYTHON" -m metrics serve "${database[@]}"
