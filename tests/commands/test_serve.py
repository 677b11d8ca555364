"""What a start says and serves; the server itself is not begun here."""

import shutil

import pytest

from metrics.commands import sample_province, serve
from metrics.store import Store
from tests.kit.county_packages import open_store
from tests.kit.server import free_port


@pytest.fixture
def started(run, tmp_path, monkeypatch):
    """``started("--demo", HOST=…)`` → what was said, the server's options, its environment."""
    monkeypatch.chdir(tmp_path)
    for name in ("DATABASE_URL", "HOST", "TLS", "DEMO_ON_LAN", "PROVINCE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "data").mkdir()
    begun = []

    def note(options, environment):
        begun.append((options, environment))
        return 0

    monkeypatch.setattr(serve, "_served", note)

    def start(*words, **environment):
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        answer = run("serve", *words, "--port", free_port())
        assert answer.code == 0, answer.err
        return answer.err, *begun[-1]

    return start


def test_the_sample_county_says_what_it_is_and_how_to_begin(started, demo_file, tmp_path):
    shutil.copy(demo_file, tmp_path / "data" / "sample.db")
    for words in (("--auto",), ("--demo",)):
        said, _, environment = started(*words)
        assert environment["DATABASE_URL"] == "sqlite:///data/sample.db"
        assert "这次打开的是样例库（data/sample.db）" in said
        assert "./start.sh --office" in said
        assert "/setup?token=" not in said
    assert not (tmp_path / "data" / "kandejian.db").exists()


@pytest.mark.parametrize("words", [(), ("--office",), ("--empty",)])
def test_an_office_begins_empty_with_its_one_link(started, words):
    said, options, environment = started(*words)
    assert environment["DATABASE_URL"] == "sqlite:///data/kandejian.db"
    assert "这次打开的是正式库（data/kandejian.db）" in said
    assert "./start.sh --demo" in said
    assert f"http://127.0.0.1:{options['server.port']}/setup?token=" in said
    assert "没有加密" not in said
    assert "这次打开的是正式库" in started("--auto")[0], "whoever asked for the link has begun"


@pytest.mark.long
def test_a_province_is_served_with_its_cities_as_units(started, served_province):
    home = served_province.province.folder
    for said, _, environment in (started("--province", home), started(PROVINCE=str(home))):
        assert environment["PROVINCE"] == str(home)
        assert "这次打开的是正式库（data/kandejian.db）" in said
        with Store.open(environment["DATABASE_URL"], migrate=False) as store:
            assert [unit.name for unit in store.office.framework().units] == ["西市", "东市"]


def test_the_sample_province_has_a_folder_and_accounts_of_its_own(started, served_province, monkeypatch):
    ready = sample_province.ReadyProvince(served_province.province, served_province.url, made=False)
    monkeypatch.setattr(serve, "ready_province", lambda: ready)
    monkeypatch.setattr(serve, "HOME", served_province.province.folder)
    said, _, environment = started("--province", served_province.province.folder)
    assert environment["DATABASE_URL"] == served_province.url
    assert "数据是虚构的，点一个演示角色就能进入" in said


def test_a_province_and_a_demo_are_not_served_at_once(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    refused = run("serve", "--demo", "--province", tmp_path, "--port", free_port())
    assert "只能写一个" in refused.err
    assert "不是省级文件夹" in run("serve", "--province", tmp_path, "--port", free_port()).err


def test_the_network_without_https_is_said_and_with_it_the_fingerprint(started, tmp_path):
    said, options, _ = started(HOST="0.0.0.0")
    assert "没有加密" in said
    assert "server.sslCertFile" not in options
    said, options, environment = started(TLS="self")
    assert "没有加密" not in said
    assert "指纹（SHA-256）" in said
    assert f"：https://{options['browser.serverAddress']}:" in said
    assert options["server.sslKeyFile"] == tmp_path / "data" / "tls" / "kandejian.key"
    assert (environment["TLS"], environment["HOST"]) == ("self", "0.0.0.0")


def test_the_demo_on_the_network_says_who_may_enter(started, demo_file, tmp_path):
    shutil.copy(demo_file, tmp_path / "data" / "sample.db")
    assert "演示入口只对本机开放" in started("--demo", HOST="0.0.0.0")[0]
    assert "演示入口只对本机开放" not in started("--demo", DEMO_ON_LAN="1")[0]


def test_another_database_is_served_as_it_is(started, demo_url, tmp_path):
    said, _, environment = started("--auto", DATABASE_URL=demo_url)
    assert environment["DATABASE_URL"] == demo_url
    assert "这次打开的是样例库" in said
    other = f"sqlite:///{tmp_path / 'other.db'}"
    said, _, environment = started("--auto", DATABASE_URL=other)
    assert environment["DATABASE_URL"] == other
    assert "/setup?token=" in said
    with open_store(other) as store:
        assert not store.people.inhabitants().demo


def test_a_wish_for_another_kind_of_https_is_refused(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TLS", "yes")
    answer = run("serve", "--port", free_port())
    assert (answer.code, "TLS" in answer.err or "tls" in answer.err) == (2, True)
