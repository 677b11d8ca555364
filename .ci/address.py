"""Prints the address people can open for HOST PORT; exit 1 and a sentence when the port cannot be had."""

import errno
import os
import socket
import sys

WILDCARDS = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to

REASONS = {
    errno.EADDRINUSE: "端口 {port} 已被占用。请关闭占用它的程序，或把环境变量 PORT 设为别的端口，如 {next}。",
    errno.EACCES: "当前账户无权使用端口 {port}。请把环境变量 PORT 设为大于 1024 的端口，例如 8501。",
    errno.EADDRNOTAVAIL: "本机没有地址 {host}。请检查 HOST 的取值。",
}


def try_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        if os.name != "nt":  # on Windows the option would let two servers share one port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))


def own_address() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: choosing the route sends nothing
        except OSError:
            return "127.0.0.1"
        return probe.getsockname()[0]


def main(host: str, port_text: str) -> int:
    if not port_text.isdecimal() or not 0 < int(port_text) < 65536:
        print(f"错误：PORT 应为 1 到 65535 的整数，现在是“{port_text}”。", file=sys.stderr)
        return 1
    port = int(port_text)
    try:
        try_port(host, port)
    except OSError as problem:
        reason = REASONS.get(problem.errno, "无法在 {host}:{port} 上提供服务，请检查 HOST 和 PORT。")
        print("错误：" + reason.format(host=host, port=port, next=min(port + 1, 65535)), file=sys.stderr)
        return 1
    print(own_address() if host in WILDCARDS else f"[{host}]" if ":" in host else host)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
