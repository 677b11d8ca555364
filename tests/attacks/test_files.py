"""Another user of the machine looks for the county's files: none of them can be read."""

import os
import stat
import subprocess
import sys

import pytest
from click.testing import CliRunner

from metrics.cli import main
from metrics.store.care import FINE, WARNING, examine
from tests.kit import databases
from tests.kit.county_packages import open_store
from tests.kit.project import REPO
from tests.kit.server import serve
from tests.kit.workbooks import activity, send

sqlite_url = databases.sqlite_url
pytestmark = pytest.mark.skipif(os.name == "nt", reason="a file has the rights of its folder there")


@pytest.fixture(autouse=True)
def generous():
    """What a distribution usually gives: others may read whatever is new."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def verb(*arguments, url="", code=0):
    command = [sys.executable, "-m", "metrics", *map(str, arguments), *(("--db", url) if url else ())]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)
    assert code is None or done.returncode == code, done.stderr
    return done


def readable(folder):
    """What others may read or enter below a folder, which is one's own."""
    paths = [folder, *folder.rglob("*")]
    modes = {str(path): stat.S_IMODE(path.stat().st_mode) for path in paths}
    return {path: oct(mode) for path, mode in modes.items() if mode & 0o077}


def state(url, **more):
    return next((one.state, one.text) for one in examine(url, **more) if one.name == "文件权限")


def test_the_database_its_journals_and_folder(sqlite_url, tmp_path):
    with open_store(sqlite_url) as store:
        send(store, "U08", "2023Q1", {"L05": [activity(1)]})
        names = {path.name for path in (tmp_path / "folder").iterdir()}
        assert names == {"county.db", "county.db-wal", "county.db-shm"}
        assert readable(tmp_path / "folder") == {}
    assert state(sqlite_url) == (FINE, "数据库和备份只有本系统的账号能读")


@pytest.mark.long
def test_every_verb_writes_for_its_user_alone(tmp_path):
    folder = tmp_path / "data"
    url = f"sqlite:///{folder / 'county.db'}"
    verb("init", url=url)
    open_store(url).close()
    verb("backup", folder / "backups" / "one.kdj", url=url)
    verb("audit", "export", "--out", folder / "kept" / "audit.jsonl", url=url)
    verb("template", "--unit", "U08", "--period", "2023Q4", "--out", folder / "out" / "模板.xlsx", url=url)
    verb("check", folder / "out" / "模板.xlsx", "--marked", folder / "marked", url=url, code=None)
    for name, *more in (("export",), ("templates", "--period", "2023Q4"), ("slips",)):
        verb("county", name, *more, "--out", folder / "county" / f"{name}.xlsx", url=url)
    verb("county", "template", "--out", folder / "county" / "template.xlsx")
    verb("framework", "export", "--out", folder / "framework" / "one.toml", url=url)
    verb("restore", folder / "backups" / "one.kdj", url=f"sqlite:///{folder / 'again' / 'county.db'}")
    verb("restore", folder / "backups" / "one.kdj", "--replace", "--yes", url=url)
    assert len([path for path in folder.rglob("*") if path.is_file()]) >= 12
    assert readable(folder) == {}
    assert state(url)[0] == FINE


@pytest.mark.long
def test_the_server_writes_for_its_user_alone(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    with serve(f"sqlite:///{folder / 'county.db'}", tmp_path / "server.log"):
        assert (folder / "county.db").exists()
        assert readable(folder) == {}


@pytest.mark.long
def test_files_others_can_read_are_named_and_init_closes_the_database(sqlite_url, tmp_path):
    open_store(sqlite_url).close()
    backups = tmp_path / "folder" / "backups"
    backups.mkdir(mode=0o755)
    (backups / "one.kdj").write_text("x")
    (tmp_path / "folder" / "county.db").chmod(0o644)
    found, text = state(sqlite_url)
    assert (found, "county.db" in text, "one.kdj" in text) == (WARNING, True, True)
    said = verb("init", url=sqlite_url).stderr
    assert "已收紧权限" in said
    assert (tmp_path / "folder" / "county.db").stat().st_mode & 0o077 == 0
    (backups / "one.kdj").chmod(0o600)
    backups.chmod(0o700)
    assert state(sqlite_url)[0] == FINE
    assert "已收紧权限" not in verb("init", url=sqlite_url).stderr


def test_a_command_in_this_process_leaves_its_mask_as_it_was(sqlite_url):
    CliRunner().invoke(main, ["init", "--db", sqlite_url])
    assert os.umask(0o022) == 0o022
