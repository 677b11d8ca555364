# shellcheck shell=bash
# Sourced by test.sh after env.sh: the nginx of Debian's packages, for one long test of deploy/nginx.
# It is unpacked into .cache/nginx, which git ignores, and not installed: an installed one would serve port 80
# now and after every start of the machine. Without apt-get or network the test skips.

NGINX=.cache/nginx

get_nginx() {
  ! has_nginx || return 0
  say '正在下载 nginx（部署测试要用，只解开，不安装）…'
  rm -rf -- "$NGINX"
  mkdir -p "$NGINX"
  unpack_nginx >"$NGINX/log" 2>&1 \
    || say "已跳过 nginx 测试：没有下载成功，记录在 $NGINX/log。请让管理员执行：apt-get install nginx-light"
}

has_nginx() { PATH=$PATH:/usr/sbin command -v nginx >/dev/null || runs_nginx; }

runs_nginx() { "$NGINX/usr/sbin/nginx" -v >/dev/null 2>&1; }

# Which of the packages holds the program depends on the release.
unpack_nginx() {
  local name
  for name in nginx nginx-light; do
    (cd "$NGINX" && download_package "$name" && dpkg-deb -x "$name"_*.deb . && rm -- "$name"_*.deb) || return 1
    ! runs_nginx || return 0
  done
  "$NGINX/usr/sbin/nginx" -v  # says into the log what it lacks
  return 1
}
