"""./start.sh from a bare copy: no .venv, an empty home, called from somewhere else."""

import os
import re
import signal
import subprocess
import time

import pytest

from tests.kit.project import copy_project
from tests.kit.server import answers, free_port

pytestmark = pytest.mark.long

SECONDS = 600


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A copy of the tree as a clone has it, and an empty home."""
    folder = tmp_path_factory.mktemp("fresh")
    copy_project(folder / "tree")
    (folder / "home").mkdir()
    return folder


def start(bare, *options, scheme="http", **environment):
    """Run start.sh until the server answers; gives what it printed and the seconds it took."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if name == "PATH" or name.startswith("PIP_")}
    log = bare / "start.log"
    began = time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [bare / "tree" / "start.sh", *options],
            cwd=bare / "home",
            env={**kept, "HOME": str(bare / "home"), "PORT": str(port), **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        trusted = bare / "tree" / "data" / "tls" / "kandejian.crt"
        while process.poll() is None and not answers(f"{scheme}://127.0.0.1:{port}/healthz", trusted):
            assert time.monotonic() - began < SECONDS, log.read_text()
            time.sleep(0.2)
        took = time.monotonic() - began
        assert process.poll() is None, log.read_text()
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)
    told = log.read_text()
    assert re.search(rf"{scheme}://[0-9.]+:{port}\b", told)
    return told, took


def test_first_start_prepares_everything_and_the_second_is_quick(bare):
    told, _ = start(bare)
    assert "正在创建虚拟环境" in told
    assert (bare / "tree" / "data" / "sample.db").stat().st_size > 0
    assert not (bare / "tree" / "data" / "kandejian.db").exists()
    assert "这次打开的是样例库（data/sample.db）" in told
    assert "./start.sh --office" in told
    again, took = start(bare)
    assert "正在安装依赖" not in again
    assert took < 60


def test_an_office_begins_with_a_database_of_its_own_and_is_served_from_then_on(bare):
    told, _ = start(bare, "--empty")
    assert "错误" not in told
    assert "这次打开的是正式库（data/kandejian.db）" in told
    assert "/setup?token=" in told
    plain, _ = start(bare)
    assert "这次打开的是正式库（data/kandejian.db）" in plain
    assert "./start.sh --demo" in plain


def test_a_certificate_of_its_own(bare):
    told, _ = start(bare, "--office", scheme="https", TLS="self", HOST="0.0.0.0")
    key = bare / "tree" / "data" / "tls" / "kandejian.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert re.search(r"^  ([0-9A-F]{2}:){31}[0-9A-F]{2}$", told, re.MULTILINE)
    assert "没有加密" not in told
