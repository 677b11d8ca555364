"""From an empty database to the first paper in a real browser, counted in clicks and fields.

The first administrator sets the second sample county up with its one workbook, hands out templates and slips;
three units come in with their slips and report what they have as they have it, correct it and hand it in; a
reviewer approves; there is a score and a 专报. Nobody reads a word of the first county.
"""

from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect
from python_calamine import load_workbook

from metrics.framework import parse_period
from metrics.store import Store
from metrics.store.database import SYSTEM
from tests.browser.test_desk import PASTE
from tests.browser.test_upload import download, fits, submit_button
from tests.kit.browser import DESKTOP, SLOW
from tests.kit.effort import Effort
from tests.kit.first_reports import FIRMS, heading_over_parts, own_table, own_words
from tests.kit.foreign_words import foreign, foreign_in_file
from tests.kit.project import REPO, initialise
from tests.kit.second_factor import bind_browser
from tests.kit.server import serve

pytestmark = [pytest.mark.browser, pytest.mark.long]

PASSWORD = "竹山后面有一条小溪流水"
MOST_MINUTES = 30
BOOK = REPO / "sample_data" / "qinglan" / "县情设置.xlsx"
QUARTER = parse_period("2024Q1")
OFFICE = "青岚县产改台账_U02_县产改办（设在县总工会）_2024Q1.xlsx"
UNITS = {"U11": "县应急管理局", "U02": "县产改办（设在县总工会）", "U12": "青岚产业园区管委会"}


@dataclass
class Newcomer:
    """Somebody at a page of their own: what they do is counted, what they read is looked at."""

    watched: object
    effort: Effort

    @property
    def page(self):
        return self.watched.page

    def look(self, name=""):
        """Whatever stands on the page now is the county's own; a picture of it under a name."""
        self.watched.wait()
        self.read()
        if name:
            self.watched.shot(f"county-{name}")

    def read(self):
        assert foreign(self.page.content() + self.page.title() + self.page.inner_text("body")) == set()

    def click(self, place):
        self.effort.click(place)
        self.look()

    def press(self, name):
        self.click(self.page.get_by_role("button", name=name, exact=True))

    def follow(self, name):
        """A link of the menu, whatever count stands behind its name."""
        self.click(self.page.get_by_role("link", name=name).first)

    def view(self, name):
        self.click(self.page.get_by_role("radio", name=name))

    def take(self, button):
        """Download a file: its name and content, in which no word is another county's."""
        name, path = download(self.page, button)
        self.effort.clicks += 1
        content = path.read_bytes()
        assert foreign_in_file(name, content) == set(), name
        return name, content

    def choose_password(self):
        for label in ("密码", "再输一遍密码"):
            self.effort.fill(self.page.get_by_label(label, exact=True), PASSWORD)
        self.effort.click(self.page.locator("button.main"))

    def bind(self, code):
        bind_browser(self.page, code)
        self.effort.fields += 1
        self.effort.clicks += 2


@pytest.fixture
def empty_server(tmp_path):
    """A server on a database that nobody has begun, and the first administrator's link."""
    url = initialise(tmp_path / "empty.db", demo=False)
    with Store.open(url) as store:
        token = store.people.first_admin_token()
    with serve(url, tmp_path / "server.log") as server:
        yield server, f"{server.url}/setup?token={token}"


def begin(watched, effort):
    """The first administrator, who belongs to no county yet."""
    first = Newcomer(watched, effort)
    effort.fill(first.page.get_by_label("账号"), "guanli")
    effort.fill(first.page.get_by_label("姓名"), "系统管理员")
    first.choose_password()
    first.bind("guanli")
    expect(first.page.get_by_text("先把县建起来")).to_be_visible()
    first.look()
    return first


