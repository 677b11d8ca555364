"""A file and its audit row come together: neither without the other, whatever goes wrong between."""

import pytest

from metrics.commands.common import hand_over
from metrics.store import StoreError
from metrics.store.database import SYSTEM
from metrics.store.people import Handout
from tests.kit.county_packages import open_store

BRIEF = ("brief", "--period", "2023Q1", "--format", "docx", "--charts", "无")
CHART = ("chart", "ranking", "--period", "2023Q1", "--by", "unit")
VERBS = [(BRIEF, "简报.docx"), (CHART, "排名.svg")]


@pytest.fixture
def county(demo_url):
    with open_store(demo_url) as store:
        store.before = len(store.care.audit_rows(SYSTEM, action="download"))
        yield store


def taken(store):
    """What the audit tells of files that were taken since the test began."""
    rows = store.care.audit_rows(SYSTEM, action="download").iloc[store.before :]
    return [
        (account, detail["file"]) for account, detail in zip(rows["account"], rows["detail"], strict=True)
    ]


@pytest.mark.breadth(1)
@pytest.mark.parametrize(("call", "name"), VERBS)
def test_a_file_is_named_by_one_audit_row(run, demo_url, county, tmp_path, call, name):
    out = tmp_path / name
    assert run(*call, "--out", out, "--as", "lingdao", db=demo_url).code == 0
    assert taken(county) == [("lingdao", name)]
    assert [one.name for one in tmp_path.iterdir() if name.partition(".")[0] in one.name] == [name]


@pytest.mark.long
@pytest.mark.breadth(1)
@pytest.mark.parametrize(("call", "name"), VERBS)
def test_what_cannot_be_written_is_not_in_the_audit(run, demo_url, county, tmp_path, call, name):
    (tmp_path / "是文件").write_text("", encoding="utf-8")
    answer = run(*call, "--out", tmp_path / "是文件" / name, db=demo_url)
    assert (answer.code, taken(county)) == (2, [])
    assert "换一个位置" in answer.err


@pytest.mark.breadth(1)
@pytest.mark.parametrize(
    "call",
    [(*BRIEF, "--sections", "没有这一章"), (*CHART, "--item", "K99")],
)
def test_what_cannot_be_made_is_not_in_the_audit(run, demo_url, county, tmp_path, call):
    out = tmp_path / "图.svg"
    assert run(*call, "--out", out, db=demo_url).code == 2
    assert (taken(county), out.exists()) == ([], False)


@pytest.mark.long
@pytest.mark.breadth(1)
@pytest.mark.parametrize(("call", "name"), VERBS)
def test_what_the_audit_cannot_take_is_not_written(run, demo_url, county, tmp_path, call, name):
    out = tmp_path / name
    out.write_bytes("原来的".encode())
    with county.database.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
        )
    with pytest.raises(Exception, match=r"disk is full|存不|写不"):
        assert run(*call, "--out", out, db=demo_url).code == 0, "disk is full"
    assert out.read_bytes().decode() == "原来的"
    assert [one for one in tmp_path.iterdir() if one.suffix == ".part"] == []


def test_who_may_not_take_it_gets_nothing(county, tmp_path):
    out = tmp_path / "简报.pdf"
    with pytest.raises(StoreError, match="要用"):
        hand_over(county, Handout("简报", out.name, [("export", "")]), "u06", {out: b"x"})
    assert (list(tmp_path.glob("简报*")), taken(county)) == ([], [])


def test_what_is_only_printed_is_named_once_it_is_made(run, demo_url, county):
    assert run("brief", "--period", "2023Q1", "--names", "--as", "lingdao", db=demo_url).code == 0
    assert taken(county) == [("lingdao", "")]
