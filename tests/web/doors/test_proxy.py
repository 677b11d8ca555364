"""An office proxy signs people in: only it is believed, and the rest of the guard holds."""

import pytest

from metrics.store.database import SYSTEM
from metrics.store.people import Account
from tests.kit.county_packages import open_store
from tests.kit.server import serve
from tests.kit.visitors import LEADER, OLD, Tab, Visitor

SECRET = "an-office-proxy-and-the-guard-share-this"


@pytest.fixture(scope="module")
def behind(tmp_path_factory):
    """A server that leaves signing in to a proxy, with one account and one that is disabled."""
    folder = tmp_path_factory.mktemp("proxy")
    url = f"sqlite:///{folder / 'proxy.db'}"
    with pytest.MonkeyPatch.context() as environment, open_store(url) as store:
        store.people.add_account(LEADER, SYSTEM, OLD)
        store.people.ensure_account(Account("gone", "走了的人", "领导", active=False), SYSTEM)
        environment.setenv("KANDEJIAN_GUARD", "proxy")
        environment.setenv("KANDEJIAN_PROXY_SECRET", SECRET)
        with serve(url, folder / "server.log") as server:
            yield server


def told(account, secret=SECRET):
    return {"X-Kandejian-Account": account, "X-Kandejian-Proxy": secret}


@pytest.mark.long
def test_v6_1_3_the_proxy_is_believed_by_its_secret(behind):
    """统一登录：带对密钥的账号头才算登录，密钥和别的头到不了网页。"""
    visitor = Visitor(behind.url, "198.51.100.1")
    assert visitor.get("/favicon.png", **told(LEADER.code)).status_code == 200
    with visitor.socket(**told(LEADER.code)) as line:
        assert LEADER.name.encode() in Tab(line).ask()


@pytest.mark.breadth(3)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Kandejian-Account": LEADER.code},
        told(LEADER.code, SECRET[:-1]),
        told(LEADER.code, ""),
        told("nobody"),
        told("gone"),
        told(""),
    ],
    ids=["none", "no-secret", "short", "empty", "unknown", "disabled", "nameless"],
)
def test_v4_1_3_without_the_secret_the_header_says_nothing(behind, headers):
    """统一登录：没有密钥、密钥不对、账号不在册或已停用，都进不来。"""
    visitor = Visitor(behind.url, "198.51.100.2")
    assert visitor.get("/favicon.png", **headers).status_code == 401


def test_v6_3_4_the_own_sign_in_is_closed_then(behind):
    """统一登录时，本系统自己的密码登录关闭。"""
    visitor = Visitor(behind.url, "198.51.100.3")
    assert visitor.sign_in(LEADER.code, OLD).status_code == 403
    assert visitor.get("/login", Accept="text/html").status_code == 403
    assert visitor.get("/", Accept="text/html").status_code == 401
