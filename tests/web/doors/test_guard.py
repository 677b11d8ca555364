"""Without a session nothing answers; with one, only what is one's own."""

import pytest
import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus

from metrics.store.database import SYSTEM
from tests.kit.visitors import ADMIN, HERE, LEADER, OLD, SECRET_FILE, THERE, Tab, upload

CLOSED = (
    "/",
    "/overview",
    "/upload",
    "/history",
    "/password",
    "/sessions",
    "/recovery",
    "/_stcore/health",
    "/_stcore/script-health-check",
    "/_stcore/host-config",
    "/_stcore/metrics",
    "/_stcore/stream",
    "/media/0123456789abcdef.xlsx",
    "/component/any/index.html",
    "/_stcore/bidi-components/any/index.js",
    "/static/js/index.js",
    "/app/static/any.txt",
    "/favicon.png",
    "/manifest.json",
    "/login/../upload",
    "/kdj/../upload",
    "//upload",
)


def raw(visitor, path, method="GET", **headers):
    """A request whose path is sent as it is written."""
    request = requests.Request(method, visitor.url, headers=headers)
    prepared = visitor.http.prepare_request(request)
    prepared.url = visitor.url + path
    return visitor.http.send(prepared, allow_redirects=False, timeout=30)


@pytest.mark.breadth(5)
@pytest.mark.parametrize("path", CLOSED)
def test_v8_2_1_every_address_is_closed_without_a_session(visitor, path):
    """不登录：页面、程序文件、媒体、组件、运行指标和健康检查都不给（401）。"""
    answer = raw(visitor, path)
    assert answer.status_code == 401
    assert answer.text == "请先登录。"


@pytest.mark.parametrize("path", CLOSED)
def test_v8_2_1_a_browser_is_led_to_the_sign_in_page(visitor, path):
    """不登录：浏览器被带到登录页，地址里只留本系统的路径。"""
    answer = raw(visitor, path, Accept="text/html")
    assert answer.status_code == 303
    assert answer.headers["Location"].partition("?")[0] == "/login"


def test_v8_2_1_signs_of_life_and_the_sign_in_page_are_open(visitor):
    """登录页、首次设置页、它们的样式和生命信号不需要登录，也不含数据。"""
    assert visitor.get("/healthz").text == "ok"
    assert visitor.get("/login").status_code == 200
    assert visitor.get("/kdj/sign_in.css").headers["Content-Type"] == "text/css; charset=utf-8"
    assert visitor.get("/kdj/guard.py").status_code == 404


def test_v8_2_1_an_upload_is_refused_without_a_session(office, visitor):
    """不登录：不能向上传地址写入，也不能删除。"""
    with office.signed_in(HERE).socket() as line:
        tab = Tab(line)
        tab.ask()
        path = f"/_stcore/upload_file/{tab.session}/1"
        for method in ("put", "delete"):
            answer = visitor.http.request(method, visitor.url + path, files={"file": b"x"}, timeout=30)
            assert answer.status_code == 401


def test_v4_4_3_a_websocket_is_refused_without_a_session(visitor):
    """不登录：websocket 在握手时就被拒绝。"""
    with pytest.raises(InvalidStatus) as refused, visitor.socket():
        pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "https://127.0.0.1.evil.example", "null"])
def test_v4_4_2_a_websocket_of_a_foreign_page_is_refused(office, origin):
    """别的网站借已登录的浏览器连 websocket：按 Origin 拒绝。"""
    leader = office.signed_in(LEADER)
    with pytest.raises(InvalidStatus) as refused, leader.socket(origin=origin):
        pass
    assert refused.value.response.status_code == 403
    with leader.socket() as line:
        assert Tab(line).ask()


