"""`codes`: the page of all findings that checking a workbook can raise."""

from pathlib import Path

import click

from metrics.commands.common import FILE_OUT, write_or_print
from metrics.ingest.checks import codes_page


@click.command("codes", help="检查结果的全部代码：含义、程度、怎么改（Markdown）。")
@click.option("--out", type=FILE_OUT, help="写到文件；不写则显示在屏幕上。")
def command(out: Path | None) -> None:
    """Write or print the page."""
    write_or_print(codes_page(), out)


COMMANDS = (command,)
