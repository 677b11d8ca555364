"""Numbers on a page that open: found, clicked, looked for where they land, and back in one press.

A number opens where it stands in a link or a button of the page. What is drawn by a table or a chart is not
in the page's text; tests of those click on them by themselves.
"""

import re
from typing import NamedTuple

from playwright.sync_api import Locator, Page, expect

from tests.kit.walk import SLOW, Watched, settled

#: What can be clicked: tiles, the total, groups; links to pages; buttons such as the figures of the year.
CLICKABLE = (
    "a.kdj-total, a.kdj-group, a.kdj-tile, [data-testid=stPageLink-NavLink], "
    "[data-testid=stButton] button:not([disabled])"
)
#: What is no number of the county: codes, and ordinals in front of a name or a heading.
_NO_NUMBER = re.compile(r"\b[A-Z]\d+[a-z]?\b|^\s*\d+\.\s")
_NUMBER = re.compile(r"\d+(?:\.\d+)?万?(?=\s*(?:[家场个名件起份条处]|人次|场次|[优良中需分]|$))")


_COUNTED = re.compile(r"\s*(家|场次|场|个|名|件|起|份|条|处|人次)")


class Pair(NamedTuple):
    """A number that was clicked and where it stands after that.

    Args:
        address: of the page it stands on.
        label: words of what is clicked.
        number: the number in them.
        lands: path of the address it leads to; empty where something opens on the same page.
    """

    address: str
    label: str
    number: str
    lands: str


def number_in(label: str) -> str:
    """The number that a label tells; empty without one. One with a decimal stands for the thing itself."""
    found = _NUMBER.findall(_NO_NUMBER.sub("", label))
    return next((one for one in found if "." in one), found[0] if found else "")


def words_of(place: Locator) -> str:
    """What something that can be clicked says, in one line; of a tile its figure, not what stands beside."""
    figure = place.locator("b")
    if figure.count() and place.get_attribute("class"):
        name = place.locator("span:not(.spark):not(.word)").first.inner_text()
        return f"{name} {figure.first.inner_text()}"
    return " ".join(place.inner_text().split())


def opening(page: Page) -> list[tuple[str, str]]:
    """Label and number of everything on the page that opens and tells a number, in order."""
    labels = [words_of(place) for place in page.get_by_test_id("stMain").locator(CLICKABLE).all()]
    # A button with a hint is there twice.
    return [(label, number) for label in dict.fromkeys(labels) if (number := number_in(label))]


def few(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of those alike, which count the same thing or end on the same word, only the first and the last."""
    alike: dict[str, list[tuple[str, str]]] = {}
    for label, number in found:
        tail = label[label.rfind(number) + len(number) :]
        alike.setdefault(tail.strip() or label, []).append((label, number))
    kept = {one for same in alike.values() for one in (same[0], same[-1])}
    return [one for one in found if one in kept]


def counted(label: str, number: str) -> str:
    """What the number counts, where it says so."""
    counter = _COUNTED.match(label[label.rfind(number) + len(number) :])
    return counter[1] if counter else ""


def click(watched: Watched, address: str, at: tuple[str, str]) -> Pair:
    """Click a number of the page one is on, assert that it stands where that leads, and go back.

    Raises:
        AssertionError: it does not stand there, or one press of the back button does not bring one back.
    """
    page, (label, number) = watched.page, at
    counter = counted(label, number)
    before = page.url
    places = page.get_by_test_id("stMain").locator(CLICKABLE)
    place = _found(watched, places, label)
    opens_here = place.evaluate("node => node.tagName") == "BUTTON"
    place.click()
    if opens_here:
        page.get_by_role("dialog").wait_for()
        watched.wait()
        assert stands(page.get_by_role("dialog").inner_text(), number, counter), (
            f"{label}: {number} in its dialog"
        )
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0, timeout=SLOW)
        return Pair(address, label, number, "")
    page.wait_for_url(lambda url: url != before, timeout=SLOW)
    settled(watched)
    lands = page.url.partition("?")[0].rpartition("/")[2]
    expect_number(watched, number, counter, f"{address} · {label} → /{lands}")
    page.go_back()
    page.wait_for_url(lambda url: url.partition("?")[0] == before.partition("?")[0], timeout=SLOW)
    settled(watched)
    return Pair(address, label, number, lands)


def _found(watched: Watched, places: Locator, label: str) -> Locator:
    """What says the label; a page that one came back to may draw it a moment later."""
    for _ in range(40):
        for place in places.all():
            if words_of(place) == label:
                return place
        watched.page.wait_for_timeout(250)
    raise AssertionError(f"{label} is not there any more")


def expect_number(watched: Watched, number: str, counter: str, what: str) -> None:
    """The number stands on the page: in its text, or in that of a figure, which may come a moment later."""
    for _ in range(20):
        main = watched.page.get_by_test_id("stMain")
        drawn = main.locator(".js-plotly-plot text").all_text_contents()
        if stands("\n".join([main.inner_text(), *drawn]), number, counter):
            return
        watched.page.wait_for_timeout(250)
    raise AssertionError(f"{what}: {number} is not there")


def stands(text: str, number: str, counter: str = "") -> bool:
    """Whether a text has the number as a whole, not as a part of another, with what it counts."""
    return re.search(rf"(?<![\d.]){re.escape(number)}(?![\d]|\.\d)\s*{counter}", text) is not None
