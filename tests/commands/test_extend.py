"""`extend`, `user hand-over`, `archive`: the turn of the year from the command line."""

import hashlib
import json
import re
import zipfile

import pytest

from metrics.store.database import SYSTEM
from metrics.store.people import Account
from tests.kit.county_packages import open_store
from tests.kit.photo_books import colour

QUARTER = ("--unit", "U14", "--period", "2023Q4", "--as", "guanli")


def test_a_unit_has_longer_and_the_board_says_so(run, demo_url):
    done = run("extend", *QUARTER, "--until", "2024-02-20", "--why", "机构改革", db=demo_url)
    assert (done.code, "延到 2024-02-20" in done.err) == (0, True)
    rows = {row["unit"]: row for row in run("status", "--period", "2023Q4", "--json", db=demo_url).json}
    assert rows["U14"]["due_on"].startswith("2024-02-20")
    assert rows["U13"]["due_on"].startswith("2024-01")
    assert run("extensions", db=demo_url).out == "2023Q4\tU14\t2024-02-20\t机构改革\tguanli\n"
    back = run("extend", *QUARTER, "--take-back", db=demo_url)
    assert (back.code, run("extensions", db=demo_url).out) == (0, "")


def test_what_is_missing_is_said(run, demo_url):
    assert "--until" in run("extend", *QUARTER, db=demo_url).err
    refused = run("extend", *QUARTER, "--until", "2024-02-20", db=demo_url)
    assert (refused.code, "写明原因" in refused.err) == (2, True)
    assert "--name" in run("user", "hand-over", "u14", "--to", "neu", "--as", "guanli", db=demo_url).err


@pytest.fixture
def own_url(tmp_path):
    """An office's database with an administrator and a 填报员."""
    url = f"sqlite:///{tmp_path / 'office.db'}"
    with open_store(url) as store:
        for account in (Account("guanli", "管", "管理员"), Account("laoren", "老人", "填报员", "U14")):
            store.people.add_account(account, SYSTEM)
    return url


def test_an_account_is_handed_over_to_a_new_one(run, own_url):
    given = ("--to", "xinren", "--name", "新人", "--as", "guanli")
    done = run("user", "hand-over", "laoren", *given, db=own_url)
    assert (done.code, len(done.out.strip()) >= 16, "laoren 已停用" in done.err) == (0, True, True)
    assert "xinren\t新人\t填报员\tU14\t待改初始密码" in run("user", "list", db=own_url).out
    assert "laoren\t老人\t填报员\tU14\t已停用" in run("user", "list", db=own_url).out


@pytest.mark.long
def test_a_year_is_archived_whole(run, demo_url, tmp_path):
    brief = ("brief", "--period", "2023Q3", "--kind", "special", "--format", "xlsx")
    run(*brief, "--out", tmp_path / "a.xlsx", "--as", "guanli", db=demo_url)
    with open_store(demo_url) as store:
        files = [("一.jpg", colour(1))]
        assert store.photos.add(74, "L05", 3, files, SYSTEM).count == 1
    out = tmp_path / "2023.zip"
    done = run("archive", "--period", "2023", "--as", "guanli", "--out", out, db=demo_url)
    assert done.code == 0, done.err
    assert out.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(out) as book, open_store(demo_url) as store:
        assert book.testzip() is None
        sums = dict(line.split("  ", 1)[::-1] for line in book.read("SHA256SUMS").decode().splitlines())
        assert set(sums) == set(book.namelist()) - {"SHA256SUMS", "目录.csv", "目录.html"}
        assert all(hashlib.sha256(book.read(name)).hexdigest() == told for name, told in sums.items())
        infos = store.reporting.submissions()
        originals = {sums[name] for name in sums if name.startswith("原始文件/")}
        assert originals == {info.sha256 for info in infos}
        assert sum(name.startswith("原始文件/") for name in sums) == len(infos) == 90
        (photo,) = [name for name in sums if name.endswith(".webp")]
        assert sums[photo] == store.photos.of_submission(74, SYSTEM)[0].sha256
        assert "仅内部" in book.read("照片/照片.csv").decode("utf-8-sig")
        lines = book.read("审计/审计.jsonl").decode().splitlines()
        assert json.loads(lines[0])["id"] == 1
        score = run("score", "--period", "2023", "--by", "enterprise", db=demo_url).out
        assert book.read("得分/归档时_2023_企业.csv").decode("utf-8-sig") == score
        page = book.read("目录.html").decode()
        assert all(told in page for told in sums.values())
        assert page.count("<tr>") == len(sums) + 1
        assert not re.search(r"https?://|<script", page)
        [told] = store.care.audit_rows(SYSTEM, action="download", subject="年度归档 2023").to_dict("records")
        assert (told["account"], told["detail"]["file"]) == ("guanli", "2023.zip")
    assert "已经存在" in run("archive", "--period", "2023", "--as", "guanli", "--out", out, db=demo_url).err


@pytest.mark.parametrize(
    ("period", "account", "said"),
    [("2023Q4", "guanli", "不是一年"), ("2021", "guanli", "没有报送"), ("2023", "shenhe", "不能年度归档")],
)
def test_what_cannot_be_archived_leaves_no_file(run, demo_url, tmp_path, period, account, said):
    out = tmp_path / "a.zip"
    done = run("archive", "--period", period, "--as", account, "--out", out, db=demo_url)
    assert (done.code, said in done.err, list(tmp_path.glob("a.zip*"))) == (2, True, []), done.err
