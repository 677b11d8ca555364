"""The command line as people call it: a process of its own, or in this one where speed matters."""

import json
from dataclasses import dataclass

import pytest
from click.testing import CliRunner

from metrics.cli import main


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


@pytest.fixture
def run(monkeypatch):
    """`run("score", "--period", "2023", db=url)` → exit code, stdout, stderr; a crash fails the test."""

    def call(*arguments, db=None):
        if db:
            monkeypatch.setenv("DATABASE_URL", db)
        result = CliRunner().invoke(main, [str(argument) for argument in arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert "Traceback" not in result.stderr
        return Answer(result.exit_code, result.stdout, result.stderr)

    return call
