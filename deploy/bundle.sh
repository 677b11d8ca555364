#!/usr/bin/env bash
# Writes kandejian-VERSION-PLATFORM.tar.gz: program, wheels, Python, Chromium, fonts, licences, bill of materials.
#   deploy/bundle.sh [x86_64 | aarch64] [FOLDER]      this machine's own platform and dist/ without them
# Runs on Debian 12 with network; the server that installs the file needs neither. What is fetched is kept in .cache/bundle.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=../.ci/env.sh
source .ci/env.sh

# What the bundle takes from Debian; everything these need comes along, and is thinned out by runtime.py.
PACKAGES=(python3.11 libpython3.11-stdlib python3-pip-whl chromium fonts-dejavu-core libstdc++6 libgcc-s1)
PYTHON_VERSION=3.11

PLATFORM=${1:-$(uname -m)}
case $PLATFORM in
  x86_64) DEBIAN=amd64 ;;
  aarch64) DEBIAN=arm64 ;;
  loongarch64) fail '龙芯（LoongArch）没有现成的安装包：Debian 12 没有这个平台的 Python 和 Chromium，PyPI 上也没有 pandas、pyarrow 等的二进制包。见 docs/部署.md。' ;;
  *) fail "不认识的平台 $PLATFORM。可用：x86_64、aarch64。" ;;
esac
VERSION=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' metrics/__init__.py)
NAME=kandejian-$VERSION-linux-$PLATFORM
KEPT=$PWD/.cache/bundle/$PLATFORM
OUT=$(realpath -m "${2:-dist}")

# apt-get of the other machine: its packages, their signatures checked by this one's keys, nothing installed here.
packages_of() {
  local state=$KEPT/apt
  mkdir -p "$state/lists/partial" "$state/cache/archives/partial"
  : >"$state/status"
  apt-get -qq -o "Dir::State=$state" -o "Dir::State::lists=$state/lists" -o "Dir::State::status=$state/status" \
    -o "Dir::Cache=$state/cache" -o "APT::Architecture=$DEBIAN" -o "APT::Architectures=$DEBIAN" \
    -o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
}

fetch_packages() {
  say "正在取 Python 和 Chromium（Debian $DEBIAN）…"
  packages_of update && packages_of install --download-only -y --no-install-recommends "${PACKAGES[@]}" >/dev/null \
    || fail '取不到 Debian 的软件包，原因见上。请检查网络和 /etc/apt 里的软件源。'
}

# pip checks each file against the hashes of requirements.txt, here and on the server once more.
fetch_wheels() {
  say '正在取依赖包 …'
  mkdir -p "$KEPT/wheels"
  "$VENV_PYTHON" -m pip download --quiet --disable-pip-version-check --require-hashes -r requirements.txt \
    -d "$KEPT/wheels" --only-binary=:all: --python-version "$PYTHON_VERSION" \
    --platform "manylinux_2_28_$PLATFORM" --platform "manylinux2014_$PLATFORM" \
    || fail '取不到依赖包，原因见上。请检查网络，或用 PIP_INDEX_URL 指定软件源。'
}

copy_program() {
  local folder=$1
  mkdir -p "$folder/deploy"
  cp -a metrics pages sample_data .streamlit dashboard.py requirements.txt LICENSE CHANGELOG.md README.zh-CN.md "$folder/"
  cp -a deploy/nginx deploy/systemd deploy/kandejian.env deploy/processes.sh "$folder/deploy/"
  mkdir "$folder/docs" && cp docs/*.md "$folder/docs/"
  find "$folder" -name __pycache__ -type d -prune -exec rm -rf {} +
}

main() {
  local made=$KEPT/$NAME
  command -v dpkg-deb apt-get >/dev/null || fail '打包要在 Debian 12 上做（要用 apt-get 和 dpkg-deb）。'
  ensure_venv
  command -v patchelf >/dev/null || apt_install patchelf || fail '缺少 patchelf。请执行：apt-get install patchelf'
  mkdir -p "$KEPT" "$OUT"
  fetch_packages
  fetch_wheels
  say '正在整理 …'
  rm -rf -- "$made"
  mkdir -p "$made/wheels"
  copy_program "$made/program"
  "$VENV_PYTHON" deploy/bundle/runtime.py "$PLATFORM" "$KEPT/apt/cache/archives" "$made"
  # Only what the lock names: the folder of what was fetched may hold earlier versions.
  "$VENV_PYTHON" -m pip download --quiet --disable-pip-version-check --require-hashes -r requirements.txt \
    -d "$made/wheels" --no-index --find-links "$KEPT/wheels" --only-binary=:all: --python-version "$PYTHON_VERSION" \
    --platform "manylinux_2_28_$PLATFORM" --platform "manylinux2014_$PLATFORM"
  cp deploy/bundle/install.sh deploy/bundle/kandejian.sh "$made/"
  cp deploy/bundle/interpreter.py deploy/bundle/browser deploy/bundle/fonts.conf "$made/runtime/"
  chmod 755 "$made/install.sh" "$made/kandejian.sh" "$made/runtime/browser"
  printf '%s\n' "$VERSION" >"$made/VERSION"
  printf '%s\n' "$PLATFORM" >"$made/PLATFORM"
  (cd "$made" && find . -type f ! -name SHA256SUMS -print0 | LC_ALL=C sort -z | xargs -0 sha256sum >SHA256SUMS)
  tar -C "$KEPT" --owner=0 --group=0 --numeric-owner --sort=name -cf - "$NAME" | gzip -6 >"$OUT/$NAME.tar.gz.part"
  mv "$OUT/$NAME.tar.gz.part" "$OUT/$NAME.tar.gz"
  (cd "$OUT" && sha256sum "$NAME.tar.gz" >"$NAME.tar.gz.sha256")
  rm -rf -- "$made"
  say "已写好 $OUT/$NAME.tar.gz（$(du -h "$OUT/$NAME.tar.gz" | cut -f1)）和校验码 $NAME.tar.gz.sha256。"
}

main
