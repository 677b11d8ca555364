"""`scheduler` and `worker`: the processes of a province that computes on several machines."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from metrics.province import certificate_files

tls_option = click.option(
    "--tls",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="证书文件夹（keys --cluster 做的）；不写只能在本机用。",
)
#: What makes computing quick and keeps a county that kills workers from killing all of them.
_SETTINGS = {
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "3",
}
_HERE = "127.0.0.1"


@click.command("scheduler", help="启动调度进程：把各县的计算分给 worker。一个省一个。")
@click.option("--host", default=_HERE, show_default=True, help="在哪个地址上等。")
@click.option("--port", type=int, default=8786, show_default=True, help="端口。")
@tls_option
def scheduler(host: str, port: int, tls: Path | None) -> None:
    """Become the scheduler; its own page is seen on this machine only."""
    _require_tls(host, tls)
    words = ["--host", host, "--port", str(port), "--dashboard-address", f"{_HERE}:8787"]
    _become("scheduler", [*words, *(["--protocol", "tls"] if tls else []), *_certificates(tls, "scheduler")])


@click.command("worker", help="启动计算进程，接到调度进程上；一台机器几个核就启动几个。")
@click.argument("address")
@click.option("--host", default=_HERE, show_default=True, help="本机的地址，调度进程和别的机器要能到。")
@click.option("--memory", default="1GB", show_default=True, help="最多用多少内存，超过就重启。")
@click.option("--nanny/--no-nanny", default=True, help="有人看着：计算进程死了就再起一个。")
@tls_option
def worker(address: str, host: str, memory: str, nanny: bool, tls: Path | None) -> None:
    """Become a worker of one thread."""
    _require_tls(host, tls)
    words = [address, "--host", host, "--nthreads", "1", "--memory-limit", memory, "--death-timeout", "60"]
    watched = "--nanny" if nanny else "--no-nanny"
    _become("worker", [*words, watched, "--no-dashboard", *_certificates(tls, "worker")])


def _require_tls(host: str, tls: Path | None) -> None:
    if tls is None and host not in (_HERE, "localhost"):
        raise click.BadParameter("要给别的机器用，先用 keys --cluster 做证书。", param_hint="--tls")


def _certificates(tls: Path | None, role: str) -> Sequence[str]:
    if tls is None:
        return ()
    authority, certificate, key = map(str, certificate_files(tls, role))
    return ("--tls-ca-file", authority, "--tls-cert", certificate, "--tls-key", key)


def _become(what: str, words: Sequence[str]) -> None:
    """Another program in place of this one, so that whoever started it ends it."""
    command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *words]
    environment = {**_SETTINGS, **os.environ}
    try:
        os.execve(sys.executable, command, environment)  # noqa: S606 - no shell is wanted
    except OSError as error:
        raise click.ClickException(f"启动不了（{error.strerror}）。") from error


COMMANDS = (scheduler, worker)
