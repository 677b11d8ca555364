"""Before anybody has set up the county every verb says what is missing, and none ends in a traceback."""

import click
import pytest

from metrics.cli import main
from metrics.framework import parse_period
from metrics.store import Store
from tests.kit.project import REPO

WORKBOOK = REPO / "sample_data" / "sihong" / "bad" / "合并了人次.xlsx"
#: Serve until somebody ends them, or are about other folders than a county's database.
ELSEWHERE = {
    "serve",
    "worker",
    "scheduler",
    "collect",
    "province",
    "sample-province",
    "keys",
    "restore",
    "certificate",
}
#: What is answered to required parameters of these names; else a value of their type.
ANSWERS = {
    "period": "2023Q4",
    "starts": "2024Q1",
    "unit": "U08",
    "entity": "E001",
    "level": "enterprise",
    "account": "guanli",
    "approver": "shenhe",
    "why": "试",
}


def leaves(command, path):
    """Every verb under a command, with the words that call it."""
    if not isinstance(command, click.Group):
        yield command, path
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        if path or name not in ELSEWHERE:
            yield from leaves(command.get_command(context, name), (*path, name))


VERBS = {" ".join(path): (command, path) for command, path in leaves(main, ())}


def answer(parameter, folder):
    kind = parameter.type
    if isinstance(kind, click.Path):
        return str(folder / "out.bin" if "out" in parameter.name else WORKBOOK)
    if isinstance(kind, click.Choice):
        return str(next(iter(kind.choices)))
    if parameter.name in ANSWERS:
        return ANSWERS[parameter.name]
    return {"integer": "1", "integer range": "1"}.get(kind.name, "2023-01-01" if "da" in kind.name else "试")


@pytest.fixture
def empty(tmp_path):
    """A database with an opened quarter, and nothing else."""
    url = f"sqlite:///{tmp_path / 'empty.db'}"
    with Store.open(url) as store:
        store.reporting.ensure_period(parse_period("2023Q4"))
    return url


def test_most_verbs_are_tried():
    assert len(VERBS) > 60


@pytest.mark.breadth(8)
@pytest.mark.parametrize("name", VERBS)
def test_a_verb_says_what_is_missing(run, empty, tmp_path, name, monkeypatch):
    monkeypatch.chdir(tmp_path)
    command, path = VERBS[name]
    words = list(path)
    for parameter in command.params:
        if parameter.required:
            given = answer(parameter, tmp_path)
            words += [parameter.opts[0], given] if isinstance(parameter, click.Option) else [given]
    told = run(*words, db=empty)
    assert told.code == 0 or (told.out + told.err).strip()


def test_a_roster_needs_a_unit_that_keeps_it(run, empty):
    told = run("roster", WORKBOOK, "--as", "guanli", db=empty)
    assert told.code == 2
    assert "county apply" in told.err


def test_a_workbook_is_checked_without_units(run, empty):
    assert run("check", WORKBOOK, db=empty).code == 1


def test_what_is_no_text_is_no_audit(run, empty):
    told = run("audit", "verify", WORKBOOK, db=empty)
    assert told.code == 2
    assert told.err.startswith("文件第 1 行不是审计导出的内容")
