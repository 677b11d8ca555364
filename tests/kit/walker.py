"""A walk through everything a role can open: every address, fold, tab, choice, dialog and download.

What the server sends is read where it arrives, in the frames of the websocket and the bodies of downloads: so
a row is found that a table paints on a canvas, keeps below its edge, or hides in a chart's hover text.
"""

import io
import re
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pandas as pd
from playwright.sync_api import Browser, Download, Error, Locator, Page, Response, WebSocket
from playwright.sync_api import TimeoutError as TooLate

from tests.kit.browser import SLOW, Watched
from tests.kit.offered import BUTTONS, WORD, note_what_is_offered, without_data
from tests.kit.walk import go, walking

#: Buttons that only show more. Others write, and are pressed by the tests of their pages.
SHOWS = re.compile(r"^(生成|查看|看|打开|展开|更多|准备|导出|下载|全部|对比|比较|上一|下一|再看|检查无问题)")
#: Files whose contents differ from page to page; of the others (pictures, whole pages) one tells of all.
OF_ROWS = re.compile(r"XLSX|Excel|CSV|表|原文件|副本|^下载")
#: As many choices of a list are tried; the first, the last and others evenly between them.
CHOICES = 12
#: A row says one of these of itself; names of enterprises, brands and teams are everybody's.
TELLING = ("activity_name", "innovation_name", "detail", "case_title", "holder_ref", "evidence_ref")
CHINESE = re.compile(r"[\u4e00-\u9fff]{4,}")
_SHORT, _PATIENT = 3_000, 30_000
_HOLDS_LISTS = '[data-testid="stSelectbox"], [data-testid="stMultiSelect"]'
#: What is pressed on a page besides buttons that show more: it chooses, and writes nothing by itself.
_CHOOSERS = (
    '[role="tab"]',
    '[data-testid="stButtonGroup"] button',
    # Of a switch too: what is pressed of it is its label, the box itself lies beneath.
    '[data-testid="stCheckbox"] label',
    '[data-testid="stPopover"] button',
)
_FACES = """all => all.map(one => [
    one.innerText.trim(), one.checkVisibility({visibilityProperty: true}) && !one.disabled])"""
# A list that draws all its choices does not number them.
_HOLDS = """list => {
    const all = [...list.querySelectorAll('[role="option"]')],
        shown = all.findIndex(one => one.ariaSelected === 'true');
    return [+(all[0].ariaSetSize ?? all.length), shown < 0 ? 0 : +(all[shown].ariaPosInSet ?? shown + 1)];
}"""
_WITHIN = "list => Boolean(list.closest('details'))"
_ONE = '[role="option"][aria-posinset="{}"]'
_SCROLL = "(list, [at, all]) => list.scrollTop = list.scrollHeight * (at - 2) / all"
_AT_REST = """() => document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-testid="stSkeleton"]')"""


@dataclass
class Overheard:
    """What came to one account's browser, and what its pages offered.

    Args:
        heard: place (address, then what was clicked) → what the server sent there, one text.
        downloads: file name, of a packed one with the names inside it → its contents.
        offered: address → headings, folds, tabs, buttons and labels of fields, as people read them.
        tried: choices and files that a brief walk does not try again.
    """

    heard: dict[str, list[str]] = field(default_factory=dict)
    downloads: dict[str, str] = field(default_factory=dict)
    offered: dict[str, set[str]] = field(default_factory=dict)
    tried: set[tuple[str, ...]] = field(default_factory=set)
    place: str = ""

    def first_time(self, *what: str) -> bool:
        """Whether something is tried for the first time; from now on it is not."""
        is_new = what not in self.tried
        self.tried.add(what)
        return is_new

    def offers_of(self, place: str) -> set[str]:
        """What a place offered up to now; takes more."""
        return self.offered.setdefault(place, set())

    def hear(self, payload: str | bytes) -> None:
        text = payload if isinstance(payload, str) else payload.decode("utf-8", "ignore")
        self.heard.setdefault(self.place, []).append(text)

    def everything(self) -> Iterator[tuple[str, str]]:
        """Place → text, of pages and of downloads."""
        for place, texts in self.heard.items():
            yield place, "\n".join(texts)
        yield from ((f"下载 {name}", text) for name, text in self.downloads.items())


