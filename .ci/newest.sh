# shellcheck shell=bash
# Sourced by test.sh after env.sh: what the newest Streamlit would break, for --all only. It reports and never fails.
# Its environment lies in .cache/newest, which git ignores, and stays while the requirements do.

NEWEST=.cache/newest

report_newest() {
  say '正在检查与最新的 Streamlit 是否相合 …'
  if ! install_newest; then
    say "已跳过：没有装上最新的 Streamlit（可能没有网络），记录在 $NEWEST/log。"
    return 0
  fi
  local version broken
  version=$("$NEWEST/bin/python" -c 'import streamlit; print(streamlit.__version__)')
  if "$NEWEST/bin/python" -m pytest -q -p no:cacheprovider -m '' tests/host/test_contract.py >"$NEWEST/log" 2>&1; then
    say "与最新的 Streamlit $version 相合。"
    return 0
  fi
  broken=$(grep -oE '[A-Z][a-z]+ no longer .*: see metrics/host/.*' "$NEWEST/log" | sort -u) || true
  say "改用最新的 Streamlit $version 时要改的地方（只是告知，不影响测试结果；全文见 $NEWEST/log）："
  if [ -n "$broken" ]; then
    printf '%s\n' "$broken" | sed 's/^/  /'
  else
    tail -n 5 "$NEWEST/log" | sed 's/^/  /'
  fi
}

# The versions that were tested, then the newest Streamlit with whatever it wants of others.
install_newest() (
  stamp=$NEWEST/installed
  mkdir -p .cache || return 1
  if ! cat requirements.txt tests/requirements.txt | cmp -s - "$stamp"; then
    rm -rf -- "$NEWEST"
    "$VENV_PYTHON" -m venv "$NEWEST" || return 1
    newest_pip --require-hashes -r tests/requirements.txt || return 1
    cat requirements.txt tests/requirements.txt >"$stamp"
  fi
  # Without network the one that was fetched last is as new as can be had.
  newest_pip --upgrade streamlit || [ -f "$NEWEST/upgraded" ] || return 1
  touch "$NEWEST/upgraded"
)

newest_pip() {
  "$NEWEST/bin/python" -m pip install --quiet --disable-pip-version-check --retries 1 "$@" >"$NEWEST/log" 2>&1
}
