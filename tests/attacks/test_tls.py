"""Https by the certificate the program made itself."""

import socket
import ssl
import warnings
from urllib.parse import urlsplit

import pytest

from metrics.commands.certificate import own_certificate
from metrics.store.database import SYSTEM
from tests.kit.county_packages import open_store
from tests.kit.server import serve
from tests.kit.visitors import ADMIN, OLD, Tab, Visitor


@pytest.fixture(scope="module")
def https(tmp_path_factory):
    """A server under https, and its certificate."""
    folder = tmp_path_factory.mktemp("tls")
    made, url = own_certificate((), folder / "tls"), f"sqlite:///{folder / 'office.db'}"
    with open_store(url) as store:
        store.people.add_account(ADMIN, SYSTEM, OLD)
    with serve(url, folder / "server.log", certificate=made) as server:
        yield server, made.certificate


@pytest.mark.long
def test_cookies_are_secure_and_no_browser_is_locked_out_afterwards(https):
    server, certificate = https
    assert server.url.startswith("https://")
    visitor = Visitor(server.url, "198.51.100.9", str(certificate))
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


def greeted(https, version):
    """What is agreed on by a client that speaks one version only, or why the server refused it."""
    server, certificate = https
    client, place = ssl.create_default_context(cafile=certificate), urlsplit(server.url)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        # Today's libraries offer the old versions only where nothing is asked of their strength.
        client.set_ciphers("DEFAULT:@SECLEVEL=0")
        client.minimum_version = client.maximum_version = version
    with socket.create_connection((place.hostname, place.port), timeout=60) as line:
        try:
            with client.wrap_socket(line, server_hostname=place.hostname) as greeting:
                return greeting.version()
        except ssl.SSLError as error:
            return error.reason


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_older_tls_is_refused(https, version):
    """…by the server, which ends the line; a client that could not ask would say NO_PROTOCOLS_AVAILABLE."""
    assert greeted(https, ssl.TLSVersion.TLSv1_2) == "TLSv1.2"
    assert greeted(https, version) in ("UNEXPECTED_EOF_WHILE_READING", "TLSV1_ALERT_PROTOCOL_VERSION")