@contextmanager
def listening(chromium: Browser, url: str, account: str) -> Iterator[tuple[Watched, Overheard]]:
    """A signed-in browser whose websocket and downloads are overheard from its second page on."""
    overheard = Overheard()

    def join(socket: WebSocket) -> None:
        socket.on("framereceived", overheard.hear)

    def answer(response: Response) -> None:
        # A picture of a page that was left has no body any more; it was heard where it was made.
        with suppress(Error):
            if ("/media/" in response.url or "/photo" in response.url) and response.ok:
                overheard.hear(response.body())

    with walking(chromium, url, account) as watched:
        _draw_no_charts(watched.page)
        watched.page.on("websocket", join)
        watched.page.on("response", answer)
        yield watched, overheard


def _draw_no_charts(page: Page) -> None:
    """Give the browser an empty drawer of charts, which took half of a walk's time.

    What a chart would show was heard before it is drawn. Not by a route: that switches the cache off.
    """
    tools = page.context.new_cdp_session(page)
    empty = b64encode(b"export const PlotlyChart = () => null; export default PlotlyChart;").decode()
    headers = [{"name": "Content-Type", "value": "text/javascript"}]

    def answer(paused: dict) -> None:
        tools.send(
            "Fetch.fulfillRequest",
            {
                "requestId": paused["requestId"],
                "responseCode": 200,
                "responseHeaders": headers,
                "body": empty,
            },
        )

    tools.on("Fetch.requestPaused", answer)
    tools.send("Fetch.enable", {"patterns": [{"urlPattern": "*/static/js/PlotlyChart.*"}]})


def walk(
    watched: Watched, overheard: Overheard, address: str, *, choices: int = CHOICES, brief: bool = False
) -> None:
    """Open an address and all that can be opened on it without writing anything.

    A page is opened once: its views are pressed one after the other, and in each all is opened that no view
    of the page had before; a list shows what it showed at first again before the next thing is tried.

    Args:
        watched: the browser's page.
        overheard: takes what comes.
        address: of the page.
        choices: how many of each list are tried besides the one that is shown.
        brief: whether the first choices are tried instead of some from end to end, and of pictures and
            printed pages, which show what stands there, one of a kind is taken in all. What is offered
            after a choice is not noted then, so the list does not depend on how many are tried.
    """
    stroll = Stroll(watched, overheard, address, choices, brief)
    _open(watched, overheard, address)
    _look_around(stroll, address)
    _press_all(stroll)
    if stroll.left():
        # A view that was pressed hid what stood there at first.
        _open(watched, overheard, address)
        _press_all(stroll)
    if not brief:
        _open(watched, overheard, address)
        _take_downloads(watched, overheard, stroll.page, brief=False)
    _follow_one_within(watched, overheard, stroll.page)


def glance(watched: Watched, overheard: Overheard, address: str) -> None:
    """Open an address and its folds, note what it offers and take of each kind of file one; press nothing."""
    _open(watched, overheard, address)
    note_what_is_offered(watched.page, overheard.offers_of(address))
    _take_downloads(watched, overheard, address.partition("?")[0], brief=True)


@dataclass(frozen=True)
class Stroll:
    """A walk through one page: where, what is heard there, and how thorough it is (see `walk`).

    Args:
        met: label of what could be pressed → at which step it was first seen.
    """

    watched: Watched
    overheard: Overheard
    address: str
    choices: int
    brief: bool
    met: dict[str, int] = field(default_factory=dict)

    @property
    def page(self) -> str:
        return self.address.partition("?")[0]

    def left(self) -> bool:
        """Whether something was seen and is not pressed yet."""
        return any(("press", self.page, label) not in self.overheard.tried for label in self.met)


def _press_all(stroll: Stroll) -> None:
    """Press all that chooses, what it brought too."""
    while sum(_press_each(stroll, selector) for selector in _CHOOSERS):
        pass


def _look_around(stroll: Stroll, place: str) -> None:
    """Note what stands there, and try what no view of the page had before: buttons, files, lists."""
    note_what_is_offered(stroll.watched.page, stroll.overheard.offers_of(place))
    _take_downloads(stroll.watched, stroll.overheard, stroll.page, brief=True)
    _press_each(stroll, BUTTONS, only=SHOWS)
    _choose_each(stroll, place)
    if not stroll.brief:
        _press_each(stroll, BUTTONS, only=SHOWS)
    # What a button made or a choice brought is there only now.
    _take_downloads(stroll.watched, stroll.overheard, stroll.page, brief=True)


