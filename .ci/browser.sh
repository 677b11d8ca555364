# shellcheck shell=bash
# Sourced by test.sh after env.sh: Debian's Chromium for the browser tests, and the driver that steers it.

# The driver brings a node of its own, which wants libraries that come with a compiler: a bare machine lacks them.
DRIVER_PACKAGES=(libatomic1 libstdc++6)

ensure_test_browser() {
  [ -x /usr/bin/chromium ] || install_chromium || return 0
  ensure_driver
}

install_chromium() {
  say '正在安装 chromium（浏览器测试要用）…'
  apt_install chromium fonts-noto-cjk && return
  say '无法安装 chromium（需要管理员权限和网络），浏览器测试将跳过。请让管理员执行：apt-get install chromium fonts-noto-cjk'
  return 1
}

ensure_driver() {
  ! run_driver >/dev/null || return 0
  say "正在安装 ${DRIVER_PACKAGES[*]}（浏览器测试的驱动要用）…"
  ! apt_install "${DRIVER_PACKAGES[@]}" || ! run_driver >/dev/null || return 0
  say "浏览器测试的驱动不能运行，浏览器测试将跳过：$(run_driver | tail -n 1)"
  say "请让管理员执行：apt-get install ${DRIVER_PACKAGES[*]}"
}

# Prints the driver's version, or why it does not run.
run_driver() { "$VENV_PYTHON" -m playwright --version 2>&1; }
