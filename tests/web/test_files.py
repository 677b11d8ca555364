"""Files that come in and go out (V5), what they may carry (V1), the steps of a report (V2): ASVS 5.0."""

import io
import re
import zipfile
from io import BytesIO
from pathlib import Path, PurePath

import openpyxl
import pandas as pd
import pytest
from PIL import Image
from streamlit.elements.lib.file_uploader_utils import enforce_filename_restriction
from streamlit.errors import StreamlitAPIException

from metrics.framework import load_framework, parse_period
from metrics.ingest import Context, check_workbook, write_template
from metrics.ingest.photos import opened
from metrics.ingest.read import worker
from metrics.ingest.read.sniff import LARGEST_FILE, LARGEST_PART, LARGEST_TOTAL, MOST_ENTRIES
from metrics.ingest.write.lists import safe_csv, write_list
from metrics.store import StoreError
from metrics.store.database import SYSTEM
from metrics.store.reporting import drafts as kept
from pages.ui.upload import REFUSED, TYPES
from tests.kit.attack_files import FILES
from tests.kit.county_packages import SIHONG, open_store
from tests.kit.project import REPO
from tests.kit.visitors import HERE, REVIEWER, Tab, upload
from tests.kit.workbooks import workbook

FRAMEWORK, QUARTER = load_framework(SIHONG), parse_period("2023Q4")
LIVE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\0=1", '=HYPERLINK("http://evil.example")')


def refusals(name, content):
    """What is said to a file that is not read."""
    checked = check_workbook(content, name, FRAMEWORK, Context(), "U08", QUARTER)
    return " ".join(found.message for found in checked.findings if found.severity == "error")


def template():
    return write_template(FRAMEWORK, "U08", QUARTER, Context())


def with_entry(content, name, data=b"x", attributes=0):
    """A workbook with one more entry in its zip."""
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a") as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = attributes
        archive.writestr(info, data)
    return target.getvalue()


@pytest.fixture
def store(tmp_path):
    with open_store(f"sqlite:///{tmp_path / 'files.db'}") as opened:
        opened.reporting.ensure_period(QUARTER)
        for account in (HERE, REVIEWER):
            opened.people.ensure_account(account)
        yield opened


def test_v5_1_1_the_document_states_what_is_accepted():
    """文档写明允许的文件类型、最大尺寸（含解压后）和遇到恶意文件时的做法。"""
    told = (REPO / "docs" / "安全.md").read_text(encoding="utf-8")
    for number in (LARGEST_FILE >> 20, LARGEST_TOTAL >> 20, MOST_ENTRIES, kept.MOST):
        assert str(number) in told
    for kind in (".xlsx", ".xls", ".csv"):
        assert kind in told


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("表.xlsx", b"MZ\x90\x00 a program"),
        ("表.xlsx", b"%PDF-1.7"),
        ("表.xlsx", b"<html><script>alert(1)</script></html>"),
        ("表.xlsx", b"\x89PNG\r\n\x1a\n"),
        ("程序.exe", b"MZ\x90\x00"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ],
)
def test_v5_2_2_contents_must_be_what_the_name_says(name, content):
    """扩展名与内容不符、不是表格的文件不收。"""
    assert refusals(name, content)


@pytest.mark.parametrize("name", ["表.exe", "表.html", "表.svg", "表.xlsx.scr", "表.js", "表"])
def test_v5_2_2_a_workbook_under_a_foreign_name_is_refused_by_ourselves(name):
    """内容是真工作簿、扩展名却是别的（如“表.exe”）：不靠上传框，检查时也拒绝，说明是什么扩展名。"""
    said = refusals(name, template())
    assert "不能当作工作簿读取" in said
    assert f"扩展名为“{PurePath(name).suffix}”的文件" in said or name == "表"
    assert refusals("表.xlsx", template()) == ""


@pytest.mark.parametrize("name", ["表.exe", "表.html", "表.svg", "表"])
def test_v5_2_2_the_uploader_takes_tables_only(name):
    """上传框只收表格的扩展名，服务器一侧同样核对。"""
    with pytest.raises(StreamlitAPIException):
        enforce_filename_restriction(name, [f".{kind.lstrip('.')}" for kind in (*TYPES, *REFUSED)])


