# shellcheck shell=bash
# Sourced by test.sh after env.sh: Chromium 109, the last one for Windows 7, for one long browser test.
# It lands in .cache/chromium109, which git ignores; without npm or network the test skips.

CHROMIUM109=.cache/chromium109
CHROMIUM109_PACKAGE=@sparticuz/chromium@109.0.6

get_chromium109() {
  [ ! -x "$CHROMIUM109/chromium" ] || return 0
  if [ "$(uname -sm)" != 'Linux x86_64' ] || ! command -v npm node >/dev/null; then
    say '已跳过 Chromium 109 测试：需要 Linux x86-64 和 npm。'
    return 0
  fi
  say '正在下载 Chromium 109（Windows 7 能用的最后一版，旧浏览器测试要用）…'
  rm -rf -- "$CHROMIUM109"
  mkdir -p "$CHROMIUM109"
  unpack_chromium109 >"$CHROMIUM109/log" 2>&1 \
    || say "已跳过 Chromium 109 测试：没有下载成功，记录在 $CHROMIUM109/log。"
}

# The program comes last: an unfinished folder is not taken for a finished one.
unpack_chromium109() (
  cd "$CHROMIUM109" || return 1
  npm pack --silent "$CHROMIUM109_PACKAGE" && tar -xzf ./*.tgz && rm ./*.tgz || return 1
  node -e '
    const { readFileSync, writeFileSync } = require("fs");
    const { brotliDecompressSync } = require("zlib");
    for (const name of ["aws.tar", "swiftshader.tar", "chromium"]) {
      writeFileSync(name, brotliDecompressSync(readFileSync(`package/bin/${name}.br`)));
    }' || return 1
  # Libraries of the program go beside it; those of the C library stay those of the machine.
  tar -xf aws.tar && tar -xf swiftshader.tar && rm -r package ./*.tar || return 1
  chmod +x chromium
)
