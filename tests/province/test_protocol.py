"""What every run of collecting leaves behind: who came when, who is late, what was refused, what is left."""

from datetime import date, datetime, timedelta

import pytest

from metrics.framework import SHANGHAI, parse_period
from metrics.province import (
    CAME,
    CAME_LATE,
    KNOWN,
    MISSING,
    NOT_TAKEN,
    OVERDUE,
    REFUSED,
    TAKEN,
    ProvinceError,
    arrivals,
    collect_noted,
    due_of,
    package_of,
    periods_collected,
    progress_of,
    ranking,
    runs,
    set_due,
)
from tests.kit.provinces import COUNTIES, QUARTER, once

FIRST, SECOND, LAST = COUNTIES[0][0], COUNTIES[1][0], COUNTIES[4][0]
BEGAN, DAY = datetime(2023, 10, 19, 9, tzinfo=SHANGHAI), timedelta(days=1)


def clock(began=BEGAN):
    """A clock that moves a day at a look."""
    return iter(began + number * DAY for number in range(50)).__next__


@pytest.fixture
def province(small_province, tmp_path):
    return small_province.begin(tmp_path / "province")


def states(province, today=date(2023, 10, 30)):
    return {one.code: one.state for one in progress_of(province, QUARTER, today)}


def test_a_run_is_noted_line_by_line(province, small_province, tmp_path):
    box = small_province.lay(tmp_path / "in", FIRST, SECOND)
    work = collect_noted(province, box, once, by="周处长", clock=clock())
    next(work)
    (run,) = runs(province)
    assert (run.ended, len(run.left), run.count(TAKEN), run.by) == (None, 1, 1, "周处长")
    assert "还剩 1 个没有看" in run.words
    work.close()
    assert runs(province)[0].ended is None, "a run that was stopped has no end"
    list(collect_noted(province, box, once, clock=clock(BEGAN + 9 * DAY)))
    newest, _ = runs(province)
    assert [(one.state, one.code, one.period, one.revision) for one in newest.results] == [
        (TAKEN if one.code == newest.results[-1].code else KNOWN, one.code, QUARTER.code, 1)
        for one in newest.results
    ]
    assert newest.words == "收下 1 个，已有 1 个，没收 0 个。"
    assert newest.left == ()


def test_a_line_that_is_being_written_disturbs_nobody(province, small_province, tmp_path):
    list(collect_noted(province, small_province.lay(tmp_path / "in", FIRST), once))
    (file,) = (province.folder / "collections").iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:-5])
    (run,) = runs(province)
    assert (len(run.results), run.ended) == (1, None)
    file.write_bytes(b"nothing\n")
    with pytest.raises(ProvinceError, match=r"收报记录 .* 读不出来"):
        runs(province)


def test_who_is_late_and_who_was_refused(province, small_province, tmp_path):
    assert periods_collected(province) == []
    assert set(states(province).values()) == {MISSING}
    set_due(province, QUARTER, date(2023, 10, 20))
    assert due_of(province, QUARTER) == date(2023, 10, 20)
    assert due_of(province, parse_period("2023Q2")) is None
    assert set(states(province, date(2023, 10, 20)).values()) == {MISSING}
    assert set(states(province).values()) == {OVERDUE}
    box = small_province.lay(tmp_path / "in", FIRST, SECOND)
    last = small_province.handovers[LAST]
    (box / last.file).write_bytes(package_of(last, small_province.key(FIRST)))
    results = list(collect_noted(province, box, once, clock=clock()))
    assert [(one.state, one.code) for one in results if one.state == REFUSED] == [(REFUSED, LAST)]
    assert periods_collected(province) == [QUARTER]
    found = {one.code: one for one in progress_of(province, QUARTER, date(2023, 10, 30))}
    taken = sorted((found[code].at, found[code].state) for code in (FIRST, SECOND))
    assert {state for _, state in taken} <= {CAME, CAME_LATE}
    assert taken[-1] == (max(at for at, _ in taken), CAME_LATE)
    assert found[LAST].state == NOT_TAKEN
    assert "签名不是戊县登记的密钥做的" in found[LAST].refused
    # Once a good one is taken, what was refused before is over.
    (box / last.file).write_bytes(small_province.packages[LAST])
    list(collect_noted(province, box, once))
    assert {one.code: one.refused for one in progress_of(province, QUARTER, date(2023, 10, 30))}[LAST] == ""


def test_a_city_is_a_province_of_its_counties(province, small_province, tmp_path):
    box = small_province.lay(tmp_path / "in", FIRST, SECOND, LAST)
    (box / "0坏.kdj").write_bytes(b"nothing")
    list(collect_noted(province, box, once))
    west = province.of_city("3205")
    assert (west.called, province.called, west.cities) == ("西市", "苏省", {"3205": "西市"})
    assert [one.code for one in arrivals(west, QUARTER)] == [COUNTIES[3][0], LAST]
    assert list(ranking(west, QUARTER).index) == [LAST]
    (run,) = runs(west)
    assert [one.code for one in run.results] == [LAST]
    assert len(run.files) == 1