@pytest.mark.parametrize("file", ["压缩炸弹.xlsx", "许多小炸弹.xlsx", "谎报变小.xlsx", "重叠部件.xlsx"])
def test_v5_2_3_archives_are_measured_before_they_are_unpacked(file):
    """解压前先核对解压后的总大小、部件数和压缩比；谎报的也拒绝。"""
    assert refusals(file, FILES[file]())


def test_v5_2_3_the_number_of_parts_is_limited():
    """部件超过两千个的压缩包不解压。"""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number in range(MOST_ENTRIES + 1):
            archive.writestr(f"xl/{number}", b"")
    assert "部件" in refusals("表.xlsx", target.getvalue())


@pytest.mark.long
def test_v5_2_4_the_store_keeps_a_bounded_number_of_files_a_person(store):
    """没有提交的文件每人最多留若干份，多了自动丢最早的。"""
    for number in range(kept.MOST + 3):
        store.reporting.keep_draft("U08", QUARTER, f"{number}.xlsx", b"%d" % number, HERE.code)
    drafts = store.reporting.drafts(HERE.code)
    assert len(drafts) == kept.MOST
    assert "0.xlsx" not in {draft.file for draft in drafts}


def test_v5_2_5_links_in_an_archive_lead_nowhere():
    """压缩包里的符号链接不会被当作链接：内容只当普通字节，从不写到磁盘。"""
    spoilt = with_entry(template(), "xl/link", b"/etc/passwd", 0o120777 << 16)
    checked = check_workbook(spoilt, "表.xlsx", FRAMEWORK, Context(), "U08", QUARTER)
    assert "root:" not in str(checked)


def test_v5_2_6_pictures_are_opened_in_a_process_with_limits_alone():
    """图片只在限定内存和时间的进程里打开，像素太多的看了尺寸就不打开；媒体部件太大同样拒绝。"""
    picture = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\xff" * 8
    spoilt = with_entry(template(), "xl/media/image1.png", picture)
    assert "图" not in refusals("表.xlsx", spoilt)
    readers = sorted((REPO / "metrics" / "ingest" / "read").glob("*.py"))
    assert Path(worker.__file__) in readers
    assert not [file for file in readers if re.search(r"import PIL|from PIL", file.read_text("utf-8"))]
    bomb = BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    assert opened([bomb.getvalue(), picture]) == ["pixels", "unreadable"]
    assert worker.LARGEST_PART == LARGEST_PART


def test_v5_3_1_uploaded_bytes_are_not_reachable_by_address(office):
    """上传的文件存在数据库里，没有公开目录；按名称访问不到，更不会被执行。"""
    here = office.signed_in(HERE)
    with here.socket() as line:
        tab = Tab(line)
        tab.ask(page_name="upload")
        assert upload(here, tab.session, b"print(1)").status_code == 204
        for path in (
            "/app/static/a.xlsx",
            "/media/a.xlsx",
            f"/_stcore/upload_file/{tab.session}/a",
            "/a.xlsx",
        ):
            assert b"print(1)" not in here.get(path).content


@pytest.mark.parametrize(
    "name", ["../../etc/passwd.xlsx", "C:\\windows\\表.xlsx", "a\0b.xlsx", "/abs/表.xlsx"]
)
def test_v5_3_2_no_path_from_the_client_is_used(store, tmp_path, name):
    """文件名只作为文字保存，不参与任何路径。"""
    before = {path.name for path in tmp_path.rglob("*")}
    checked, content = workbook("U08", "2023Q4", {}, file=name)
    store.reporting.submit(checked, content, HERE.code)
    assert {path.name for path in tmp_path.rglob("*")} - before <= {"files.db-wal", "files.db-shm"}