@pytest.mark.breadth(12)
@pytest.mark.parametrize(
    "path", ["/login", "/logout", "/login/demo", "/password", "/second", "/recovery", "/sessions", "/setup"]
)
@pytest.mark.parametrize(
    "foreign",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": None},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_v3_5_1_a_form_of_a_foreign_page_is_refused(office, path, foreign):
    """别的网站提交本系统的表单：按 Origin 和 Sec-Fetch-Site 拒绝。"""
    leader = office.signed_in(LEADER)
    assert leader.post(path, {}, **foreign).status_code == 403
    assert leader.get("/favicon.png").status_code == 200


def test_v3_5_3_looking_at_an_address_changes_nothing(office):
    """退出登录只认 POST：别处放一个链接或图片不能把人退出。"""
    leader = office.signed_in(LEADER)
    assert leader.get("/logout").status_code == 200
    assert leader.get("/favicon.png").status_code == 200


@pytest.mark.parametrize("method", ["POST", "PATCH", "OPTIONS", "TRACE", "DELETE", "PUT"])
def test_v4_1_4_only_the_methods_that_are_needed(office, method):
    """每个地址只接受用得着的请求方法。"""
    leader = office.signed_in(LEADER)
    assert raw(leader, "/overview", method).status_code == 405


def test_v4_1_3_a_forged_account_header_is_dropped(office):
    """客户端自己写的账号、地址、会话头一律丢弃。"""
    forged = {"X-Kandejian-Account": ADMIN.code, "X-Kandejian-Session": "x", "x-kandejian-proxy": "x" * 40}
    with office.signed_in(HERE).socket(**forged) as line:
        answer = Tab(line).ask()
    assert HERE.name.encode() in answer
    assert ADMIN.name.encode() not in answer
    assert office.visitor().get("/", **forged).status_code == 401


def test_v15_3_4_the_address_comes_from_the_trusted_proxy_only(office):
    """审计里的来源地址取自可信代理，客户端写的头改不了。"""
    leader = office.visitor()
    leader.http.headers["X-Kandejian-Address"] = "203.0.113.99"
    leader.sign_in(LEADER.code, OLD)
    rows = office.store.care.audit_rows(SYSTEM, account=LEADER.code, action="sign-in")
    assert rows["address"].iloc[-1] == leader.address


def test_v8_2_2_an_upload_goes_into_ones_own_session_only(office):
    """知道别人的会话编号也不能替他上传或删除文件（未加防护的 Streamlit 会接受）。"""
    here, there = office.signed_in(HERE), office.signed_in(THERE)
    with here.socket() as line:
        tab = Tab(line)
        tab.ask(page_name="upload")
        assert upload(there, tab.session).status_code == 403
        assert upload(there, tab.session, method="DELETE").status_code == 403
        assert upload(there, f"{tab.session}%2F..").status_code == 403
        assert upload(here, tab.session).status_code == 204


def test_v8_2_2_a_session_of_another_account_cannot_be_taken_over(office):
    """用别人的会话编号重连 websocket，得到的是自己的新会话。"""
    with office.signed_in(HERE).socket() as line:
        first = Tab(line)
        first.ask()
    with office.signed_in(THERE).socket(session=first.session) as line:
        second = Tab(line)
        assert HERE.name.encode() not in second.ask()
    assert second.session != first.session


def history_of(visitor, line):
    tab = Tab(line)
    tab.ask(page_name="history")
    return tab


def test_v8_2_2_a_file_of_another_unit_is_not_handed_out(office):
    """甲单位的下载按钮和下载地址，乙单位拿到编号也用不了。"""
    here, there = office.reporter("U14", SECRET_FILE), office.signed_in(THERE)
    with here.socket() as line, there.socket() as other_line:
        mine, theirs = history_of(here, line), history_of(there, other_line)
        file = next(iter(mine.buttons.values()))
        address = mine.download(file)
        assert here.get(address).status_code == 200
        assert there.get(address).status_code == 403
        assert office.visitor().get(address).status_code == 401
        for session in (theirs.session, mine.session):
            theirs.line.send(request_for(file, session))
        assert SECRET_FILE.encode() not in theirs.ask(page_name="history")
        assert there.get(address).status_code == 403


def request_for(file, session):
    operation = {"request_id": "9", "session_id": session, "deferred_file": {"file_id": file}}
    return BackMsg(backend_operation_request=operation).SerializeToString()


@pytest.mark.parametrize("page", ["history", "upload"])
@pytest.mark.parametrize(
    "query", ["unit=U08", "unit=人社局", "history-unit=U08", "as=admin", "period=2023Q4&unit=U08"]
)
def test_v8_4_1_one_unit_does_not_see_another_by_address(office, page, query):
    """乙单位在网址或 websocket 里写甲单位的代码，看不到甲单位的报送。"""
    with office.signed_in(THERE).socket() as line:
        answer = Tab(line).ask(page_name=page, query_string=query)
    assert THERE.name.encode() in answer
    assert SECRET_FILE.encode() not in answer
    assert HERE.name.encode() not in answer


def test_v8_2_1_a_page_of_another_role_says_so_and_draws_nothing(office):
    """填报员按名称打开管理页：只得到一句说明。"""
    with office.signed_in(HERE).socket() as line:
        for page in ("admin", "quality", "progress", "enterprises"):
            assert "不对填报员开放" in Tab(line).ask(page_name=page).decode("utf-8", "ignore")


@pytest.mark.parametrize(
    "message",
    [
        BackMsg(clear_cache=True),
        BackMsg(set_run_on_save=True),
        BackMsg(load_git_info=True),
        BackMsg(backend_operation_request={"request_id": "1", "session_id": "x", "install_skills": {}}),
    ],
    ids=lambda message: message.WhichOneof("type"),
)
def test_v15_2_3_messages_no_page_sends_are_dropped(office, message):
    """清空所有人的缓存、写设置、装文件等开发用消息到不了 Streamlit。"""
    before = office.server.log.read_text().count("message dropped")
    with office.signed_in(HERE).socket() as line:
        tab = Tab(line)
        tab.ask()
        line.send(message.SerializeToString())
        tab.ask()
    assert office.server.log.read_text().count("message dropped") == before + 1


def test_a_download_that_is_pressed_while_the_page_goes_on_is_answered(office):
    """A run takes back the files of the one before; a button that still stands there is answered."""
    here, there = office.reporter("U15", "长跑.xlsx"), office.signed_in(THERE)
    with here.socket() as line, there.socket() as other_line:
        tab, other = history_of(here, line), history_of(there, other_line)
        file = tab.buttons["原文件"]
        tab.ask(page_name="upload")
        assert tab.download(file)
        before = office.server.log.read_text().count("message dropped")
        wanted = {"request_id": "1", "session_id": other.session, "deferred_file": {"file_id": file}}
        other.line.send(BackMsg(backend_operation_request=wanted).SerializeToString())
        other.ask()
        assert office.server.log.read_text().count("message dropped") == before + 1


def test_v16_3_2_refusals_are_logged(office, visitor):
    """越权的请求写入日志，带来源地址；日志里不会出现换行注入。"""
    raw(visitor, "/media/x%0Aforged.xlsx")
    log = office.server.log.read_text()
    assert f"from {visitor.address}" in log
    assert "\nforged" not in log


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/logout",
        "\t//evil.example",
    ],
)
def test_v3_7_2_signing_in_never_leads_to_another_host(office, wanted):
    """登录后的去向只认本系统的路径。"""
    answer = office.visitor().sign_in(LEADER.code, OLD, next=wanted)
    assert answer.headers["Location"] == "/"


