"""汇报模式: a sequence of addresses of this system, and where one stands in it."""

import pytest

from metrics.words import USUAL, Slide, SlideError, checked_slides, place_of, shown_address, slides_of


def test_what_is_typed_is_an_address_of_this_system():
    rows = [("", "http://10.0.0.8:8501/towns?town-view=地图&present=1"), ("空", " "), ("总览", "/")]
    assert checked_slides(rows) == (Slide("/towns", "/towns?town-view=地图"), Slide("总览", "/"))
    for wrong in ("javascript:alert(1)", "//evil.example/x", "/" + "x" * 500):
        with pytest.raises(SlideError):
            checked_slides([("坏", wrong)])
    with pytest.raises(SlideError):
        checked_slides([("多", "/units")] * 31)


def test_nothing_kept_is_the_usual_sequence():
    assert slides_of(None) == slides_of([["只有名"]]) == USUAL
    assert slides_of([["一", "/units"]]) == (Slide("一", "/units"),)


def test_a_slide_keeps_its_filters_and_takes_the_period_along():
    address = shown_address(Slide("地图", "/towns?town-view=地图"), "2023年")
    assert address == "/towns?town-view=%E5%9C%B0%E5%9B%BE&period=2023%E5%B9%B4&present=1"
    assert "2022" in shown_address(Slide("旧", "/?period=2022年"), "2023年")


def test_where_one_stands_goes_by_page_and_filters():
    slides = (Slide("总览", "/"), Slide("排名", "/towns"), Slide("地图", "/towns?town-view=地图"))
    assert place_of(slides, "", {}) == 0
    assert place_of(slides, "towns", {"town-view": "排名"}) == 1
    assert place_of(slides, "towns", {"town-view": "地图", "period": "2023年"}) == 2
    assert place_of(slides, "units", {}) == 0
