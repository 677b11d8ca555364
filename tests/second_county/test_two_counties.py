"""Both sample counties from one installation, one server each; the second one walked through by browser."""

import shutil

import pytest

from tests.kit.browser import ARTIFACTS, DESKTOP, sign_in, watch
from tests.kit.foreign_words import foreign
from tests.kit.server import serve
from tests.kit.walk import ADDRESSES
from tests.kit.walker import listening, walk

pytestmark = [pytest.mark.browser, pytest.mark.long]

#: Label of each role's button → the pages it is walked through.
ROLES = {
    "管理员 · 系统管理岗": ADDRESSES,
    "审核员 · 产改办审核岗": ("/", "/review", "/quality", "/progress"),
    "领导 · 分管领导": ("/", "/briefing", "/enterprises"),
    "填报员 · 人社局填报岗": ("/", "/upload", "/history"),
}


@pytest.fixture(scope="module")
def second_server(second_file, tmp_path_factory):
    ARTIFACTS.mkdir(exist_ok=True)
    url = f"sqlite:///{shutil.copy(second_file, tmp_path_factory.mktemp('second') / 'sample-qinglan.db')}"
    with serve(url, ARTIFACTS / "second-county.log") as running:
        yield running


def test_each_server_answers_with_its_own_countys_name(chromium, server, second_server):
    for running, own, other, leader in (
        (server(demo=True), "泗洪县", "青岚县", "领导 · 县产改工作分管领导"),
        (second_server, "青岚县", "泗洪县", "领导 · 分管领导"),
    ):
        watched = watch(chromium, running.url, DESKTOP)
        watched.page.goto(running.url)
        door = watched.page.content()
        sign_in(watched.page, leader)
        watched.wait()
        first = watched.page.get_by_test_id("stApp").inner_text()
        for text in (door, first):
            assert own in text
            assert other not in text
        watched.assert_clean()
        watched.page.context.close()


@pytest.mark.parametrize("role", ROLES)
def test_a_walk_through_the_second_county_hears_no_word_of_the_first(chromium, second_server, role):
    with listening(chromium, second_server.url, role) as (watched, overheard):
        for address in ROLES[role]:
            walk(watched, overheard, address, choices=2, brief=True)
    found = {place: words for place, text in overheard.everything() if (words := foreign(text))}
    assert sum(len(text) for _, text in overheard.everything()) > 20_000
    assert found == {}
    assert foreign(second_server.log.read_bytes()) == set()
