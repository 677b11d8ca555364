"""Every number that can be clicked opens, and the number stands where it lands; back is one press."""

from pathlib import Path

import pytest

from tests.kit.clicks import Pair, click, number_in, opening, stands
from tests.kit.walk import LEADER, go, walking

pytestmark = pytest.mark.browser

#: Address, label, number and where it lands, a tab between; made of what the sample county shows.
PAIRS = [
    Pair(*line.split("\t"))
    for line in (Path(__file__).parent / "numbers_that_open.tsv").read_text(encoding="utf-8").splitlines()
]
ADDRESSES = list(dict.fromkeys(pair.address for pair in PAIRS))


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


@pytest.mark.long
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_number_of_a_page_opens_to_itself(server, chromium, address):
    wanted = [pair for pair in PAIRS if pair.address == address]
    with walking(chromium, server(demo=True).url, LEADER) as watched:
        go(watched, address)
        found = opening(watched.page)
        assert found == [(pair.label, pair.number) for pair in wanted], "the list of pairs is of another page"
        assert [click(watched, address, at) for at in found] == wanted