@pytest.mark.parametrize("name", ["../../evil.xml", "/etc/cron.d/evil", "xl\\..\\..\\evil.xml"])
def test_v5_3_3_paths_inside_an_archive_are_not_followed(tmp_path, monkeypatch, name):
    """压缩包里的路径不被采用（zip slip）。"""
    monkeypatch.chdir(tmp_path)
    refusals("表.xlsx", with_entry(template(), name))
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        ("U02", 'a"; filename="evil.exe.xlsx'),
        ("U03", "a\r\nSet-Cookie: x=1.xlsx"),
        ("U04", "中文 名称；.xlsx"),
    ],
    ids=["quote", "line", "chinese"],
)
def test_v5_4_1_v5_4_2_names_of_downloads_cannot_break_the_header(office, unit, name):
    """下载时的文件名由服务器给出，按 RFC 6266 编码，不能拆开响应头。"""
    here = office.reporter(unit, name)
    with here.socket() as line:
        tab = Tab(line)
        tab.ask(page_name="history")
        assert tab.buttons
        answer = here.get(tab.download(tab.buttons["原文件"]))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert '"; filename="' not in answer.headers["Content-Disposition"]
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_v5_4_3_the_document_says_that_nothing_is_scanned_for_viruses():
    """没有杀毒扫描：文档写明，并要求在服务器或网关上配置。"""
    assert "杀毒" in (REPO / "docs" / "安全.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", LIVE)
def test_v1_2_10_no_text_becomes_a_live_formula(text):
    """导出的 CSV 和工作簿里，以 = + - @ 等开头的文字不会变成公式。"""
    frame = pd.DataFrame({"名称": [text]})
    line = safe_csv(frame).decode("utf-8-sig").splitlines()[1]
    assert line.strip('"').startswith("'") or line.strip('"')[0] not in "=+-@\t\0"
    if "\0" not in text:
        book = openpyxl.load_workbook(io.BytesIO(write_list(frame, "标题", "表", {})))
        assert all(cell.data_type != "f" for row in book.active for cell in row)


@pytest.mark.parametrize("file", ["外部实体.xlsx", "注释后的实体.xlsx", "实体膨胀sheet1.xml.xlsx"])
def test_v1_5_1_xml_with_entities_is_refused(file):
    """带实体声明的 XML 一律不读（XXE、实体膨胀）。"""
    assert "外部实体" in refusals(file, FILES[file]())


def test_v2_3_1_steps_cannot_be_skipped_or_repeated(store):
    """流程只能按顺序走：退回过的不能再通过，没报的不能发布。"""
    first = store.reporting.submit(*workbook("U08", "2023Q4", {}), HERE.code)
    store.reporting.give_back(first.id, "wangwu", "缺一张表")
    for step in (
        lambda: store.reporting.approve(first.id, "wangwu"),
        lambda: store.reporting.give_back(first.id, "wangwu", "再退一次"),
        lambda: store.reporting.withdraw(first.id, HERE.code),
    ):
        with pytest.raises(StoreError):
            step()
    assert store.reporting.submissions()[-1].state == "returned"


def test_v2_3_3_a_refused_submission_leaves_nothing(store):
    """一次报送要么整份存下，要么什么都不留。"""
    checked, content = workbook("U08", "2023Q4", {})
    with pytest.raises(StoreError):
        store.reporting.submit(checked, content + b"changed on the way", HERE.code)
    assert store.reporting.submissions() == []
    assert "submit" not in set(store.care.audit_rows(SYSTEM)["action"])


def test_v2_3_5_nobody_approves_their_own_report(store):
    """报送和审核必须是两个人；没看过的新版也不能通过。"""
    own = store.reporting.submit(*workbook("U09", "2023Q4", {}), REVIEWER.code)
    with pytest.raises(StoreError, match="报送人不能审核自己的报送"):
        store.reporting.approve(own.id, REVIEWER.code)
    first = store.reporting.submit(*workbook("U08", "2023Q4", {}), HERE.code)
    store.reporting.submit(*workbook("U08", "2023Q4", {"L02": []}), HERE.code)
    with pytest.raises(StoreError):
        store.reporting.approve(first.id, "wangwu", seen=f"{first.id}:{first.sha256}")
