"""Packages brought to the province: names that are none, one run at a time, the process that collects."""

import os
import time

import pytest

from metrics.province import (
    INBOX,
    REFUSED,
    ProvinceError,
    begin_collecting,
    brought,
    collect_received,
    is_at_work,
    laid_down,
    picked_up,
    runs,
)
from metrics.province.collector import start_process


@pytest.fixture
def province(small_province, tmp_path):
    return small_province.begin(tmp_path / "province")


@pytest.mark.parametrize("name", ["../甲.kdj", "a/b.kdj", "甲.zip", ".kdj", ""])
def test_names_that_are_no_packages_are_refused(province, name):
    with pytest.raises(ProvinceError, match="不是上报包"):
        brought(province, {name: b"x"})


def test_what_lies_in_the_inbox_is_listed_until_it_is_looked_at(province):
    box = province.folder / INBOX
    box.mkdir()
    (box / "坏.kdj").write_bytes(b"nothing")
    assert laid_down(province) == ["坏.kdj"]
    begin_collecting(province, picked_up(province, ["坏.kdj"]), "周处长", collect_received)
    assert laid_down(province) == []
    with pytest.raises(ProvinceError, match="已经收过"):
        picked_up(province, ["坏.kdj"])
    later = time.time() + 60
    os.utime(box / "坏.kdj", (later, later))
    assert laid_down(province) == ["坏.kdj"], "another file of that name came"


def test_one_run_at_a_time(province):
    first = begin_collecting(province, brought(province, {"坏.kdj": b"x"}), "周处长", lambda *_: None)
    assert is_at_work(first)
    assert (first.by, first.files, first.results) == ("周处长", ("坏.kdj",), ())
    folder = brought(province, {"坏二.kdj": b"x"})
    with pytest.raises(ProvinceError, match="还没有完"):
        begin_collecting(province, folder, "周处长")
    assert not folder.exists()


def test_the_process_collects_and_takes_the_folder_away(province):
    folder = brought(province, {"坏.kdj": b"nothing"})
    watches = []
    run = begin_collecting(province, folder, "周处长", lambda *given: watches.append(start_process(*given)))
    watches[0].join()
    assert not folder.exists()
    (done,) = runs(province)
    log = (province.folder / "collecting.log").read_text(encoding="utf-8")
    assert (done.number, done.by, done.count(REFUSED)) == (run.number, "周处长", 1), log
    assert done.ended
