"""`serve`: prepare the database, then let people in with a browser."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import click

from metrics.commands.application import DASHBOARD, SAMPLE, SAMPLE_NAMES
from metrics.commands.certificate import Certificate, own_certificate
from metrics.commands.common import DEFAULT_DB
from metrics.commands.databases import AUTO, DEMO, OFFICE, SAMPLE_DB, Served, choose, place
from metrics.commands.databases import command as typed
from metrics.commands.init import prepare
from metrics.commands.sample_province import HOME, ready_province, settle_cities
from metrics.commands.user import first_admin_link
from metrics.framework import manager
from metrics.province import ProvinceError, read_province
from metrics.store import Store

_ADMIN = manager().name
#: Seconds in which a server that was told to end has to.
_END = 20
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to
_HERE = ("127.0.0.1", "::1", "localhost")


@click.command("serve", help="准备好数据库，启动网页服务；数据放在当前文件夹的 data/ 里。")
@click.option(
    "--office", "--empty", "wanted", flag_value=OFFICE, default=True, help=f"正式库（{DEFAULT_DB}）。"
)
@click.option(
    "--demo",
    type=click.Choice(SAMPLE_NAMES),
    is_flag=False,
    flag_value=SAMPLE.name,
    help=f"样例县（{SAMPLE_DB}，演示账号不需要密码）；不写名字就是 {SAMPLE.name}，别的各有一个库。",
)
@click.option(
    "--province",
    "home",
    is_flag=False,
    flag_value=str(HOME),
    envvar="PROVINCE",
    help=f"省、市的页面：省级文件夹；不写文件夹就是样例省（{HOME}，演示账号不需要密码）。",
)
@click.option("--auto", "wanted", flag_value=AUTO, help="已经有正式库就用正式库，否则用样例县。")
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
@click.option(
    "--tls",
    type=click.Choice(["self", ""]),
    default="",
    envvar="TLS",
    help="self：自己做一张证书，用 https 访问。",
)
@click.option("--db", default="", envvar="DATABASE_URL", help="别的数据库；也可用环境变量 DATABASE_URL。")
def command(wanted: str, demo: str | None, home: str | None, port: int, host: str, tls: str, db: str) -> None:
    """Serve until interrupted; exit 2 when the port cannot be had or the database cannot be opened."""
    require_free(host, port)
    if demo and home:
        raise click.UsageError("--demo 和 --province 只能写一个。")
    served = _of_province(Path(home), db) if home else choose(DEMO, db, demo) if demo else choose(wanted, db)
    for sentence in served.said:
        click.echo(sentence, err=True)
    prepare(served.url, served.load)
    if home:
        with Store.open(served.url) as store:
            settle_cities(store, read_province(Path(home)))
    address = _address_of(host)
    own = own_certificate((address, *((host,) if host not in _EVERYWHERE else ()))) if tls else None
    url = f"{'https' if own else 'http'}://{address}:{port}"
    for sentence in (*told(served, url), *warned(served, host, own)):
        click.echo(sentence, err=True)
    click.echo(f"看得见 正在启动，几秒后请用浏览器打开：{url} （按 Ctrl+C 停止）", err=True)
    options: dict[str, object] = {
        "server.address": host,
        "server.port": port,
        "browser.serverAddress": address,
    }
    if own:
        options |= {"server.sslCertFile": own.certificate.resolve(), "server.sslKeyFile": own.key.resolve()}
    environment = {"DATABASE_URL": served.url, "HOST": host, "TLS": tls, "PROVINCE": home or ""}
    raise SystemExit(_served(options, environment))


def _of_province(home: Path, db: str) -> Served:
    """The sample province with its own accounts, or a province's folder with the office's database."""
    if home == HOME and not db:
        ready = ready_province()
        return Served(ready.url, load=None, sample=True)
    read_province(home)  # what is no province is said before anything else is done
    return choose(OFFICE, db)


def told(served: Served, url: str) -> Iterator[str]:
    """Which database is served, how to start the other, and the first administrator's link."""
    if served.sample:
        yield (
            f"这次打开的是样例库（{place(served.url)}）：数据是虚构的，点一个演示角色就能进入，不需要密码。"
            "演示账号谁都能用，不要在这里填真实的数据。"
        )
        yield f"正式使用请按 Ctrl+C 停止，再运行 {typed('--office')}：数据放在另一个库里，互不影响。"
        return
    yield f"这次打开的是正式库（{place(served.url)}）。"
    yield f"想看样例县，请运行 {typed('--demo')}：它在另一个库里，不会动正式库。"
    if link := first_admin_link(url, served.url):
        yield f"系统里还没有{_ADMIN}。请在 24 小时内打开这个链接（只能用一次），设立第一个{_ADMIN}："
        yield f"  {link}"


def warned(served: Served, host: str, own: Certificate | None) -> Iterator[str]:
    """Who can come in, and what protects them on the way."""
    if own:
        made = "已做好本机自己的证书" if own.made else "用的是本机自己的证书"
        yield (
            f"{made}：{own.certificate}。浏览器第一次会提示不受信任，请核对指纹后继续，"
            "或把它加入各电脑的“受信任的根证书颁发机构”。指纹（SHA-256）："
        )
        yield f"  {own.fingerprint}"
    if host in _HERE:
        yield "目前只有本机可以访问；要让局域网内的其他电脑访问，请先设环境变量 HOST=0.0.0.0。"
        return
    if not own:
        yield (
            "注意：局域网里的连接没有加密，密码可能被同一网络里的人看到。"
            "请设环境变量 TLS=self 再启动，或放在 HTTPS 后面（见 docs/部署.md）。"
        )
    if served.sample and os.environ.get("DEMO_ON_LAN", "") != "1":
        yield "演示入口只对本机开放；要让局域网里的人也能点演示角色进入，请设环境变量 DEMO_ON_LAN=1。"


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


def _served(options: Mapping[str, object], environment: Mapping[str, str]) -> int:
    """Run Streamlit on the dashboard in this one's place; on Windows beside it, giving its exit code."""
    flags = [text for name, value in options.items() for text in (f"--{name}", str(value))]
    command = [sys.executable, "-m", "streamlit", "run", str(DASHBOARD), *flags]
    surroundings = {**os.environ, **environment}
    if os.name == "posix":
        sys.stdout.flush()
        sys.stderr.flush()
        os.execve(sys.executable, command, surroundings)  # noqa: S606 - our own interpreter and file
    process = subprocess.Popen(command, env=surroundings)  # noqa: S603 - our own interpreter and file
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        return process.wait()
    except KeyboardInterrupt:  # which the server has been told as well
        with suppress(subprocess.TimeoutExpired):
            return process.wait(_END)
        process.kill()
        return process.wait()


ERRORS = (ProvinceError,)
COMMANDS = (command,)
