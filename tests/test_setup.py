"""The set-up files say what the program needs: pins, options, scripts."""

import os
import socket
import subprocess
import sys
import tomllib

import pytest
from streamlit import config

from tests.kit.project import REPO
from tests.kit.server import free_port


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


SCRIPTS = ["start.sh", "test.sh", ".ci/run", *sorted(f".ci/{path.name}" for path in REPO.glob(".ci/*.sh"))]


@pytest.mark.parametrize("name", SCRIPTS)
def test_shell_scripts_parse(name):
    assert subprocess.run(["bash", "-n", REPO / name], check=False).returncode == 0


def sourced(script, **environment):
    """Run a piece of shell after what test.sh sources, stopping at the first failure as test.sh does."""
    command = ["bash", "-c", f"set -euo pipefail; source .ci/env.sh; source .ci/browser.sh; {script}"]
    kept = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(command, cwd=REPO, env=kept, capture_output=True, text=True, check=False)


NO_LIBRARY = "node: error while loading shared libraries: libatomic.so.1"


def test_a_driver_that_lacks_a_library_gets_it(tmp_path):
    script = (
        f'run_driver() {{ [ -e "$GOT" ] || {{ echo "{NO_LIBRARY}"; return 127; }}; }}; '
        'apt_install() { echo "$@" > "$GOT"; }; ensure_driver; echo ready'
    )
    done = sourced(script, GOT=str(tmp_path / "got"))
    assert (tmp_path / "got").read_text().split()[0] == "libatomic1"
    assert (done.returncode, done.stdout.splitlines()[1:], done.stderr) == (0, ["ready"], "")


@pytest.mark.parametrize("apt", ["false", "true"], ids=["not installed", "installed in vain"])
def test_a_driver_that_does_not_run_is_said_with_what_to_do(apt):
    script = f'run_driver() {{ echo "{NO_LIBRARY}"; return 127; }}; apt_install() {{ {apt}; }}; ensure_driver'
    done = sourced(script)
    assert (done.returncode, done.stderr) == (0, "")
    _, reason, advice = done.stdout.splitlines()
    assert reason == f"浏览器测试的驱动不能运行，浏览器测试将跳过：{NO_LIBRARY}"
    assert advice.startswith("请让管理员执行：apt-get install libatomic1")


def test_a_driver_that_runs_is_left_alone():
    done = sourced("run_driver() { echo Version 1; }; apt_install() { exit 9; }; ensure_driver")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_requirements_are_installed_again_only_after_a_change(tmp_path):
    (tmp_path / ".venv").mkdir()
    (tmp_path / "a.txt").write_text("a==1\n")
    script = 'cd "$THERE"; VENV_PYTHON=installer; installer() { echo pip; }; '
    script += "for text in a==1 a==1 a==2 a==2; do echo $text > a.txt; ensure_requirements kind a.txt; done"
    done = sourced(script, THERE=str(tmp_path))
    assert (done.returncode, done.stdout.splitlines().count("pip")) == (0, 2)


def test_what_python_prints_does_not_depend_on_the_locale():
    done = sourced('"$VENV_PYTHON" -c "import sys; print(sys.flags.utf8_mode)"', LC_ALL="C.UTF-8")
    assert (done.returncode, done.stdout) == (0, "1\n")


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
