"""From a county's publication to the province's ranking, by the command line alone."""

import json
import re
import shutil

import pytest

from metrics.province import public_text
from metrics.province.packages import opened, sealed_bytes
from metrics.store import Store
from metrics.store.database import SYSTEM
from tests.kit.provinces import COUNTIES, QUARTER

NAME = "泗洪县"
CODE = "321324"


def test_what_is_not_published_is_not_handed_up(run, demo_url, tmp_path):
    keys = tmp_path / "keys"
    assert run("keys", "--code", CODE, "--out", keys).code == 0
    key = keys / f"{CODE}.key"
    assert key.stat().st_mode & 0o077 == 0
    again = run("keys", "--code", CODE, "--out", keys)
    assert again.code == 2
    assert "没有另做" in again.err
    asked = ("handup", "--period", QUARTER.code, "--code", CODE, "--key", key, "--out", tmp_path, "--as")
    refused = run(*asked, "shenhe", db=demo_url)
    assert refused.code == 2
    assert "没有发布，不能上报" in refused.err
    assert "六位数字" in run("keys", "--code", "32", "--out", keys).err


@pytest.mark.long
def test_a_publication_goes_up_and_comes_back_as_a_rank(run, demo_url, tmp_path):
    keys, box, home = tmp_path / "keys", tmp_path / "box", tmp_path / "province"
    run("keys", "--code", CODE, "--out", keys)
    assert run("publish", "--period", QUARTER.code, "--as", "shenhe", db=demo_url).code == 0
    asked = ("handup", "--period", QUARTER.code, "--code", CODE, "--key", keys / f"{CODE}.key", "--out", box)
    assert run(*asked, "--as", "lingdao", db=demo_url).code == 2
    assert not box.exists() or not list(box.iterdir())
    made = run(*asked, "--with-originals", "--as", "shenhe", db=demo_url)
    assert made.code == 0, made.err
    file = box / f"{NAME}_{CODE}_{QUARTER.code}_r1.kdj"
    assert made.out.strip() == str(file)
    with Store.open(demo_url, migrate=False) as store:
        row = store.care.audit_rows("guanli").iloc[-1]
        infos = store.reporting.dataset(store.office.framework_for(QUARTER), QUARTER).submissions.values()
        originals = {info.sha256: store.reporting.original(info.sha256, SYSTEM)[1] for info in infos}
        total = store.office.published_scores(store.office.publications(QUARTER)[-1].id, "county")[
            "total"
        ].iloc[0]
    assert "上报包" in str(row.to_dict())
    counties = tmp_path / "counties.csv"
    counties.write_text(f"代码,名称,市,公钥\n{CODE},{NAME},宿迁市,keys/{CODE}.pub\n", encoding="utf-8")
    init = ("province", "init", "--name", "江苏省", "--counties", counties, "--province", home)
    assert run(*init).code == 0
    collected = run("collect", box, "--province", home)
    assert collected.code == 0, collected.out
    assert "收下" in collected.out
    kept = next((home / "packages").rglob("*.kdj"))
    sealed = sealed_bytes(kept.read_bytes())
    assert opened(sealed, public_text(keys / f"{CODE}.pub"), NAME).originals == originals
    ranked = run("province", "rank", "--period", QUARTER.code, "--province", home)
    assert f"{CODE},{NAME},宿迁市,{total}"[:20] in ranked.out
    where = ("--period", QUARTER.code, "--province", home)
    told = run("province", "explain", *where, "--county", NAME, "--item", "J1a", "--rows", "--json")
    assert any(row["sheet"] == "活动台账" and row["cell"] for row in told.json["rows"])


@pytest.fixture
def collected(run, small_province, tmp_path):
    home, box = (
        tmp_path / "province",
        small_province.lay(tmp_path / "box", *[code for code, *_ in COUNTIES[:3]]),
    )
    init = ("province", "init", "--name", "苏省", "--counties", small_province.counties, "--province", home)
    assert run(*init).code == 0
    (box / "坏.kdj").write_bytes(b"nothing")
    done = run("collect", box, "--province", home)
    assert done.code == 1
    assert "收下 3 个，已有 0 个，没收 1 个" in done.err
    return home


