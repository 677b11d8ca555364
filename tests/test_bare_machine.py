"""Both commands on a bare machine: a minimal Debian with python3 and nothing else."""

import json
import os
import re
import time
from urllib.request import urlopen

import pytest

from tests.kit.bare_machine import CannotMakeError, bare_machine, copied, end
from tests.kit.claims import data_claims
from tests.kit.server import answers, free_port

pytestmark = pytest.mark.long

WHOLE = os.environ.get("KANDEJIAN_BARE") == "whole"
#: One file of every kind: the browser, PostgreSQL and its programs, PDF, pictures, HTTP, commands, scripts.
KINDS = (
    "tests/browser/test_smoke.py",
    "tests/commands/test_workflow.py",
    "tests/ingest/read/test_reader.py",
    "tests/pages/test_overview.py",
    "tests/reports/print/test_figures.py",
    "tests/reports/print/test_pdf.py",
    "tests/store/care/test_backup.py",
    "tests/store/reporting/test_submissions.py",
    "tests/test_setup.py",
    "tests/web/doors/test_front.py",
)
#: Only against waiting for ever: an idle machine needs one minute, three, and twenty for the whole.
START_SECONDS, TEST_SECONDS = 2400, 9000 if WHOLE else 2400


@pytest.fixture(scope="module")
def pristine():
    """The machine as it is after its installation."""
    try:
        with bare_machine() as machine:
            yield machine
    except CannotMakeError as reason:
        pytest.skip(str(reason))


@pytest.fixture
def machine(pristine):
    """A machine on which nothing has run yet, with the project on it."""
    with copied(pristine) as fresh:
        yield fresh


def test_start_serves_the_sample_county(machine, tmp_path):
    port, log, printed = free_port(), tmp_path / "start.log", tmp_path / "facts.json"
    url = f"http://127.0.0.1:{port}"
    began = time.monotonic()
    server = machine.start(["./start.sh"], log, PORT=str(port))
    try:
        while not answers(f"{url}/healthz"):
            assert server.poll() is None, log.read_text()
            assert time.monotonic() - began < START_SECONDS, log.read_text()
            time.sleep(0.5)
        with urlopen(f"{url}/login", timeout=20) as answer:
            entrance = answer.read().decode()
        facts = [".venv/bin/python", "-m", "metrics", "facts", "--period", "2023", "--json"]
        code = machine.run(facts, printed, 120, DATABASE_URL="sqlite:///data/sample.db")
    finally:
        end(server)
    assert all(role in entrance for role in ("领导", "审核员", "填报员", "管理员"))
    assert code == 0, printed.read_text()
    _, brace, figures = printed.read_text().partition("{")  # above it stand the versions
    assert json.loads(brace + figures) == {
        claim["claim_id"]: float(claim["exact_value_in_sample"]) for claim in data_claims()
    }
    told = log.read_text()
    assert all(f"正在安装{name}" in told for name in ("系统软件包 python3", " chromium", "依赖")), told
    assert not re.search("无法|错误|not found", told), told


def test_every_check_passes(machine, tmp_path):
    log = tmp_path / "test.log"
    code = machine.run(["./test.sh", *([] if WHOLE else KINDS)], log, TEST_SECONDS)
    told = log.read_text()
    assert code == 0, told[-8000:]
    assert not re.search(
        "无法|已跳过|不能运行|command not found", told.partition("test session starts")[0]
    ), told
    [summary] = re.findall(r"^=+ (\d+ passed.*) =+$", told, re.MULTILINE)
    skipped = re.findall(r"^SKIPPED .*", told, re.MULTILINE)
    assert WHOLE or skipped == [], (summary, skipped)
