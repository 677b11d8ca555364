"""`serve`: prepare the database, then let people in with a browser."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress

import click

from metrics.commands.application import DASHBOARD
from metrics.commands.common import db_option
from metrics.commands.init import prepare
from metrics.commands.user import first_admin_link
from metrics.framework import manager

_ADMIN = manager().name
#: Seconds in which a server that was told to end has to.
_END = 20
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


@click.command("serve", help="准备好数据库，启动网页服务；数据放在当前文件夹的 data/ 里。")
@click.option("--demo", is_flag=True, help="同时装载样例县（演示账号不需要密码，不要对外开放）。")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8501, show_default=True, envvar="PORT", help="端口。"
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    envvar="HOST",
    help="监听的地址；0.0.0.0 允许局域网内的其他电脑访问。",
)
@db_option
def command(demo: bool, port: int, host: str, db: str) -> None:
    """Serve until interrupted; exit 2 when the port cannot be had or the database cannot be opened."""
    require_free(host, port)
    prepare(db, demo=demo)
    address = _address_of(host)
    url = f"http://{address}:{port}"
    if demo:
        click.echo(
            "装的是样例县：点一个演示角色就能进入，不需要密码。演示账号谁都能用，不要对外开放。", err=True
        )
    elif link := first_admin_link(url, db):
        click.echo(
            f"系统里还没有{_ADMIN}。请在 24 小时内打开这个链接（只能用一次），设立第一个{_ADMIN}：", err=True
        )
        click.echo(f"  {link}", err=True)
    click.echo(f"看得见 正在启动，几秒后请用浏览器打开：{url} （按 Ctrl+C 停止）", err=True)
    raise SystemExit(
        _served({"server.address": host, "server.port": port, "browser.serverAddress": address}, db)
    )


def require_free(host: str, port: int) -> None:
    """Refuse an address and port that cannot be listened on.

    Raises:
        ClickException: with the reason and what to do.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            if os.name != "nt":  # on Windows the option would let two servers share one port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise click.ClickException(
            f"无法在 {host} 的端口 {port} 上提供服务（{error.strerror}）。"
            f"请关闭占用它的程序，或用 --port、--host 换一个，如 --port {min(port + 1, 65535)}。"
        ) from error


def _address_of(host: str) -> str:
    """What people type for a host that is listened on; the machine's own address where it is every one."""
    if host not in _EVERYWHERE:
        return f"[{host}]" if ":" in host else host
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: choosing the route sends nothing
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def _served(options: Mapping[str, object], db: str) -> int:
    """Run Streamlit on the dashboard in a process that ends with this one; gives its exit code."""
    flags = [text for name, value in options.items() for text in (f"--{name}", str(value))]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and file
        [sys.executable, "-m", "streamlit", "run", str(DASHBOARD), *flags],
        env={**os.environ, "DATABASE_URL": db},
    )
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        return process.wait()
    except KeyboardInterrupt:  # which the server has been told as well
        with suppress(subprocess.TimeoutExpired):
            return process.wait(_END)
        process.kill()
        return process.wait()


COMMANDS = (command,)
