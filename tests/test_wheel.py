"""The wheel: what is in it, and that it serves and checks where no repository is."""

import json
import os
import signal
import socket
import subprocess
import sys
import sysconfig
import time
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from metrics import __version__
from tests.kit.project import REPO
from tests.kit.server import START_SECONDS, answers, free_port

#: Top folder of the repository → where it lies in the wheel.
PLACES = {
    "metrics": "metrics",
    "pages": "kandejian/pages",
    "sample_data": "kandejian/sample_data",
    ".streamlit": "kandejian/.streamlit",
}
SCRIPTS = "Scripts" if os.name == "nt" else "bin"


def tracked():
    """Names of the files that git keeps, from the top of the repository."""
    command = ["git", "-c", "core.quotePath=false", "ls-files", "-z", "--", *PLACES]
    done = subprocess.run(command, cwd=REPO, capture_output=True, check=False)
    if done.returncode:
        pytest.skip("not a git repository: which files belong to the program is not known")
    names = (Path(name) for name in done.stdout.decode().split("\0") if name)
    return [name for name in names if (REPO / name).exists()]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built with what is installed here."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "wheel", REPO, *options, "--wheel-dir", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("kandejian-*.whl"))


@pytest.fixture(scope="module")
def metadata(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(f"kandejian-{__version__}.dist-info/METADATA").decode()


def test_every_tracked_file_of_the_program_is_in_the_wheel(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    wanted = {"/".join([PLACES[name.parts[0]], *name.parts[1:]]) for name in tracked()}
    assert len(wanted) > 500
    assert sorted(wanted - names) == []
    assert {"kandejian/dashboard.py", "kandejian/requirements.txt"} < names
    own = {"metrics", "kandejian", f"kandejian-{__version__}.dist-info"}
    assert {name.split("/")[0] for name in names} == own


def test_what_is_needed_and_the_version_are_written_once(metadata):
    lines = (REPO / "requirements.txt").read_text().splitlines()
    pins = [Requirement(line.removesuffix("\\")) for line in lines if line[:1].isalnum()]
    prefix = "Requires-Dist: "
    needs = [
        Requirement(line.removeprefix(prefix)) for line in metadata.splitlines() if line.startswith(prefix)
    ]
    assert len(needs) > 50
    assert sorted(map(str, needs)) == sorted(map(str, pins))
    assert "hash" not in "".join(map(str, needs))
    assert f"\nVersion: {__version__}\n" in metadata


def test_the_builder_is_the_one_that_is_tested():
    project = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))
    builders = dict(need.split("==") for need in project["build-system"]["requires"])
    assert {name: version(name) for name in builders} == builders


def test_the_bill_of_materials_is_in_the_wheel(wheel):
    with zipfile.ZipFile(wheel) as archive:
        bill = archive.read(f"kandejian-{__version__}.dist-info/sboms/sbom.cdx.json")
    assert bill == (REPO / "deploy/sbom.cdx.json").read_bytes()
    assert json.loads(bill)["metadata"]["component"]["version"] == __version__


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """`kandejian` of a fresh environment outside the repository, which sees the packages installed here."""
    home = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", home / "venv"], check=True)
    python = home / "venv" / SCRIPTS / "python"
    options = ["--no-deps", "--no-index", "--no-compile", "--quiet", "--disable-pip-version-check"]
    subprocess.run([python, "-m", "pip", "install", *options, wheel], check=True)
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True).stdout.strip()
    (Path(packages) / "tested.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return home / "venv" / SCRIPTS / "kandejian"


def run(program, *words, folder):
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PYTHONPATH")}
    command = [program, *words]
    return subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, check=False)


@pytest.mark.long
def test_the_installed_program_checks_a_workbook(installed, tmp_path):
    good = next((REPO / "sample_data/sihong/workbooks/2023Q4").glob("*_U08_*.xlsx"))
    bad = REPO / "sample_data/sihong/bad/加密文件.xlsx"
    fine, faulty = (run(installed, "check", file, folder=tmp_path) for file in (good, bad))
    here = subprocess.run(
        [sys.executable, "-m", "metrics", "check", good],
        cwd=REPO,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (fine.returncode, fine.stdout) == (here.returncode, here.stdout), fine.stderr
    assert "行" in fine.stdout
    assert faulty.returncode == 1
    assert "加密" in faulty.stdout
    assert (tmp_path / "data" / "kandejian.db").is_file()


@pytest.mark.long
def test_the_installed_program_says_its_version_and_is_sound(installed, tmp_path):
    assert run(installed, "--version", folder=tmp_path).stdout.strip() == f"看得见 {__version__}"
    run(installed, "init", folder=tmp_path)
    examined = run(installed, "doctor", folder=tmp_path).stdout
    assert "版本都与 requirements.txt 一致" in examined


@pytest.mark.long
@pytest.mark.parametrize("demo", [(), ("--demo",)], ids=["empty", "demo"])
def test_the_installed_program_serves(installed, tmp_path, demo):
    port, log = free_port(), tmp_path / "log"
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PYTHONPATH")}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [installed, "serve", *demo, "--port", str(port)],
            cwd=tmp_path,
            env=kept,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + (3 if demo else 1) * START_SECONDS
        while not answers(f"http://127.0.0.1:{port}/healthz"):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.2)
        assert answers(f"http://127.0.0.1:{port}/login")
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        assert not answers(f"http://127.0.0.1:{port}/healthz"), "the server outlives `kandejian serve`"
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    assert ("/setup?token=" in log.read_text()) is not bool(demo)
    assert (tmp_path / "data" / ("sample.db" if demo else "kandejian.db")).is_file()


@pytest.mark.long
def test_a_taken_port_is_refused_in_a_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "metrics", "serve", "--port", port],
            cwd=REPO,
            env={**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'none.db'}"},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert f"端口 {port}" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "none.db").exists()
