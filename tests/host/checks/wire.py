"""What a running server answers, through the guard, to somebody who is signed in and is no browser."""

import re

from metrics.host import paths, protocol
from tests.host.registry import checks
from tests.kit.visitors import Tab, upload


@checks("stream", "session-told")
def a_tab_is_told_its_session(here):
    assert paths.STREAM == "/_stcore/stream"
    with here.socket() as line:
        tab = Tab(line)
        assert tab.ask()
        assert tab.session


@checks("short")
def what_the_guard_reads_is_short(here):
    with here.socket() as line:
        tab = Tab(line)
        tab.ask(page_name="upload")
        assert tab.last.WhichOneof(protocol.KIND) == protocol.FINISHED
        assert tab.last.ByteSize() <= protocol.SHORT
        tab.download(next(iter(tab.buttons.values())))
        assert tab.last.ByteSize() <= protocol.SHORT


@checks("media")
def a_file_has_an_address_with_its_number(here):
    with here.socket() as line:
        tab = Tab(line)
        tab.ask(page_name="upload")
        address = tab.download(next(iter(tab.buttons.values())))
        assert paths.file_of(address)
        assert here.get(address).status_code == 200


@checks("upload")
def an_upload_names_its_session(here):
    with here.socket() as line:
        tab = Tab(line)
        tab.ask(page_name="upload")
        assert upload(here, tab.session).status_code == 204
        assert upload(here, tab.session, method="DELETE").status_code == 204


@checks("uploaders-known")
def a_page_without_an_uploader_is_told_from_one_with_it(here):
    with here.socket() as line:
        tab = Tab(line)
        tab.ask(page_name="handbook")
        assert upload(here, tab.session).status_code == 403
        tab.ask(page_name="upload")
        assert upload(here, tab.session).status_code == 204


@checks("static")
def program_files_have_one_folder(here):
    page = here.get("/").text
    loaded = r'<(?:script|link rel="(?:stylesheet|modulepreload|preload)")[^>]* (?:src|href)="([^"]+)"'
    programs = [name for name in re.findall(loaded, page) if not name.startswith("/kdj/")]
    assert programs
    assert [name for name in programs if not name.lstrip(".").startswith(paths.STATIC)] == []
    assert here.get(programs[-1].lstrip(".")).status_code == 200


@checks("handshake")
def the_third_entry_is_the_session_to_go_on_with(here):
    with here.socket() as line:
        first = Tab(line)
        first.ask()
    with here.socket(session=first.session) as line:
        second = Tab(line)
        second.ask()
    assert second.session == first.session


@checks("trusted-headers")
def the_page_knows_who_is_there(here):
    with here.socket() as line:
        assert here.name.encode() in Tab(line).ask()


@checks("client-address")
def the_address_before_the_proxy_is_known(here):
    assert here.get(f"{paths.MEDIAS}none.png").status_code == 403
    assert f"from {here.address}" in here.log.read_text(encoding="utf-8")