def _follow_one_within(watched: Watched, overheard: Overheard, page: str) -> None:
    """Open the first link that leads to one thing on the same page: a card in full, an item of the county."""
    links = watched.page.locator('[data-testid="stPageLink"] a').evaluate_all(
        "all => all.map(one => one.href)"
    )
    within = [urlsplit(link) for link in links if urlsplit(link).path == page and urlsplit(link).query]
    if not within or not overheard.first_time("link", page):
        return
    _open(watched, overheard, f"{page}?{within[0].query}")
    note_what_is_offered(watched.page, overheard.offers_of(f"{page} · 打开一个"))
    _take_downloads(watched, overheard, page, brief=True)


def _open(watched: Watched, overheard: Overheard, address: str) -> None:
    overheard.place = address
    go(watched, address)
    _open_folds(watched)


def _settle(watched: Watched) -> None:
    """As `Watched.wait`, looked at every 50 ms instead of once a second."""
    watched.page.wait_for_function(_AT_REST, polling=50, timeout=SLOW)


def _open_folds(watched: Watched) -> None:
    """Open all folds at once, then those within them: each is drawn when it is opened."""
    closed = watched.page.locator('[data-testid="stExpander"] details:not([open]) > summary')
    for _ in range(30):
        if not closed.evaluate_all("all => { all.forEach(one => one.click()); return all.length }"):
            return
        _settle(watched)


def _press_each(stroll: Stroll, selector: str, only: re.Pattern[str] | None = None) -> bool:
    """Press what a selector finds, one after the other; the page may hold others after each.

    What a button shows belongs to where it stands; what chooses leads to a place of its own.
    """
    watched, overheard, address = stroll.watched, stroll.overheard, stroll.address
    for step in range(60):
        number, label = _fresh(stroll, selector, only)
        if number < 0:
            return step > 0
        overheard.place = f"{address} · {label}"
        watched.page.locator(selector).nth(number).click()
        _settle(watched)
        _open_folds(watched)
        if only:
            note_what_is_offered(watched.page, overheard.offers_of(address))
        else:
            _look_around(stroll, f"{address} · {without_data(label)}" if WORD.search(label) else address)
        watched.page.keyboard.press("Escape")
        _settle(watched)
    return True


def _fresh(stroll: Stroll, selector: str, only: re.Pattern[str] | None) -> tuple[int, str]:
    """Position and label of what is pressed next; -1 when all was pressed on this page.

    What came last goes first, and of what came together the last: a view's own choices before the next view.
    """
    found, step = list[tuple[int, int, str]](), len(stroll.met)
    for number, (label, is_open) in enumerate(stroll.watched.page.locator(selector).evaluate_all(_FACES)):
        is_new = ("press", stroll.page, label) not in stroll.overheard.tried
        if is_open and is_new and (only is None or only.search(label)):
            found.append((stroll.met.setdefault(label, step), number, label))
    if not found:
        return -1, ""
    _, number, label = max(found)
    stroll.overheard.first_time("press", stroll.page, label)
    return number, label


def _choose_each(stroll: Stroll, place: str) -> None:
    """In every list, those that came with an earlier choice too, try choices from end to end."""
    lists, number, seen = stroll.watched.page.locator(_HOLDS_LISTS), 0, list[str]()
    while stroll.choices and number < min(lists.count(), 20):
        label = lists.nth(number).locator("input").first.get_attribute("aria-label") or ""
        seen.append(label)
        # Two tables of a page have a list of the same name each.
        if stroll.overheard.first_time("list", stroll.page, label, str(seen.count(label))):
            _try_choices(stroll, lists.nth(number), place)
        number += 1


def _try_choices(stroll: Stroll, chooser: Locator, place: str) -> None:
    """Try choices of a list that it does not show already.

    Then it shows again what it showed at first, unless what it changes is only the fold around it.
    """
    watched, several = stroll.watched, chooser.get_attribute("data-testid") == "stMultiSelect"
    count, shown = _unfold(watched.page, chooser)
    watched.page.keyboard.press("Escape")
    # The first of a list of which several may be chosen is “all of them”.
    others = [number for number in range(1 + several, count + 1) if number != shown]
    for position in others[: stroll.choices] if stroll.brief else _spread(others, stroll.choices):
        if not _choose(stroll, chooser, position):
            return
        _open_folds(watched)
        if not stroll.brief:
            note_what_is_offered(watched.page, stroll.overheard.offers_of(place))
        if several:
            chooser.locator("input").first.press("Backspace")
            _settle(watched)
    if others and shown and not several and not chooser.evaluate(_WITHIN):
        _choose(stroll, chooser, shown)


