"""The files in deploy/ are accepted by the programs they are for, and agree with the program."""

import os
import re
import shutil
import socket
import subprocess
import threading
import time
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import version
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from metrics.store.database import SYSTEM
from metrics.web import cookies
from metrics.web.doors import limits
from tests.kit.county_packages import open_store
from tests.kit.project import REPO
from tests.kit.server import free_port, serve
from tests.kit.visitors import HERE, LEADER, OLD, QUARTER, Tab, Visitor, upload

DEPLOY = REPO / "deploy"
SITE = (DEPLOY / "nginx" / "kandejian.conf").read_text(encoding="utf-8")
UNITS = sorted((DEPLOY / "systemd").iterdir())


def megabytes(pattern, text):
    return int(re.search(pattern, text)[1])


#: Installed, or unpacked by .ci/nginx.sh.
NGINX = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:{REPO / '.cache/nginx/usr/sbin'}")
LACKING = [name for name, found in (("nginx", NGINX), ("openssl", shutil.which("openssl"))) if not found]
with_nginx = pytest.mark.skipif(bool(LACKING), reason=f"not installed: {', '.join(LACKING)}")


def site_in(folder, plain, secure, upstreams):
    """The site on free ports of loopback, with a certificate of its own; nothing outside `folder`.

    Returns the configuration's path.
    """
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subject = ["-subj", "/CN=kandejian.example.gov.cn", "-addext", "subjectAltName=IP:127.0.0.1"]
    made = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", certificate]
    subprocess.run(["openssl", "req", "-x509", *made, *subject], check=True, capture_output=True)
    servers = "".join(f"server 127.0.0.1:{port} max_fails=2 fail_timeout=10s;" for port in upstreams)
    site = re.sub(r"(server 127\.0\.0\.1:\d+ .*;\s*)+", servers, SITE)
    for old, new in (
        ("/etc/nginx/ssl/kandejian.crt", certificate),
        ("/etc/nginx/ssl/kandejian.key", key),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{secure} ssl;"),
    ):
        assert old in site
        site = site.replace(old, str(new))
    (folder / "site.conf").write_text(site, encoding="utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    own = [f"{kind}_temp_path {folder}/{kind};" for kind in kinds] + ["access_log off;"]
    lines = [
        f"pid {folder}/nginx.pid; lock_file {folder}/nginx.lock; error_log stderr; daemon off; events {{}}"
    ]
    lines += ["user root;"] if os.geteuid() == 0 else []
    lines += ["http {", *own, f"include {folder}/site.conf;", "}"]
    (folder / "nginx.conf").write_text("\n".join(lines), encoding="utf-8")
    return folder / "nginx.conf"


def nginx(config, *more):
    return [NGINX, "-p", str(config.parent), "-e", "stderr", "-c", str(config), *more]


@with_nginx
def test_nginx_accepts_the_site(tmp_path):
    command = nginx(site_in(tmp_path, free_port(), free_port(), [8501, 8502]), "-t")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr


@dataclass(frozen=True)
class Front:
    """A running nginx with our site: its two addresses and its certificate."""

    plain: str
    secure: str
    certificate: str

    def visitor(self, address="203.0.113.9"):
        """A client that claims an address nginx has to ignore."""
        return Visitor(self.secure, address, self.certificate)


@contextmanager
def fronted(folder, upstreams):
    """nginx in front of ports of loopback until the block ends."""
    plain, secure = free_port(), free_port()
    config, log = site_in(folder, plain, secure, upstreams), folder / "error.log"
    with log.open("wb") as output:
        process = subprocess.Popen(nginx(config), stdout=output, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + 20
        while not listens(secure):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(0.05)
        yield Front(
            f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{secure}", str(folder / "certificate.pem")
        )
    finally:
        process.terminate()
        process.wait(10)


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    """nginx in front of one process of the program, and the program's database."""
    folder = tmp_path_factory.mktemp("front")
    url = f"sqlite:///{folder / 'front.db'}"
    with open_store(url) as store:
        for account in (LEADER, HERE):
            store.people.add_account(account, SYSTEM, OLD)
        store.reporting.ensure_period(QUARTER)
        with (
            serve(url, folder / "server.log") as server,
            fronted(folder, [int(server.url.rpartition(":")[2])]) as running,
        ):
            yield running, store


@pytest.mark.long
@with_nginx
def test_behind_nginx_people_sign_in_and_open_a_page(front):
    running, store = front
    visitor = running.visitor()
    asked = visitor.get("/handbook", Accept="text/html")
    assert asked.headers["Location"] == "/login?next=%2Fhandbook"
    answer = visitor.sign_in(LEADER.code, OLD, next="/handbook")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/handbook")
    assert answer.headers["Set-Cookie"].startswith(f"{cookies.SECURE}=")
    assert "Secure" in answer.headers["Set-Cookie"]
    page = visitor.get("/handbook")
    assert "<title>看得见</title>" in page.text
    assert page.headers["Strict-Transport-Security"]
    signed = store.care.audit_rows(SYSTEM, account=LEADER.code, action="sign-in")
    assert list(signed["address"])[-1] == "127.0.0.1"


@pytest.mark.long
@with_nginx
def test_nginx_sends_plain_http_to_https(front):
    running, _ = front
    answer = Visitor(running.plain, "203.0.113.9").get("/handbook?period=2023Q4")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "https://127.0.0.1/handbook?period=2023Q4"


@pytest.mark.long
@with_nginx
def test_behind_nginx_the_websocket_runs_a_page(front):
    running, _ = front
    visitor = running.visitor()
    with pytest.raises(InvalidStatus) as refused, visitor.socket():
        pass
    assert refused.value.response.status_code == 403
    visitor.sign_in(LEADER.code, OLD)
    with visitor.socket() as line:
        assert b'href="/logout"' in Tab(line).ask(page_name="handbook")
    with pytest.raises(InvalidStatus), visitor.socket(origin="https://evil.example"):
        pass


@pytest.mark.long
@with_nginx
def test_behind_nginx_a_file_too_large_is_refused_in_our_words(front):
    running, _ = front
    visitor = running.visitor()
    visitor.sign_in(HERE.code, OLD)
    with visitor.socket() as line:
        tab = Tab(line)
        tab.ask(page_name="upload")
        assert upload(visitor, tab.session, bytes(24 << 20)).status_code == 204
        for size in (25 << 20, 40 << 20):
            refused = upload(visitor, tab.session, bytes(size))
            assert (refused.status_code, refused.content.decode("utf-8")) == (413, "内容太大，上限为 25 MB。")


@contextmanager
def named_servers(*names):
    """A little server a name on a port of its own, which answers with its name; gives the ports."""
    servers = [
        ThreadingHTTPServer(("127.0.0.1", 0), type("Named", (Named,), {"name": name})) for name in names
    ]
    threads = [threading.Thread(target=server.serve_forever, daemon=True) for server in servers]
    for thread in threads:
        thread.start()
    try:
        yield [server.server_port for server in servers]
    finally:
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            server.server_close()
            thread.join()


class Named(BaseHTTPRequestHandler):
    """Answers every GET with the name of its server."""

    name = ""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.name)))
        self.end_headers()
        self.wfile.write(self.name.encode())

    def log_message(self, *_):
        """Nothing is written."""


