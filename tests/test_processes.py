"""`deploy/processes.sh`: as many processes as cores, the site with the same lines, connections said."""

import os
import re
import shutil
import subprocess

import pytest

from metrics.store.database import engine
from tests.kit.project import REPO

SCRIPT, SITE = REPO / "deploy" / "processes.sh", REPO / "deploy" / "nginx" / "kandejian.conf"
#: Stand for the programs of a server: they write down what they are asked.
_STAND_IN = """#!/bin/sh
case "$1" in list-units) echo "kandejian@8509.service loaded active running"; exit ;; esac
echo "$(basename "$0") $*" >> "$DONE"
"""
#: What the script needs of the machine.
_NEEDED = ("bash", "env", "sed", "tail", "grep", "awk", "mktemp", "cat", "rm", "basename")


@pytest.fixture
def machine(tmp_path):
    """A server of three cores: where its site and settings lie, and what was asked of its programs."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name in _NEEDED:
        (tools / name).symlink_to(shutil.which(name))
    for name in ("systemctl", "nginx", "nproc"):
        script = "#!/bin/sh\necho 3\n" if name == "nproc" else _STAND_IN
        (tools / name).write_text(script, encoding="utf-8")
        (tools / name).chmod(0o755)
    shutil.copy(SITE, tmp_path / "site.conf")
    (tmp_path / "settings").write_text("DATABASE_URL=postgresql://k:p@127.0.0.1/k\n", encoding="utf-8")
    return tmp_path


def run(machine, *given):
    settings = {"KANDEJIAN_SETTINGS": machine / "settings", "KANDEJIAN_SITE": machine / "site.conf"}
    environment = {"PATH": str(machine / "bin"), "DONE": str(machine / "done"), "LANG": "C.UTF-8"}
    environment |= {name: str(path) for name, path in settings.items()}
    return subprocess.run(
        [SCRIPT, *given], env=environment, capture_output=True, text=True, check=False, encoding="utf-8"
    )


def asked(machine):
    done = machine / "done"
    return done.read_text(encoding="utf-8").splitlines() if done.exists() else []


def ports(machine):
    return re.findall(r"server 127\.0\.0\.1:(\d+)", (machine / "site.conf").read_text(encoding="utf-8"))


def test_without_a_number_it_starts_one_for_every_core(machine):
    done = run(machine)
    assert done.returncode == 0, done.stderr
    assert asked(machine) == [
        "systemctl disable --now kandejian",
        "systemctl enable --now kandejian@8501 kandejian@8502 kandejian@8503",
        "nginx -t",
        "systemctl reload nginx",
        "systemctl disable --now kandejian@8509",
    ]
    assert ports(machine) == ["8501", "8502", "8503"]
    assert "最多用 75 个数据库连接" in done.stdout
    assert "至少要 90" in done.stdout


def test_again_with_another_number_changes_those_lines_alone(machine):
    run(machine, "4")
    run(machine, "2")
    assert (machine / "site.conf").read_text(encoding="utf-8") == SITE.read_text(encoding="utf-8")
    assert not list(machine.glob("site.conf.*"))


def test_it_says_what_it_would_do_and_does_nothing(machine):
    before = (machine / "site.conf").read_bytes()
    done = run(machine, "--say", "5")
    assert done.returncode == 0, done.stderr
    assert "kandejian@8505" in done.stdout
    assert asked(machine) == []
    assert (machine / "site.conf").read_bytes() == before


@pytest.mark.parametrize(
    ("given", "words"), [("0", "看不懂“0”"), ("x", "看不懂“x”"), ("65", "请写 1 到 64"), ("-1", "看不懂“-1”")]
)
def test_what_is_no_number_of_processes_is_refused(machine, given, words):
    done = run(machine, given)
    assert done.returncode == 1
    assert words in done.stderr
    assert asked(machine) == []


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("settings", "DATABASE_URL=sqlite:///data/county.db\n", "要用 PostgreSQL"),
        ("settings", None, "读不到"),
        ("site.conf", "server {}\n", "没有“upstream kandejian”"),
        ("site.conf", None, "没有找到 nginx 站点文件"),
    ],
)
def test_a_machine_that_is_not_ready_is_told_what_is_missing(machine, file, content, words):
    (machine / file).unlink()
    if content is not None:
        (machine / file).write_text(content, encoding="utf-8")
    done = run(machine)
    assert done.returncode == 1
    assert words in done.stderr
    assert asked(machine) == []


def test_the_number_of_connections_is_the_program_s_own():
    each = engine.MOST_CONNECTIONS
    assert f"each={each}\n" in SCRIPT.read_text(encoding="utf-8")
    assert f"每个进程最多用 {each} 个数据库连接" in (REPO / "docs" / "部署.md").read_text(encoding="utf-8")
    assert os.access(SCRIPT, os.X_OK)