def set_up(first, path):
    """The page leads there; one workbook makes the county."""
    page = first.page
    first.follow("去建县")
    expect(page.get_by_text("还差 7 步")).to_be_visible()
    first.look("1-steps")
    first.view("一张表导入")
    name, empty = first.take("下载空白的 县情设置.xlsx")
    assert name == "县情设置.xlsx"
    path.write_bytes(BOOK.read_bytes())
    first.effort.add_workbook(empty, path.read_bytes())
    page.locator("input[type=file]").set_input_files(path)
    first.effort.clicks += 2
    expect(page.get_by_text("第三步")).to_be_visible(timeout=SLOW)
    first.look("2-plan")
    first.press("确认导入")
    expect(page.get_by_text("县情已更新，新账号 16 个")).to_be_visible(timeout=SLOW)
    first.view("步骤")
    expect(page.get_by_text("都齐了")).to_be_visible()
    first.look("3-ready")


def hand_out(first):
    """All templates and the slips; gives file name → content, and account → link."""
    first.view("模板和登录条")
    _, archive = first.take("下载 12 个单位的模板")
    _, sheet = first.take("下载 16 张登录条")
    first.look("4-handing-out")
    assert fits(first.page)
    with ZipFile(BytesIO(archive)) as files:
        templates = {name: files.read(name) for name in files.namelist()}
    rows = load_workbook(BytesIO(sheet)).get_sheet_by_index(0).to_python()
    accounts = [row[1].partition("（")[0] for row in rows if row[0] == "账号"]
    tokens = [row[1].partition("token=")[2] for row in rows if row[0] == "登录链接"]
    return templates, dict(zip(accounts, tokens, strict=True))


def come_in(open_page, server, effort, token, code, *, second=False):
    """Somebody takes an account with the slip, on a machine of their own."""
    person = Newcomer(open_page(f"{server.url}/welcome?token={token}", DESKTOP, account=None), effort)
    person.read()
    person.choose_password()
    if second:
        person.bind(code)
    person.look()
    return person


def upload(person, path, content):
    path.write_bytes(content)
    person.follow("填报")
    person.page.locator("input[type=file]").set_input_files(path)
    person.effort.clicks += 2
    expect(person.page.get_by_role("heading", name="检查完成")).to_be_visible(timeout=SLOW)
    person.look()


def check_again(person):
    """One recheck for all edits, then whatever is left to confirm, then hand in."""
    page = person.page
    person.click(page.get_by_role("button", name="重新检查"))
    expect(page.get_by_text("已在表内改了")).to_be_visible(timeout=SLOW)
    hand_in(person)


def hand_in(person):
    page = person.page
    expect(submit_button(page)).to_be_visible(timeout=SLOW)
    person.look()
    confirm = page.get_by_text("我已核对以上待确认项")
    if confirm.count():
        person.click(confirm)
    expect(submit_button(page)).to_be_enabled(timeout=SLOW)
    person.click(submit_button(page))
    expect(page.get_by_text("已报送：第")).to_be_visible(timeout=SLOW)
    person.look()


def report_an_own_table(person, path):
    """A table nobody knows: what its columns mean is told once, three firms in a cell become three rows."""
    page = person.page
    upload(person, path, own_table())
    person.look("5-own-table")
    person.press("按这样读取，以后照此")
    person.click(page.get_by_role("gridcell", name="安全微宣讲进茶园"))
    for keys in ("End", "Control+Shift+End"):
        page.keyboard.press(keys)
    page.evaluate(PASTE, "成员单位")
    person.effort.fields += 1
    person.click(page.get_by_role("gridcell", name="、".join(FIRMS)))
    person.click(page.locator(".cell-bar").get_by_role("button", name="拆成 3 行"))
    dialog = page.get_by_role("dialog")
    person.click(dialog.get_by_label("平均分"))
    assert [one.input_value() for one in dialog.locator("input[inputmode]").all()] == ["1", "30人"] * 3
    person.click(dialog.get_by_role("button", name="拆成 3 行"))
    accept = page.locator(".desk").get_by_role("button", name="采用全部建议")
    if accept.count():
        person.click(accept)
    person.look("6-desk")
    check_again(person)