@pytest.mark.long
@with_nginx
def test_nginx_keeps_a_session_on_one_of_several_processes(tmp_path):
    with named_servers("one", "two") as ports, fronted(tmp_path, ports) as running:
        visitor = running.visitor()

        def reached(cookie):
            return visitor.get("/", **({"Cookie": cookie} if cookie else {})).text

        tokens = [f"token-{number}_x" for number in range(40)]
        first = {token: reached(f"{cookies.SECURE}={token}") for token in tokens}
        assert set(first.values()) == {"one", "two"}
        for token, name in first.items():
            for cookie in (f"{cookies.PLAIN}={token}", f"a=1; {cookies.SECURE}={token}; b=2"):
                assert reached(cookie) == name
        assert len({reached("") for _ in range(10)}) == 1


@pytest.mark.long
@with_nginx
def test_nginx_says_so_while_no_process_runs(tmp_path):
    with fronted(tmp_path, [free_port()]) as running:
        answer = running.visitor().get("/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "系统正在启动或维护" in answer.content.decode("utf-8")


@pytest.mark.parametrize("name", [cookies.PLAIN, cookies.SECURE])
@pytest.mark.parametrize("header", ["{}=abc-_1", "other=1; {}=abc-_1", "{}=abc-_1; other=2"])
def test_the_site_keeps_a_session_on_one_process(name, header):
    """nginx's expression and Python's agree on everything that is used here."""
    pattern = re.search(r'"~(\S+)"\s+\$kandejian_token', SITE.replace("(?:^|;\\s*)", "(?:^|;\\s*)"))[1]
    found = re.search(pattern.replace("(?<", "(?P<"), header.format(name))
    assert found["kandejian_token"] == "abc-_1"
    assert re.search(pattern.replace("(?<", "(?P<"), f"not{name}=abc") is None


def test_the_site_and_the_program_take_files_of_the_same_size():
    settings = tomllib.loads((REPO / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert megabytes(r"client_max_body_size (\d+)m;", SITE) == settings["server"]["maxUploadSize"]
    assert megabytes(r"上限为 (\d+) MB", SITE) == settings["server"]["maxUploadSize"]


def seconds(directive):
    return int(re.search(rf"{directive} (\d+)s;", SITE)[1])


def test_the_site_and_the_program_wait_equally_long():
    assert seconds("client_header_timeout") == limits.HEAD_SECONDS
    assert seconds("client_body_timeout") == limits.FORM_SECONDS


@pytest.mark.parametrize("unit", ["kandejian.service", "kandejian@.service"])
def test_a_unit_allows_more_files_than_there_are_tabs_and_bounds_memory(unit):
    text = (DEPLOY / "systemd" / unit).read_text(encoding="utf-8")
    assert int(re.search(r"LimitNOFILE=(\d+)", text)[1]) > 10 * limits.HEADS + 50 * limits.TABS
    assert re.search(r"MemoryMax=\d+%", text)
    assert re.search(r"TasksMax=\d+", text)


@pytest.mark.long
@with_nginx
def test_behind_nginx_one_address_has_thirty_sign_ins_at_a_stretch(front):
    running, _ = front
    visitor = running.visitor()
    answers = [visitor.get("/login") for _ in range(60)]
    assert [answer.status_code for answer in answers[:30]] == [200] * 30
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused
    assert refused[0].headers["Retry-After"] == "10"
    assert "访问太多" in refused[0].content.decode("utf-8")
    assert visitor.get("/healthz").status_code == 200


def test_the_site_passes_the_websocket_and_the_true_address():
    for line in (
        "proxy_set_header Upgrade $http_upgrade;",
        "proxy_set_header Host $http_host;",
        "proxy_set_header X-Forwarded-For $remote_addr;",
        "proxy_set_header X-Forwarded-Proto $scheme;",
        "hash $kandejian_session consistent;",
    ):
        assert line in SITE


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_accepts_the_units(tmp_path):
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/kandejian/.venv/bin/python", "/bin/true")
        (tmp_path / unit.name.replace("@", "@8501")).write_text(text, encoding="utf-8")
    command = ["systemd-analyze", "verify", *tmp_path.iterdir()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Unknown" not in done.stderr, done.stderr
    assert "Failed to parse" not in done.stderr, done.stderr


def test_one_process_and_several_differ_in_the_port_alone():
    one, several = ((DEPLOY / "systemd" / f"kandejian{at}.service").read_text() for at in ("", "@"))
    command = "ExecStart=.*--server.port {} .*"
    assert re.search(command.format(8501), one)
    assert re.search(command.format("%i"), several)
    ports = re.findall(r"server 127\.0\.0\.1:(\d+)", SITE)
    assert [f"kandejian@{port}" for port in ports] == re.findall(r"kandejian@\d+", several)


def test_the_document_names_what_the_program_is_made_for():
    told = (REPO / "docs" / "部署.md").read_text(encoding="utf-8")
    assert "--python-version 3.11" in told
    for name in (unit.name for unit in UNITS):
        assert name.split("@")[0].removesuffix(".service") in told
    assert version("streamlit") in told


SOURCED = "set -euo pipefail; source .ci/env.sh; source .ci/postgres.sh; source .ci/nginx.sh; "


def shell(script, **environment):
    command = ["bash", "-c", SOURCED + script]
    kept = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment}
    return subprocess.run(command, cwd=REPO, env=kept, capture_output=True, text=True, check=False)


def test_without_a_server_the_tests_say_in_one_line_that_they_skip_it():
    done = shell(
        "postgres_programs() { return 1; }; apt_install() { return 1; }; start_postgres; stop_postgres"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("已跳过 PostgreSQL 测试：无法安装")


def test_a_server_that_does_not_start_is_said_and_leaves_nothing(tmp_path):
    tmp_path.chmod(0o755)
    script = 'postgres_programs() { echo /none; }; start_postgres; echo "[${KANDEJIAN_TEST_POSTGRES-}]"'
    done = shell(script, TMPDIR=str(tmp_path))
    assert "已跳过 PostgreSQL 测试：服务没有启动" in done.stdout
    assert done.stdout.endswith("[]\n")
    assert list(tmp_path.iterdir()) == []


def test_an_address_that_is_given_is_used():
    done = shell(
        "start_postgres; echo $KANDEJIAN_TEST_POSTGRES", KANDEJIAN_TEST_POSTGRES="postgresql://own/db"
    )
    assert done.stdout == "postgresql://own/db\n"


def test_a_server_of_our_own_starts_and_is_gone_again():
    if shell("postgres_programs").returncode:
        pytest.skip("PostgreSQL is not installed")
    script = "start_postgres; echo $KANDEJIAN_TEST_POSTGRES; echo $POSTGRES_FOLDER; stop_postgres"
    done = shell(script)
    url, folder = done.stdout.split()
    assert url.endswith(f"host={folder}/socket")
    assert not Path(folder).exists()


def test_without_a_download_the_tests_say_in_one_line_that_they_skip_nginx(tmp_path):
    script = "NGINX=$FOLDER/nginx; has_nginx() { return 1; }; download_package() { return 1; }; get_nginx"
    done = shell(script, FOLDER=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("已跳过 nginx 测试：没有下载成功")


def test_an_nginx_that_is_there_is_used():
    done = shell("has_nginx() { return 0; }; download_package() { exit 9; }; get_nginx")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


COMPOSE = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
IMAGE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def test_the_containers_have_nothing_the_plain_installation_lacks():
    app = re.search(r"(?ms)^  app:\n(.*?)^  nginx:", COMPOSE)[1]
    given = set(re.findall(r"(?m)^      ([A-Z_]+):", app))
    settings = (DEPLOY / "kandejian.env").read_text(encoding="utf-8")
    assert given - {"HOST"} <= set(re.findall(r"(?m)^(?:# )?([A-Z_]+)=", settings))
    assert "FORWARDED_ALLOW_IPS: 127.0.0.1" in app
    assert "network_mode: service:app" in COMPOSE
    for mounted in re.findall(r"- \./([\w./]+):/etc/nginx/conf", COMPOSE):
        assert (DEPLOY / mounted).is_file()
    assert re.findall(r"(?m)^  (\w+):$", COMPOSE) == ["database", "app", "nginx", "database", "data"]
    assert "\t" not in COMPOSE


def test_the_image_is_made_of_the_bundle_and_serves_as_nobody_special():
    lines = [line.split(maxsplit=1) for line in IMAGE.replace("\\\n", " ").splitlines() if line[:1].isalpha()]
    names = [name for name, _ in lines]
    known = {
        *("ARG", "FROM", "ADD", "RUN", "COPY", "ENV", "USER", "WORKDIR", "VOLUME", "EXPOSE"),
        *("HEALTHCHECK", "ENTRYPOINT", "CMD"),
    }
    assert set(names) <= known
    last = dict(lines)
    assert last["USER"] == "kandejian"
    assert last["CMD"] == '["serve", "--office"]'
    assert last["ADD"].startswith("dist/kandejian-*.tar.gz ")
    assert last["VOLUME"] == "/opt/kandejian/data"
    control = (DEPLOY / "bundle" / "kandejian.sh").read_text(encoding="utf-8")
    assert "answers)" in control
    assert not re.search(r"apt-get|curl|pip install", IMAGE)