@pytest.mark.long
def test_a_province_by_its_verbs(run, collected):
    where = ("--period", QUARTER.code, "--province", collected)
    status = run("province", "status", *where)
    lines = [tuple(line.split("\t")[2:4]) for line in status.out.splitlines()]
    assert lines[:2] == [("丁县", "未报"), ("戊县", "未报")]
    assert lines[2:] == [(name, "第 1 次发布") for name in ("甲县", "乙县", "丙县")]
    assert "应报 5，已报 3，缺 2" in status.err
    assert run("province", "due", *where, "--date", "2023-10-20").code == 0
    late = run("province", "status", *where).out.splitlines()
    assert [line.split("\t")[2:4] for line in late[:2]] == [["丁县", "逾期未报"], ["戊县", "逾期未报"]]
    assert late[2].endswith("\t迟报"), "it came long after that day"
    told = {one["name"]: one for one in run("province", "status", *where, "--json").json}
    assert (told["丁县"]["at"], told["甲县"]["state"]) == (None, "迟报")
    score = run("province", "score", *where)
    assert [line.split(",")[1] for line in score.out.splitlines()[1:]] == ["苏省", "东市"]
    assert "还缺 2 个县：丁县、戊县" in score.err
    assert len(run("province", "rank", *where).out.splitlines()) == 4
    assert "没有“己县”" in run("province", "explain", *where, "--county", "己县").err
    assert "没有“K99”" in run("province", "explain", *where, "--county", "甲县", "--item", "K99").err
    shutil.rmtree(collected)
    collected.mkdir()
    assert "province init" in run("province", "rank", *where).err


def test_a_sample_province_is_made_where_nothing_else_lies(run, tmp_path):
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "file").touch()
    refused = run("province", "sample", "--out", tmp_path / "own")
    assert refused.code == 2
    assert "已有别的东西" in refused.err
    few = run("province", "sample", "--out", tmp_path / "new", "--cities", 3, "--counties", 2)
    assert "县不能比市少" in few.err
    assert not (tmp_path / "new").exists()


def test_collecting_can_be_read_by_a_program(run, small_province, tmp_path):
    home = tmp_path / "province"
    run("province", "init", "--name", "苏省", "--counties", small_province.counties, "--province", home)
    box = small_province.lay(tmp_path / "box", COUNTIES[0][0])
    (one,) = json.loads(run("collect", box, "--province", home, "--json").out)
    assert (one["state"], one["differences"]) == ("收下", [])


@pytest.mark.long
def test_what_a_province_finds_goes_back_by_its_verbs(run, collected, tmp_path):
    where = ("--period", QUARTER.code, "--province", collected)
    found = run("province", "duplicates", *where, "--json")
    assert found.code == 1, "nothing is settled yet"
    assert {one["kind"] for one in found.json} >= {"unknown"}
    unknown = next(one for one in found.json if one["kind"] == "unknown")
    asked = ("--reason", "x", "--as", "周", *where)
    assert "不用认定" in run("province", "rule", unknown["number"], *asked).err
    assert "没有编号为 nothing 的" in run("province", "rule", "nothing", *asked).err
    run("keys", "--code", "320000", "--out", tmp_path / "keys")
    key = tmp_path / "keys" / "320000.key"
    back = run("province", "return", *where, "--key", key, "--out", tmp_path / "back")
    assert back.code == 0, back.err
    assert len(list((tmp_path / "back").glob("苏省_3213*_f1.kdf"))) == 3
    issued = run("province", "issue", "--key", key, "--out", tmp_path / "x.kdf", "--province", collected)
    assert issued.code == 0, issued.err
    told = run(
        "province", "rows", *where, "--ledger", "L15", "--sql", "SELECT count(DISTINCT county) AS n FROM rows"
    )
    assert told.out.split() == ["n", "3"]
    assert "没有台账“L99”" in run("province", "rows", *where, "--ledger", "L99").err
    paper = run("province", "brief", *where, "--out", tmp_path / "专报.docx")
    assert paper.code == 0, paper.err
    assert "并掉" in run("province", "compact", *where).err


@pytest.mark.long
def test_an_answer_for_another_county_is_not_taken_in(run, collected, demo_url, tmp_path):
    where = ("--period", QUARTER.code, "--province", collected)
    run("keys", "--code", "320000", "--out", tmp_path)
    run("province", "return", *where, "--key", tmp_path / "320000.key", "--out", tmp_path)
    file = min(tmp_path.glob("*_f1.kdf"))
    taken = run("take-in", file, "--key", tmp_path / "320000.pub", "--as", "shenhe", db=demo_url)
    assert taken.code == 2
    assert re.search("这是给.县的反馈，本县是泗洪县", taken.err)


def test_keys_are_for_signing_or_for_a_cluster(run, tmp_path):
    assert "两者之一" in run("keys").err
    made = run("keys", "--cluster", "127.0.0.1", "--out", tmp_path / "tls")
    assert made.code == 0
    assert (tmp_path / "tls" / "worker.key").is_file()
    assert "要给别的机器用" in run("scheduler", "--host", "10.0.0.1").err
