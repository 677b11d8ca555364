"""What browsers are told: cookies, headers, sizes and faults."""

import http.client
import re
from contextlib import closing, suppress
from urllib.parse import urlsplit

import pytest
import streamlit as st

from metrics.web import report
from metrics.web.doors import headers
from metrics.web.settings import SettingsError, settings
from tests.kit.project import REPO
from tests.kit.visitors import HERE, LEADER, OLD, Tab, upload

PATHS = ("/", "/login", "/healthz", "/kdj/app.js", "/static/none.js", "/_stcore/health", "/media/none.png")
LIMIT = int(st.get_option("server.maxUploadSize")) * 1024 * 1024


def over_https(visitor):
    """The same visitor behind a proxy that ends TLS."""
    visitor.http.headers.update(
        {"X-Forwarded-Proto": "https", "Origin": visitor.url.replace("http", "https", 1)}
    )
    return visitor


def cookie_of(answer):
    return next(line for line in answer.raw.headers.getlist("Set-Cookie") if "kandejian" in line)


def test_v3_3_2_v3_3_4_the_cookie_is_out_of_reach_of_scripts_and_other_sites(office):
    """会话 cookie：HttpOnly、SameSite=Lax，关浏览器即失效；令牌只出现在 Set-Cookie 里。"""
    visitor = office.visitor()
    answer = visitor.sign_in(LEADER.code, OLD)
    cookie = cookie_of(answer).lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "max-age" not in cookie
    assert "expires" not in cookie
    assert visitor.token not in answer.text + answer.headers["Location"]
    with visitor.socket() as line:
        assert visitor.token.encode() not in Tab(line).ask()


def test_v3_3_1_v3_3_3_over_https_the_cookie_is_secure_and_bound_to_the_host(office):
    """https 下：Secure 和 __Host- 前缀；http 下的同名 cookie 不被接受。"""
    visitor = over_https(office.visitor())
    cookie = cookie_of(visitor.sign_in(LEADER.code, OLD))
    assert cookie.startswith("__Host-kandejian=")
    assert "secure" in cookie.lower()
    assert "path=/" in cookie.lower()
    assert "domain" not in cookie.lower()
    token = cookie.partition("=")[2].partition(";")[0]
    assert visitor.get("/favicon.png", Cookie=f"__Host-kandejian={token}").status_code == 200
    assert visitor.get("/favicon.png", Cookie=f"kandejian={token}").status_code == 401
    others = visitor.get("/_stcore/health", Cookie=f"__Host-kandejian={token}")
    assert "; Secure" in others.headers["Set-Cookie"]


def test_v3_3_5_cookies_are_small(office):
    """cookie 远小于 4096 字节。"""
    assert len(cookie_of(office.visitor().sign_in(LEADER.code, OLD))) < 300


@pytest.mark.parametrize("path", PATHS)
def test_v3_4_4_v3_4_5_v3_4_6_every_answer_has_the_headers(office, path):
    """每个回答都带 nosniff、Referrer-Policy、禁止被嵌入、权限策略和同源资源策略。"""
    for visitor in (office.visitor(), office.signed_in(LEADER)):
        answer = visitor.get(path)
        assert {name: answer.headers[name] for name in headers.HEADERS} == headers.HEADERS
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("path", PATHS)
def test_v3_4_3_the_policy_allows_our_own_files_only(office, path):
    """内容安全策略：脚本只来自本系统的文件，不许内联脚本、eval、插件和别的主机。"""
    policy = office.signed_in(LEADER).get(path).headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["object-src"] == rules["base-uri"] == "'none'"
    assert rules["form-action"] == "'self'"
    assert rules.get("script-src", rules["default-src"]) in ("'self'", "'none'")
    hosts = set(re.findall(r"[a-z]+://[^\s;]+", policy))
    assert hosts <= {office.server.url.replace("http", "ws", 1)}


def test_v3_4_1_v3_4_8_over_https_the_browser_stays_there(visitor):
    """https 下：HSTS 一年、COOP 同源；http 下不发（浏览器不认）。"""
    assert "Strict-Transport-Security" not in visitor.get("/login").headers
    answer = over_https(visitor).get("/login")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_v3_4_2_no_other_origin_may_read_answers(office):
    """不向别的来源开放读取（没有 CORS 放行）。"""
    leader = office.signed_in(LEADER)
    for path in PATHS:
        answer = leader.get(path, Origin="http://evil.example")
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_v14_3_2_nothing_with_data_is_kept_by_the_browser(office):
    """含数据的回答都是 no-store；只有程序文件可以缓存。"""
    leader = office.signed_in(LEADER)
    for path in ("/", "/login", "/_stcore/host-config", "/media/none.png"):
        assert leader.get(path).headers["Cache-Control"] == "no-store"


