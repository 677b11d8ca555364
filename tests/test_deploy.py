"""The files in deploy/ are accepted by the programs they are for, and agree with the program."""

import os
import re
import shutil
import subprocess
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from metrics.web import cookies
from tests.conftest import REPO

DEPLOY = REPO / "deploy"
SITE = (DEPLOY / "nginx" / "kandejian.conf").read_text(encoding="utf-8")
UNITS = sorted((DEPLOY / "systemd").iterdir())


def megabytes(pattern, text):
    return int(re.search(pattern, text)[1])


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_accepts_the_site(tmp_path):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subject = ["-subj", "/CN=kandejian.example.gov.cn", "-days", "2", "-nodes"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", *subject, "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )
    site = SITE.replace("/etc/nginx/ssl/kandejian.crt", str(certificate))
    site = site.replace("/etc/nginx/ssl/kandejian.key", str(key))
    (tmp_path / "site.conf").write_text(site, encoding="utf-8")
    whole = (
        f"pid {tmp_path}/nginx.pid; error_log stderr; events {{}} http {{ include {tmp_path}/site.conf; }}"
    )
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    command = ["nginx", "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


@pytest.mark.parametrize("name", [cookies.PLAIN, cookies.SECURE])
@pytest.mark.parametrize("header", ["{}=abc-_1", "other=1; {}=abc-_1", "{}=abc-_1; other=2"])
def test_the_site_keeps_a_session_on_one_process(name, header):
    """nginx's expression and Python's agree on everything that is used here."""
    pattern = re.search(r'"~(\S+)"\s+\$kandejian_token', SITE.replace("(?:^|;\\s*)", "(?:^|;\\s*)"))[1]
    found = re.search(pattern.replace("(?<", "(?P<"), header.format(name))
    assert found["kandejian_token"] == "abc-_1"
    assert re.search(pattern.replace("(?<", "(?P<"), f"not{name}=abc") is None


def test_the_site_lets_a_file_of_the_programs_limit_through():
    settings = tomllib.loads((REPO / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert megabytes(r"client_max_body_size (\d+)m;", SITE) > settings["server"]["maxUploadSize"]


def test_the_site_passes_the_websocket_and_the_true_address():
    for line in (
        "proxy_set_header Upgrade $http_upgrade;",
        "proxy_set_header Host $http_host;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "hash $kandejian_session consistent;",
    ):
        assert line in SITE


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_accepts_the_units(tmp_path):
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/kandejian/.venv/bin/python", "/bin/true")
        (tmp_path / unit.name.replace("@", "@8501")).write_text(text, encoding="utf-8")
    command = ["systemd-analyze", "verify", *tmp_path.iterdir()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Unknown" not in done.stderr, done.stderr
    assert "Failed to parse" not in done.stderr, done.stderr


def test_one_process_and_several_differ_in_the_port_alone():
    one, several = ((DEPLOY / "systemd" / f"kandejian{at}.service").read_text() for at in ("", "@"))
    command = "ExecStart=.*--server.port {} .*"
    assert re.search(command.format(8501), one)
    assert re.search(command.format("%i"), several)
    ports = re.findall(r"server 127\.0\.0\.1:(\d+)", SITE)
    assert [f"kandejian@{port}" for port in ports] == re.findall(r"kandejian@\d+", several)


def test_the_document_names_what_the_program_is_made_for():
    told = (REPO / "docs" / "部署.md").read_text(encoding="utf-8")
    assert "--python-version 3.11" in told
    for name in (unit.name for unit in UNITS):
        assert name.split("@")[0].removesuffix(".service") in told
    assert version("streamlit") in told


SOURCED = "set -euo pipefail; source .ci/env.sh; source .ci/postgres.sh; "


def shell(script, **environment):
    command = ["bash", "-c", SOURCED + script]
    kept = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment}
    return subprocess.run(command, cwd=REPO, env=kept, capture_output=True, text=True, check=False)


def test_without_a_server_the_tests_say_in_one_line_that_they_skip_it():
    done = shell(
        "postgres_programs() { return 1; }; apt_install() { return 1; }; start_postgres; stop_postgres"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("已跳过 PostgreSQL 测试：无法安装")


def test_a_server_that_does_not_start_is_said_and_leaves_nothing(tmp_path):
    tmp_path.chmod(0o755)
    script = 'postgres_programs() { echo /none; }; start_postgres; echo "[${KANDEJIAN_TEST_POSTGRES-}]"'
    done = shell(script, TMPDIR=str(tmp_path))
    assert "已跳过 PostgreSQL 测试：服务没有启动" in done.stdout
    assert done.stdout.endswith("[]\n")
    assert list(tmp_path.iterdir()) == []


def test_an_address_that_is_given_is_used():
    done = shell(
        "start_postgres; echo $KANDEJIAN_TEST_POSTGRES", KANDEJIAN_TEST_POSTGRES="postgresql://own/db"
    )
    assert done.stdout == "postgresql://own/db\n"


def test_a_server_of_our_own_starts_and_is_gone_again():
    if shell("postgres_programs").returncode:
        pytest.skip("PostgreSQL is not installed")
    script = "start_postgres; echo $KANDEJIAN_TEST_POSTGRES; echo $POSTGRES_FOLDER; stop_postgres"
    done = shell(script)
    url, folder = done.stdout.split()
    assert url.endswith(f"host={folder}/socket")
    assert not Path(folder).exists()