def _spread(positions: list[int], most: int) -> list[int]:
    """At most so many of some positions (two or more), evenly from the first to the last."""
    if len(positions) <= most:
        return positions
    last = len(positions) - 1
    return [positions[at] for at in sorted({round(step * last / (most - 1)) for step in range(most)})]


def _unfold(page: Page, chooser: Locator) -> tuple[int, int]:
    """Open a list: how many it holds, and which it shows, counted from 1; none when it is closed."""
    box = chooser.locator("input").first
    if not box.is_enabled():
        return 0, 0
    for _ in range(6):
        # A list that scrolls into sight while it opens closes again: it is brought into sight first.
        # One that is drawn anew just then is looked for again.
        with suppress(Error):
            box.scroll_into_view_if_needed()
            box.click()
            page.get_by_role("option").first.wait_for(timeout=_SHORT)
            count, shown = page.get_by_role("listbox").first.evaluate(_HOLDS)
            return count, shown
        page.keyboard.press("Escape")
    raise AssertionError(f"a list that does not open: {box.get_attribute('aria-label')}, {page.url}")


def _choose(stroll: Stroll, chooser: Locator, position: int) -> bool:
    """Take a choice; False when the list went with what was chosen before, or became shorter."""
    watched = stroll.watched
    for _ in range(3):
        count = _unfold(watched.page, chooser)[0] if chooser.count() else 0
        if not 0 < position <= count:
            watched.page.keyboard.press("Escape")
            _settle(watched)
            return False
        # A list that is drawn anew while it lies open closes: it is opened once more.
        with suppress(Error):
            _take(stroll, position, count)
            _settle(watched)
            return True
    raise AssertionError(f"a list whose choice cannot be taken: {stroll.address}, {position} of {count}")


def _take(stroll: Stroll, position: int, count: int) -> None:
    """Take a choice of the list that lies open; Error when it has gone."""
    page = stroll.watched.page
    # A long list draws only what is in sight.
    page.get_by_role("listbox").first.evaluate(_SCROLL, [position, count], timeout=_SHORT)
    option = page.locator(_ONE.format(position)).or_(
        page.locator('[role="option"]:not([aria-posinset])').nth(position - 1)
    )
    stroll.overheard.place = f"{stroll.address} · {option.inner_text(timeout=_SHORT).strip()}"
    option.click(timeout=_SHORT)


def _take_downloads(watched: Watched, overheard: Overheard, page: str, *, brief: bool) -> None:
    """Take what can be taken away; a brief walk takes of each kind one, of rows one on each page."""
    buttons = watched.page.locator('[data-testid="stDownloadButton"] button')
    for number in range(20):
        label = _words_of(watched, buttons, number)
        if not label:
            continue
        button = buttons.nth(number)
        if not overheard.first_time("file", page if OF_ROWS.search(label) else "", label) and brief:
            continue
        file = _download(watched, button, _PATIENT) or _download(watched, button, SLOW)
        assert file, f"{overheard.place}: {label}"
        overheard.downloads |= _unpacked(file.suggested_filename, file.path().read_bytes())
        watched.wait()


def _words_of(watched: Watched, buttons: Locator, number: int) -> str:
    """What a button says that can be pressed; empty without one.

    A page that is drawn anew just then is waited for: its buttons may be fewer, and their words come last.
    """
    for _ in range(3):
        with suppress(Error):
            if number >= buttons.count():
                return ""
            button = buttons.nth(number)
            if not button.is_visible() or not button.is_enabled(timeout=_SHORT):
                return ""
            if label := without_data(button.inner_text(timeout=_SHORT)):
                return label
        _settle(watched)
    raise AssertionError(f"a file to take away without a name: {watched.page.url}, {number}")


def _download(watched: Watched, button: Locator, patience: int) -> Download | None:
    """What a press gives; None when the page was drawn anew just then, as for a person who presses again."""
    try:
        with watched.page.expect_download(timeout=patience) as coming:
            button.click()
        return coming.value
    except TooLate:
        return None


def _unpacked(name: str, content: bytes) -> dict[str, str]:
    """Name → text of a file, of a packed one of everything inside it."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return {name: content.decode("utf-8", "ignore")}
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        found = {name: "\n".join(packed.namelist())}
        for inner in packed.namelist():
            found |= _unpacked(f"{name} {inner}", packed.read(inner))
    return found


def sentences(frame: pd.DataFrame) -> set[str]:
    """Runs of six signs or more that rows say of themselves."""
    return {
        run
        for column in set(frame.columns) & set(TELLING)
        for text in frame[column].dropna()
        for run in CHINESE.findall(text)
        if len(run) >= 6
    }
