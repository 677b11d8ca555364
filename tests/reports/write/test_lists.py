"""清单 as a report of its own, and behind a 专报 when somebody asks for it."""

from metrics.reports.model import Annex, TableBlock
from metrics.reports.write import LISTS
from metrics.reports.write.options import options_of
from tests.kit.sample_reports import made

TABLES = ["四个方面与成员单位", "重点工作品牌", "小切口项目", "产改队伍", "社会组织"]


def annexes(report):
    return [block.title for block in report.blocks if isinstance(block, Annex)]


def test_the_lists_stand_behind_a_paper_when_asked(demo_file):
    plain, with_lists = made(demo_file), made(demo_file, annexes=(LISTS,))
    assert not set(TABLES) & set(annexes(plain))
    assert annexes(with_lists) == [*annexes(plain), *TABLES]
    assert [block.number for block in with_lists.blocks if isinstance(block, Annex)] == list(
        range(1, len(annexes(plain)) + 6)
    )


def test_the_annexes_hold_what_the_list_itself_holds(demo_file):
    report, paper = made(demo_file, "worklist"), made(demo_file, annexes=(LISTS,))
    lists = [block for block in report.blocks if isinstance(block, TableBlock)]
    assert [block.title for block in lists] == TABLES
    behind = [block.frame for block in paper.blocks if isinstance(block, TableBlock)][-len(lists) :]
    assert all(one.frame.equals(other) for one, other in zip(lists, behind, strict=True))


def test_what_was_asked_for_is_read_back():
    assert options_of({"annexes": [LISTS]}).annexes == (LISTS,)
    assert options_of({}).annexes == ()