def report_own_words(person, path, template):
    """The template: one day belongs to the next quarter, which is put right in the sheet."""
    page = person.page
    upload(person, path, own_words(template))
    expect(submit_button(page)).to_be_disabled()
    person.click(page.locator(".desk").get_by_role("button", name="下一处问题"))
    page.keyboard.type("2024-03-28")
    page.keyboard.press("Enter")
    person.effort.fields += 1
    check_again(person)


def report_parts(person, path):
    upload(person, path, heading_over_parts())
    hand_in(person)


def approve(reviewer):
    """One after the other, oldest first, with what is doubtful in sight."""
    page = reviewer.page
    reviewer.follow("审核")
    reviewer.look("7-review")
    for name in UNITS.values():
        reviewer.press("通过")
        expect(page.get_by_text(f"已通过：{name}")).to_be_visible(timeout=SLOW)
        reviewer.look()
    expect(page.get_by_text("没有待审核的报送")).to_be_visible(timeout=SLOW)


def read_the_score(reviewer):
    page = reviewer.page
    reviewer.follow("企业")
    expect(page.get_by_text("共 40 家")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("figure", name="看得见总分").first).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("没有可以比较的得分")).to_have_count(0)
    reviewer.look("8-score")


def take_the_paper(reviewer):
    page = reviewer.page
    reviewer.follow("简报")
    reviewer.press("生成 PDF")
    expect(page.get_by_role("button", name="下载 ")).to_be_visible(timeout=SLOW)
    reviewer.look("9-paper")
    name, content = reviewer.take("下载 ")
    assert name.startswith("青岚县")
    assert len(content) > 10_000


def test_a_county_is_set_up_and_scored_in_less_than_half_an_hours_work(empty_server, open_page, tmp_path):
    server, link = empty_server
    effort = Effort()
    first = begin(open_page(link, DESKTOP, account=None), effort)
    set_up(first, tmp_path / "县情设置.xlsx")
    templates, tokens = hand_out(first)
    assert len(templates) == 12
    come = {code: come_in(open_page, server, effort, tokens[code], code) for code in ("u11", "u02", "u12")}
    report_an_own_table(come["u11"], tmp_path / "职工安全活动统计.xlsx")
    report_own_words(come["u02"], tmp_path / OFFICE, templates[OFFICE])
    report_parts(come["u12"], tmp_path / "园区活动台账.xls")
    reviewer = come_in(open_page, server, effort, tokens["heshen"], "heshen", second=True)
    approve(reviewer)
    read_the_score(reviewer)
    take_the_paper(reviewer)
    print(f"\n{effort.clicks} clicks, {effort.fields} fields: {effort.minutes:.1f} minutes")
    assert effort.minutes <= MOST_MINUTES, effort
    look_at_what_was_stored(server)


def look_at_what_was_stored(server):
    """Every value is what was meant, with its bound."""
    with Store.open(server.database_url) as store:
        last = {one.unit: one for one in store.reporting.submissions(QUARTER)}
        assert {unit: one.state for unit, one in last.items()} == dict.fromkeys(UNITS, "approved")
        frames = {
            unit: store.reporting.checked(one.id, SYSTEM).ledgers["L05"].frame for unit, one in last.items()
        }
    own = frames["U11"]
    # Rows that came by splitting stand below the others.
    assert own["enterprise_code"].tolist() == ["E002", "E002", "E005", "E001", "E007"]
    assert own["attendances"].tolist() == [40, 30, 36, 30, 30]
    assert own["attendances__bound"].tolist()[0] == "about"
    assert own["held_on"].dt.day.tolist() == [16, 21, 21, 21, 21]
    words = frames["U02"]
    assert words["activity_type"].tolist() == ["职工夜校", "职工夜校", "院坝会"]
    assert words["attendances"].tolist() == [32, 35, 20]
    assert words["held_on"].dt.month.tolist() == [1, 2, 3]
    parts = frames["U12"]
    assert parts["attendances"].tolist() == [80, 45]
    assert parts["online_attendances"].tolist() == [20, 0]
    assert parts["enterprise_code"].tolist() == ["E003", "E012"]