def test_v1_2_1_what_is_typed_never_becomes_markup(office, visitor):
    """登录页把填的账号和去向转义后再显示。"""
    typed = '"><script>alert(1)</script>'
    answer = visitor.sign_in(typed, "x", next="/" + typed)
    assert "<script" not in answer.text
    assert "&lt;script&gt;" in answer.text


def test_the_page_is_in_chinese_and_loads_our_script_first(office):
    page = office.signed_in(LEADER).get("/").text
    assert '<html lang="zh-CN">' in page
    assert '<script src="/kdj/app.js"></script>' in page
    assert not re.findall(r"<script>\s*\S", page)


def send(visitor, path, method, head, chunks=()):
    """The status of a request written by hand; it may be answered before its body is sent."""
    parts = urlsplit(visitor.url)
    cookies = "; ".join(f"{one.name}={one.value}" for one in visitor.http.cookies)
    with closing(http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)) as line:
        line.putrequest(method, path)
        for name, value in {"Origin": visitor.url, "Cookie": cookies, **head}.items():
            line.putheader(name, value)
        line.endheaders()
        with suppress(ConnectionError):
            for chunk in chunks:
                line.send(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        answer = line.getresponse()
        return answer.status, answer.read().decode()


def test_v5_2_1_a_body_over_the_limit_is_refused_unread(office):
    """超过上限的上传：声明了长度的当场拒绝（413），一个字节也不读；分块的读到上限即断。"""
    here = office.signed_in(HERE)
    with here.socket() as line:
        tab = Tab(line)
        tab.ask(page_name="upload")
        path = f"/_stcore/upload_file/{tab.session}/1"
        here.get("/_stcore/health")
        token = here.http.cookies["_streamlit_xsrf"]
        told = {"Content-Type": "multipart/form-data; boundary=x", "X-Xsrftoken": token}
        status, text = send(here, path, "PUT", told | {"Content-Length": str(LIMIT + 1)})
        assert (status, text) == (413, "内容太大，上限为 25 MB。")
        begun = b'--x\r\nContent-Disposition: form-data; name="f"; filename="a.xlsx"\r\n\r\n'
        megabytes = [begun, *[b"x" * 1024 * 1024] * (LIMIT // 1024**2 + 2)]
        assert send(here, path, "PUT", told | {"Transfer-Encoding": "chunked"}, megabytes)[0] == 413
        assert upload(here, tab.session, b"x" * (LIMIT - 10_000)).status_code == 204


@pytest.mark.parametrize("length", ["16385", "-1", "x", "1e3"])
def test_v5_2_1_forms_are_a_few_kilobytes(visitor, length):
    """登录等表单最多 16 KB。"""
    status, _ = send(visitor, "/login", "POST", {"Content-Length": length})
    assert status in (400, 413)


def test_v5_2_1_a_chunked_form_is_counted(visitor):
    """分块发送的表单同样计数。"""
    head = {"Transfer-Encoding": "chunked", "Content-Type": "application/x-www-form-urlencoded"}
    kilobytes = (b"x" * 1024 for _ in range(20))
    assert send(visitor, "/login", "POST", head, kilobytes)[0] == 413


def test_v16_5_1_a_fault_is_a_sentence_with_a_number(caplog):
    """出错时人看到的是一句中文和编号；日志里同一编号下有完整的经过。"""
    try:
        raise KeyError("secret detail")
    except KeyError as error:
        sentence = report(error)
    number = re.search(r"编号 (\d{4}-\d{4}-[0-9A-F]{6})", sentence)[1]
    assert "secret detail" not in sentence
    assert number in caplog.text
    assert "Traceback" in caplog.text
    assert "secret detail" in caplog.text


def test_v16_5_1_refusals_of_the_server_do_not_tell_its_words(office):
    """服务器自己的拒绝也用中文，不露出内部信息。"""
    answer = office.signed_in(LEADER).get("/component/none/index.html")
    assert answer.status_code == 404
    assert answer.text == "没有这个内容，可能已经过期。请刷新页面再试。"


def test_v6_1_3_the_office_proxy_must_prove_itself():
    """由单位统一登录时必须配置 32 个字符以上的共享密钥，否则不启动。"""
    proxy, secret = {"KANDEJIAN_GUARD": "proxy"}, {"KANDEJIAN_PROXY_SECRET": "s" * 32}
    assert settings({}).proxy_secret == ""
    assert settings(proxy | secret).proxy_secret == "s" * 32
    for wrong in (proxy, proxy | {"KANDEJIAN_PROXY_SECRET": "short"}, {"KANDEJIAN_GUARD": "off"}):
        with pytest.raises(SettingsError):
            settings(wrong)


def test_the_limit_on_the_wire_is_the_one_of_the_configuration():
    told = re.search(r"maxUploadSize = (\d+)", (REPO / ".streamlit" / "config.toml").read_text())
    assert int(told[1]) * 1024 * 1024 == LIMIT
