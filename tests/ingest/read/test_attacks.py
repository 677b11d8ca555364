"""Hostile and damaged files: the server survives each, in time, in bounded memory, and answers in Chinese."""

from collections import Counter

import pytest

from tests.kit.attack_files import FILES, LARGE, attack_files
from tests.kit.corpus import SECONDS, feed

#: Megabytes the checking process may use; the reader's own limit is 2 GB of address space.
SERVER, WORKER = 700, 2_100


def survived(outcomes):
    """Every outcome, after looking for those that must not be."""
    bad = [one for one in outcomes if one.kind in ("crashed", "slow", "mute")]
    assert bad == []
    assert max(one.seconds for one in outcomes) < SECONDS
    assert outcomes[-1].server < SERVER
    assert outcomes[-1].worker < WORKER
    return {one.file: one for one in outcomes}


@pytest.fixture(scope="module")
def quick():
    return list(feed(attack_files(quick=True)))


@pytest.fixture(scope="module")
def answers(request):
    """What is said to each file that this run asks about: the short run asks about a few."""
    items = [item for item in request.session.items if item.path == request.path]
    own = [item.callspec.params for item in items if hasattr(item, "callspec")]
    named = dict.fromkeys(params["file"] for params in own if "file" in params)
    return {one.file: one for one in feed((name, FILES[name]()) for name in named)}


@pytest.mark.long
def test_the_server_outlives_hostile_files(quick):
    found = survived(quick)
    assert {name for name in FILES if name not in LARGE} <= set(found)
    assert Counter(one.kind for one in quick)["refused"] > 150


@pytest.mark.breadth(3)
@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("空文件.xlsx", "没有任何内容"),
        ("~$锁.xlsx", "临时文件"),
        ("太大.xlsx", "超过 20 MB"),
        ("加密.xlsx", "需要密码"),
        ("压缩炸弹.xlsx", "压缩比异常"),
        ("媒体炸弹.xlsx", "压缩比异常"),
        ("许多小炸弹.xlsx", "压缩比异常"),
        ("谎报变小.xlsx", "大小与目录里写的不一致"),
        ("谎报变大.xlsx", "压缩比异常"),
        ("谎报略大.xlsx", "大小与目录里写的不一致"),
        ("共享字符串谎报.xlsx", "大小与目录里写的不一致"),
        ("重叠部件.xlsx", "重叠"),
        ("重名.xlsx", "重名"),
        ("大小写重名.xlsx", "重名"),
        ("外逃路径0.xlsx", "指向外部"),
        ("外逃路径1.xlsx", "指向外部"),
        ("外逃路径2.xlsx", "指向外部"),
        ("外逃路径4.xlsx", "指向外部"),
        ("七万个部件.xlsx", "2000 个以上的部件"),
        ("五千张表.xlsx", "部件"),
        ("五千张同一部件的表.xlsx", "5000 张工作表"),
        ("实体膨胀sheet1.xml.xlsx", "外部实体"),
        ("实体膨胀sharedStrings.xml.xlsx", "外部实体"),
        ("实体膨胀styles.xml.xlsx", "外部实体"),
        ("外部实体.xlsx", "外部实体"),
        ("注释后的实体.xlsx", "外部实体"),
        ("十六位编码的表.xlsx", "UTF-8"),
        ("远角.xlsx", "XFD1048576"),
        ("远角倒序.xlsx", "XFD1048576"),
        ("远行.xlsx", "O1048576"),
        ("远列.xlsx", "XFD600"),
        ("老格式远角.xls", "IV65536"),
        ("十万处合并.xlsx", "100000 处合并单元格"),
        ("网页.xls", "网页"),
        ("表格2003.xls", "XML 表格 2003"),
    ],
)
def test_the_sentence_says_why(answers, file, words):
    outcome = answers[file]
    assert outcome.kind == "refused"
    assert words in outcome.sentence


@pytest.mark.parametrize(
    "file", ["整列合并.xlsx", "六万空行带边框.xlsx", "三十万样式.xlsx", "怪字.xlsx", "远但不密.xlsx"]
)
def test_what_other_readers_choke_on_is_read(answers, file):
    outcome = answers[file]
    assert outcome.kind == "opened"
    assert outcome.seconds < 5


@pytest.mark.long
def test_the_server_outlives_the_complete_corpus():
    found = survived(list(feed(attack_files())))
    assert len(found) > 1_700
    assert (
        sum(name.startswith("截断") for name in found)
        == sum(name.startswith("翻转") for name in found)
        == 600
    )
