"""From an empty database to the first paper in a real browser, counted in clicks and fields.

The first administrator sets the county up with one workbook, hands out templates and slips; units come in
with their slips and report; a reviewer approves; there is a score and a 专报.
"""

import re
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect
from python_calamine import load_workbook

from metrics.store import Store
from tests.browser.test_upload import download, fits, submit_button
from tests.kit.browser import DESKTOP, SLOW
from tests.kit.project import initialise
from tests.kit.second_factor import bind_browser
from tests.kit.server import serve
from tests.kit.two_units import ACTIVITY, BRAND, book, filled

pytestmark = [pytest.mark.browser, pytest.mark.long]

PASSWORD = "竹山后面有一条小溪流水"
SECONDS_A_CLICK, SECONDS_A_FIELD, MOST_MINUTES = 3, 6, 30
#: Fields of the workbooks that people type themselves.
TYPED = 60


@dataclass
class Effort:
    """What the people did: clicks and fields."""

    clicks: int = 0
    fields: int = 0
    done: list[str] = field(default_factory=list)

    def click(self, locator):
        locator.click()
        self.clicks += 1

    def fill(self, locator, text):
        locator.fill(text)
        self.fields += 1

    @property
    def minutes(self):
        return (self.clicks * SECONDS_A_CLICK + self.fields * SECONDS_A_FIELD) / 60


@pytest.fixture
def empty_server(tmp_path):
    """A server on a database that nobody has begun, and the first administrator's link."""
    url = initialise(tmp_path / "empty.db", demo=False)
    with Store.open(url) as store:
        token = store.people.first_admin_token()
    with serve(url, tmp_path / "server.log") as server:
        yield server, f"{server.url}/setup?token={token}"


def choose_password(page, effort):
    effort.fill(page.get_by_label("密码", exact=True), PASSWORD)
    effort.fill(page.get_by_label("再输一遍密码"), PASSWORD)
    effort.click(page.locator("button.main"))


def follow(watched, effort, name):
    effort.click(watched.page.get_by_role("link", name=name, exact=True).first)
    return watched.wait()


def view(watched, effort, name):
    effort.click(watched.page.get_by_role("radio", name=name))
    return watched.wait()


def set_up(watched, effort, tmp_path):
    """The page leads there; one workbook makes the county."""
    page = follow(watched, effort, "去建县")
    expect(page.get_by_text("还差 7 步")).to_be_visible()
    watched.shot("county-1-steps")
    view(watched, effort, "一张表导入")
    name, _ = download(page, "下载空白的 县情设置.xlsx")
    effort.clicks += 1
    assert name == "县情设置.xlsx"
    path = tmp_path / name
    path.write_bytes(book())
    effort.fields += TYPED
    page.locator("input[type=file]").set_input_files(path)
    effort.clicks += 2
    expect(page.get_by_text("第三步")).to_be_visible(timeout=SLOW)
    watched.shot("county-2-plan")
    effort.click(page.get_by_role("button", name="确认导入"))
    expect(page.get_by_text("县情已更新，新账号 3 个")).to_be_visible(timeout=SLOW)
    watched.wait()
    view(watched, effort, "步骤")
    expect(page.get_by_text("都齐了")).to_be_visible()
    watched.shot("county-3-ready")


def hand_out(watched, effort):
    """All templates and the slips; gives file name → content, and account → link."""
    page = view(watched, effort, "模板和登录条")
    _, archive = download(page, "下载 2 个单位的模板")
    _, sheet = download(page, "下载 3 张登录条")
    effort.clicks += 2
    watched.shot("county-4-handing-out")
    with ZipFile(archive) as files:
        templates = {name: files.read(name) for name in files.namelist()}
    rows = load_workbook(BytesIO(sheet.read_bytes())).get_sheet_by_index(0).to_python()
    accounts = [row[1].partition("（")[0] for row in rows if row[0] == "账号"]
    tokens = [row[1].partition("token=")[2] for row in rows if row[0] == "登录链接"]
    return templates, dict(zip(accounts, tokens, strict=True))


def come_in(open_page, server, effort, token, code, *, second):
    """Somebody takes an account with the slip, on a machine of their own."""
    watched = open_page(f"{server.url}/welcome?token={token}", DESKTOP, account=None)
    choose_password(watched.page, effort)
    if second:
        bind_browser(watched.page, code)
        effort.fields += 1
        effort.clicks += 2
    watched.wait()
    return watched


def report(watched, effort, path):
    """A unit uploads its workbook and hands it in."""
    page = follow(watched, effort, "填报")
    page.locator("input[type=file]").set_input_files(path)
    effort.clicks += 2
    expect(page.get_by_text("识别出的内容")).to_be_visible(timeout=SLOW)
    watched.wait()
    if page.get_by_text("我已核对以上待确认项").count():
        effort.click(page.get_by_text("我已核对以上待确认项"))
        watched.wait()
    effort.click(submit_button(page))
    expect(page.get_by_text("已报送：第 1 版")).to_be_visible(timeout=SLOW)
    watched.wait()


def approve(watched, effort):
    page = follow(watched, effort, "审核")
    effort.click(page.get_by_role("button", name="通过", exact=True))
    expect(page.get_by_text("已通过：县教育局")).to_be_visible(timeout=SLOW)
    watched.wait()


def test_an_administrator_sets_a_county_up_in_less_than_half_an_hour(empty_server, open_page, tmp_path):
    server, link = empty_server
    effort = Effort()
    first = open_page(link, DESKTOP, account=None)
    effort.fill(first.page.get_by_label("账号"), "guanli")
    effort.fill(first.page.get_by_label("姓名"), "系统管理员")
    choose_password(first.page, effort)
    bind_browser(first.page, "guanli")
    effort.fields, effort.clicks = effort.fields + 1, effort.clicks + 2
    first.wait()
    expect(first.page.get_by_text("先把县建起来")).to_be_visible()
    set_up(first, effort, tmp_path)
    templates, tokens = hand_out(first, effort)
    assert sorted(templates) == [
        "青岚县产改台账_U01_县总工会_2024Q1.xlsx",
        "青岚县产改台账_U02_县教育局_2024Q1.xlsx",
    ]
    assert fits(first.page)

    name = "青岚县产改台账_U02_县教育局_2024Q1.xlsx"
    path = tmp_path / name
    path.write_bytes(filled(templates[name], {"活动台账": [ACTIVITY], "重点工作品牌台账": [BRAND]}))
    effort.fields += len(ACTIVITY) + len(BRAND)
    staff = come_in(open_page, server, effort, tokens["jy"], "jy", second=False)
    report(staff, effort, path)
    reviewer = come_in(open_page, server, effort, tokens["shenhe"], "shenhe", second=True)
    approve(reviewer, effort)

    page = follow(reviewer, effort, "企业")
    expect(page.get_by_text("共 2 家")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("figure", name=re.compile("看得见总分")).first).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("没有可以比较的得分")).to_have_count(0)
    reviewer.shot("county-5-score")
    page = follow(reviewer, effort, "简报")
    effort.click(page.get_by_role("button", name="生成 PDF"))
    expect(page.get_by_role("button", name="下载 ")).to_be_visible(timeout=SLOW)
    reviewer.wait()
    effort.clicks += 1
    paper, content = download(page, "下载 ")
    assert paper.startswith("青岚县")
    assert content.stat().st_size > 10_000
    assert effort.minutes <= MOST_MINUTES, effort