def test_v3_7_2_a_deep_link_survives_signing_in(office):
    """从书签打开的地址在登录后原样打开。"""
    visitor = office.visitor()
    sent = visitor.get("/enterprises?period=2023%E5%B9%B4", Accept="text/html").headers["Location"]
    assert 'value="/enterprises?period=2023%E5%B9%B4"' in visitor.get(sent).text
    wanted = "/enterprises?period=2023%E5%B9%B4"
    assert visitor.sign_in(LEADER.code, OLD, next=wanted).headers["Location"] == wanted


def test_v8_3_2_a_change_of_role_holds_at_once(office):
    """角色改了，已打开的页面被关闭；重新登录后按新角色。"""
    account, visitor = office.newcomer("审核员", "U01")
    with visitor.socket() as line:
        tab = Tab(line)
        assert "不对" not in tab.ask(page_name="quality").decode("utf-8", "ignore")
        office.store.people.ensure_account(type(account)(account.code, account.name, "领导"), ADMIN.code)
        with pytest.raises(ConnectionClosed):
            tab.ask(page_name="quality")
    assert visitor.sign_in(account.code, OLD).status_code == 303
    with visitor.socket() as line:
        assert "不对领导开放" in Tab(line).ask(page_name="quality").decode("utf-8", "ignore")


def test_v7_4_2_a_disabled_account_loses_its_open_page(office):
    """停用账号：请求立即被拒，开着的 websocket 被关闭（4401），下一条消息不再被执行。"""
    account, visitor = office.newcomer()
    with visitor.socket() as line:
        Tab(line).ask()
        office.store.people.disable_account(account.code, ADMIN.code)
        assert visitor.get("/favicon.png").status_code == 401
        with pytest.raises(ConnectionClosed) as closed:
            Tab(line).ask()
        assert closed.value.rcvd.code == 4401


def test_v7_4_1_a_silent_page_is_closed_too(office):
    """退出登录后，没有人操作的页面也在几秒内被关闭。"""
    _, visitor = office.newcomer()
    with visitor.socket() as line:
        Tab(line).ask()
        assert visitor.post("/logout", {}).status_code == 303
        with pytest.raises(ConnectionClosed) as closed:
            list(line)
        assert closed.value.rcvd.code == 4401
