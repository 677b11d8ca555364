"""`keys`: a county's pair of keys, by which its packages are signed and known."""

import re
from pathlib import Path

import click

from metrics.province import KEYS, ProvinceError, make_certificates, make_keys


def county_code(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """A GB/T 2260 code; BadParameter for anything else."""
    if not re.fullmatch(r"[0-9]{6}", value):
        raise click.BadParameter("县的行政区划代码是六位数字，例如 321324。")
    return value


code_option = click.option(
    "--code", callback=county_code, required=True, help="县的行政区划代码（GB/T 2260，六位）。"
)


def _code_or_none(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    return None if value is None else county_code(context, parameter, value)


@click.command(
    "keys", help="做一对签名用的密钥：私钥留在本机，公钥（.pub）交给上级登记。省里多机计算的证书也用它做。"
)
@click.option("--code", callback=_code_or_none, help="县的行政区划代码（GB/T 2260，六位）。")
@click.option("--cluster", "hosts", multiple=True, help="做多机计算的证书：每台机器的地址写一次。")
@click.option(
    "--out",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=KEYS,
    show_default=True,
    help="放密钥的文件夹。",
)
def command(code: str | None, hosts: tuple[str, ...], folder: Path) -> None:
    """Make both and say what to do with them."""
    if (code is None) == (not hosts):
        raise click.UsageError("写 --code（签名用的密钥）或 --cluster（多机计算的证书），两者之一。")
    if code is None:
        _make_certificates(folder, hosts)
        return
    private, public = make_keys(folder, code)
    click.echo(f"{private}\n{public}")
    click.echo(
        f"私钥 {private.name} 不要外传，另存一份备用；公钥 {public.name} 当面交给上级，"
        "登记以后才收你们的上报包。",
        err=True,
    )


def _make_certificates(folder: Path, hosts: tuple[str, ...]) -> None:
    for file in make_certificates(folder, hosts):
        click.echo(str(file))
    click.echo(
        "ca.pem 拷到每台机器；scheduler、worker、client 的 .pem 和 .key 各只拷到用它的机器，不要外传。",
        err=True,
    )


ERRORS = (ProvinceError,)
COMMANDS = (command,)
