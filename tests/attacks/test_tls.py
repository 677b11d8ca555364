"""Https by the certificate the program made itself."""

import pytest

from metrics.commands.certificate import own_certificate
from metrics.store.database import SYSTEM
from tests.kit.county_packages import open_store
from tests.kit.server import serve
from tests.kit.visitors import ADMIN, OLD, Tab, Visitor


@pytest.mark.long
def test_cookies_are_secure_and_no_browser_is_locked_out_afterwards(tmp_path, own_database):
    made = own_certificate((), tmp_path / "tls")
    with open_store(own_database) as store:
        store.people.add_account(ADMIN, SYSTEM, OLD)
    with serve(own_database, tmp_path / "server.log", certificate=made) as server:
        assert server.url.startswith("https://")
        visitor = Visitor(server.url, "198.51.100.9", str(made.certificate))
        page = visitor.get("/login")
        assert "没有加密" not in page.text
        # A browser that kept it would refuse this name over http, and past an ended certificate, for a year.
        assert "Strict-Transport-Security" not in page.headers
        answer = visitor.sign_in(ADMIN.code, OLD)
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-kandejian=")
        assert "; secure" in cookie.lower()
        with visitor.socket() as line:
            assert "退出登录".encode() in Tab(line).ask()
