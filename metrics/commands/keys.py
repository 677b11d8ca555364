"""`keys`: a county's pair of keys, by which its packages are signed and known."""

import re
from pathlib import Path

import click

from metrics.province import ProvinceError, make_keys

FOLDER = Path("data/keys")


def county_code(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    """A GB/T 2260 code; BadParameter for anything else."""
    if not re.fullmatch(r"[0-9]{6}", value):
        raise click.BadParameter("县的行政区划代码是六位数字，例如 321324。")
    return value


code_option = click.option(
    "--code", callback=county_code, required=True, help="县的行政区划代码（GB/T 2260，六位）。"
)


@click.command("keys", help="做一对签名用的密钥：私钥留在本机，公钥（.pub）交给上级登记。")
@code_option
@click.option(
    "--out",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=FOLDER,
    show_default=True,
    help="放密钥的文件夹。",
)
def command(code: str, folder: Path) -> None:
    """Make both and say what to do with them."""
    private, public = make_keys(folder, code)
    click.echo(f"{private}\n{public}")
    click.echo(
        f"私钥 {private.name} 不要外传，另存一份备用；公钥 {public.name} 当面交给上级，"
        "登记以后才收你们的上报包。",
        err=True,
    )


ERRORS = (ProvinceError,)
COMMANDS = (command,)
