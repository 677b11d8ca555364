"""Every number that can be clicked opens, and the number stands where it lands; back is one press."""

from pathlib import Path

import pytest

from tests.kit.clicks import Pair, click, counted, few, number_in, opening, stands
from tests.kit.walk import LEADER, REVIEWER, STAFF, go, walking

pytestmark = pytest.mark.browser

#: Address, label, number and where it lands, a tab between; made of what the sample county shows.
PAIRS = [
    Pair(*line.split("\t"))
    for line in (Path(__file__).parent / "numbers_that_open.tsv").read_text(encoding="utf-8").splitlines()
]
ADDRESSES = list(dict.fromkeys(pair.address for pair in PAIRS))

#: Account → further addresses → how many numbers open there at least; of those alike the first and the last
#: are clicked. What is drawn by tables and charts has tests of its own.
FURTHER = {
    LEADER: {
        "/enterprises": 0,
        "/enterprises?enterprise-view=对比": 0,
        "/enterprises?enterprise-view=画像": 0,
        "/brands?brand-view=画像": 2,
        "/units?unit-view=画像": 2,
        "/towns?town-view=画像": 1,
        "/indicators?item=K2&measure=K2b": 0,
        "/worklist": 0,
        "/worklist?worklist-view=项目和品牌&worklist-unit=U03": 0,
        "/worklist?worklist-view=队伍": 0,
        "/sights": 0,
        "/progress": 0,
    },
    REVIEWER: {"/": 10, "/review": 0, "/quality": 0, "/progress": 0, "/units?unit-view=画像": 2},
    STAFF: {"/": 10, "/upload": 0, "/history": 0, "/indicators?item=K1": 0},
}


@pytest.mark.parametrize(
    ("label", "number"),
    [
        ("1. 泗洪通信酿造集团 84.1 良", "84.1"),
        ("E006 泗洪金弘物流 7 场", "7"),
        ("看它的 16 家企业", "16"),
        ("1.8万人次 轻骑兵活动受益职工", "1.8万"),
        ("B19 建筑工匠夜校（示例） 57.3 需加力 第25名", "57.3"),
        ("打开 身边的载体", ""),
        ("1. 先看这一页", ""),
    ],
)
def test_a_label_tells_its_number(label, number):
    assert number_in(label) == number


def test_a_number_is_not_found_in_a_longer_one():
    assert stands("得分 84.1 良", "84.1")
    assert not stands("得分 184.1", "84.1")
    assert not stands("84.12", "84.1")
    assert not stands("136.5", "136")
    assert stands("走进它 2 场", "2", "场")
    assert not stands("2 家，12 场", "2", "场")


def test_what_a_number_counts_is_read_behind_it():
    assert counted("E006 泗洪金弘物流 7 场", "7") == "场"
    assert counted("全部 38 家", "38") == "家"
    assert counted("1.8万人次 轻骑兵活动受益职工", "1.8万") == "人次"
    assert counted("124场次 微宣讲", "124") == "场次"
    assert counted("1. 泗洪通信酿造集团 84.1 良", "84.1") == ""


def test_of_those_alike_the_first_and_the_last_are_taken():
    many = [(f"E{at:03d} 某厂 {at} 场", str(at)) for at in range(5, 9)]
    assert few([*many, ("全部 38 家", "38")]) == [many[0], many[-1], ("全部 38 家", "38")]


@pytest.mark.long
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_number_of_a_page_opens_to_itself(server, chromium, address):
    wanted = [pair for pair in PAIRS if pair.address == address]
    with walking(chromium, server(demo=True).url, LEADER) as watched:
        go(watched, address)
        found = opening(watched.page)
        assert found == [(pair.label, pair.number) for pair in wanted], "the list of pairs is of another page"
        assert [click(watched, address, at) for at in found] == wanted


@pytest.mark.long
@pytest.mark.parametrize("account", FURTHER)
def test_numbers_of_the_other_pages_open_to_themselves(server, chromium, account):
    with walking(chromium, server(demo=True).url, account) as watched:
        for address, least in FURTHER[account].items():
            go(watched, address)
            found = few(opening(watched.page))
            assert len(found) >= least, address
            for at in found:
                assert click(watched, address, at).number == at[1]
