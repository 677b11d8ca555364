"""The set-up files say what the program needs: pins, options, scripts."""

import re
import socket
import subprocess
import sys
import tomllib
from importlib.metadata import version

import pytest
from streamlit import config

from tests.conftest import REPO
from tests.serving import free_port

PIN = re.compile(r"^([A-Za-z0-9_.-]+)==([0-9][0-9A-Za-z.]*)$")


def lines(name):
    text = (REPO / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith(("#", "-r "))]


@pytest.mark.parametrize("name", ["requirements.txt", "tests/requirements.txt"])
def test_every_requirement_is_pinned_to_what_is_tested(name):
    pins = [PIN.match(line) for line in lines(name)]
    assert all(pins), "NAME==VERSION on every line"
    assert {pin[1]: version(pin[1]) for pin in pins} == {pin[1]: pin[2] for pin in pins}


def test_every_streamlit_option_is_one_streamlit_knows():
    known = config._config_options_template
    settings = tomllib.loads((REPO / ".streamlit/config.toml").read_text(encoding="utf-8"))
    assert [key for key in flatten(settings) if key not in known] == []
    assert settings["browser"] == {"serverAddress": "localhost", "gatherUsageStats": False}
    assert len(settings["theme"]["chartCategoricalColors"]) >= 10


def flatten(table, prefix=""):
    for key, value in table.items():
        if isinstance(value, dict) and prefix + key not in config._config_options_template:
            yield from flatten(value, f"{prefix}{key}.")
        else:
            yield prefix + key


def address(host, port):
    command = [sys.executable, ".ci/address.py", host, str(port)]
    return subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)


def test_a_free_port_gives_the_address():
    done = address("127.0.0.1", free_port())
    assert (done.returncode, done.stdout, done.stderr) == (0, "127.0.0.1\n", "")


def test_a_taken_port_gives_a_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = address("127.0.0.1", port)
    assert done.returncode == 1
    assert f"端口 {port} 已被占用" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1", "", "８５０１x"])
def test_a_port_that_is_none_gives_a_sentence(port):
    done = address("127.0.0.1", port)
    assert (done.returncode, done.stdout) == (1, "")
    assert "PORT 应为 1 到 65535 的整数" in done.stderr


@pytest.mark.parametrize("name", ["start.sh", "test.sh", ".ci/run", ".ci/env.sh"])
def test_shell_scripts_parse(name):
    assert subprocess.run(["bash", "-n", REPO / name], check=False).returncode == 0


@pytest.mark.parametrize("name", ["start.sh", "test.sh", ".ci/run"])
def test_shell_scripts_are_executable(name):
    assert (REPO / name).stat().st_mode & 0o111


def test_start_explains_itself_and_refuses_unknown_words():
    told = subprocess.run([REPO / "start.sh", "--help"], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout.startswith("用法：")) == (0, True)
    refused = subprocess.run([REPO / "start.sh", "--demmo"], capture_output=True, text=True, check=False)
    assert refused.returncode == 2


def test_windows_script_has_windows_line_ends():
    raw = (REPO / "start.bat").read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n") > 10
    assert raw.startswith(b"@echo off\r\nchcp 65001")
