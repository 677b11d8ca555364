"""A walk through everything a role can open: every address, fold, tab, choice, dialog and download.

What the server sends is read where it arrives, in the frames of the websocket and the bodies of downloads: so
a row is found that a table paints on a canvas, keeps below its edge, or hides in a chart's hover text.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Error, Locator, Page, Response, WebSocket
from playwright.sync_api import TimeoutError as TooLate

from tests.kit.browser import Watched
from tests.kit.walk import go, walking

#: Buttons that only show more. Others write, and are pressed by the tests of their pages.
SHOWS = re.compile(r"^(生成|查看|看|打开|展开|更多|准备|导出|下载|全部|对比|比较|上一|下一)")
#: As many choices of a list are tried; the first, the last and others evenly between them.
CHOICES = 12
CHINESE = re.compile(r"[\u4e00-\u9fff]{4,}")
_WORD, _ICON = re.compile(r"[\u4e00-\u9fff]{2}"), re.compile(r"^[a-z_]+(?=[^a-z_])")
_SHORT, _DOWNLOAD = 3_000, 30_000
_HOLDS_LISTS = '[data-testid="stSelectbox"]'


@dataclass
class Overheard:
    """What came to one account's browser, and what its pages offered.

    Args:
        heard: place (address, then what was clicked) → what the server sent there, one text.
        downloads: file name → its contents with everything packed inside, one text.
        offered: address → headings, folds, tabs, buttons and labels of fields, as people read them.
    """

    heard: dict[str, list[str]] = field(default_factory=dict)
    downloads: dict[str, str] = field(default_factory=dict)
    offered: dict[str, set[str]] = field(default_factory=dict)
    place: str = ""

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
            if "/media/" in response.url and response.ok:
                overheard.hear(response.body())

    with walking(chromium, url, account) as watched:
        watched.page.on("websocket", join)
        watched.page.on("response", answer)
        yield watched, overheard


def walk(
    watched: Watched, overheard: Overheard, address: str, *, choices: int = CHOICES, files: bool = True
) -> None:
    """Open an address and all that can be opened on it without writing anything.

    Args:
        watched: the browser's page.
        overheard: takes what comes.
        address: of the page.
        choices: how many of each list are tried.
        files: whether everything that can be taken away is taken.
    """
    overheard.place = address
    go(watched, address)
    _open_folds(watched)
    _note_what_is_offered(watched.page, overheard, address)
    for selector in ('[role="tab"]', '[data-testid="stButtonGroup"] button', '[role="switch"]'):
        _press_each(watched, overheard, address, selector)
    _choose_each(watched, overheard, address, choices)
    _press_each(watched, overheard, address, '[data-testid="stButton"] button', only=SHOWS)
    if files:
        overheard.place = address
        go(watched, address)
        _open_folds(watched)
        _take_downloads(watched, overheard)


def _open_folds(watched: Watched) -> None:
    closed = watched.page.locator('[data-testid="stExpander"] details:not([open]) > summary')
    for _ in range(30):
        if not closed.count():
            return
        closed.first.click()
        watched.wait()


def _press_each(
    watched: Watched, overheard: Overheard, address: str, selector: str, only: re.Pattern[str] | None = None
) -> None:
    """Press what a selector finds, one after the other; the page may hold others after each."""
    pressed: set[str] = set()
    for _ in range(60):
        found = [one for one in watched.page.locator(selector).all() if _fresh(one, pressed, only)]
        if not found:
            return
        label = found[0].inner_text().strip()
        pressed.add(label)
        overheard.place = f"{address} · {label}"
        found[0].click()
        watched.wait()
        _open_folds(watched)
        _note_what_is_offered(watched.page, overheard, address)
        watched.page.keyboard.press("Escape")
        watched.wait()


def _fresh(one: Locator, pressed: set[str], only: re.Pattern[str] | None) -> bool:
    try:
        label = one.inner_text(timeout=_SHORT).strip()
        is_open = one.is_visible() and one.is_enabled(timeout=_SHORT)
    except TooLate:
        # What was pressed before it took it away.
        return False
    return is_open and label not in pressed and (only is None or bool(only.search(label)))


def _choose_each(watched: Watched, overheard: Overheard, address: str, choices: int) -> None:
    """In every list of choices, those that came with an earlier choice too, try choices from end to end."""
    lists, number = watched.page.locator(_HOLDS_LISTS), 0
    while choices and number < min(lists.count(), 20):
        options = _options(watched.page, lists.nth(number))
        for position in _spread(len(options), choices):
            if number >= lists.count():
                break
            overheard.place = f"{address} · {options[position]}"
            _choose(watched, lists.nth(number), position)
            _open_folds(watched)
            _note_what_is_offered(watched.page, overheard, address)
        number += 1


def _spread(count: int, most: int) -> list[int]:
    """Positions of at most so many choices (two or more), evenly from the first to the last."""
    if count <= most:
        return list(range(count))
    return sorted({round(step * (count - 1) / (most - 1)) for step in range(most)})


def _options(page: Page, chooser: Locator) -> list[str]:
    """What a list offers; nothing when it is closed to this role."""
    try:
        chooser.locator("input").first.click(timeout=_SHORT)
        page.get_by_role("option").first.wait_for(timeout=_SHORT)
    except TooLate:
        return []
    found = page.get_by_role("option").all_inner_texts()
    page.keyboard.press("Escape")
    return found


def _choose(watched: Watched, chooser: Locator, position: int) -> None:
    """By the keyboard, as a long list draws only the options in sight."""
    box = chooser.locator("input").first
    try:
        box.click(timeout=_SHORT)
        option = watched.page.get_by_role("option").nth(position)
        option.click(timeout=_SHORT)
    except TooLate:
        watched.page.keyboard.press("Escape")
    watched.wait()


def _take_downloads(watched: Watched, overheard: Overheard) -> None:
    buttons = watched.page.locator('[data-testid="stDownloadButton"] button')
    for number in range(min(buttons.count(), 20)):
        button = buttons.nth(number)
        if not button.is_visible() or not button.is_enabled():
            continue
        with watched.page.expect_download(timeout=_DOWNLOAD) as coming:
            button.click()
        file = coming.value
        content = file.path().read_bytes()
        overheard.downloads[file.suggested_filename] = "\n".join(_unpacked(content))
        watched.wait()


def _unpacked(content: bytes) -> Iterator[str]:
    """A file's own text and, of a packed one, that of everything inside."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        yield content.decode("utf-8", "ignore")
        return
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            yield name
            yield from _unpacked(packed.read(name))


def _note_what_is_offered(page: Page, overheard: Overheard, address: str) -> None:
    """What a reviewer would want to know of a page: its headings, folds, buttons and fields, without data."""
    seen = overheard.offered.setdefault(address, set())
    for kind, selector in (
        ("标题", "h1, h2, h3"),
        ("折叠", '[data-testid="stExpander"] summary'),
        ("按钮", '[data-testid="stButton"] button'),
        ("下载", '[data-testid="stDownloadButton"] button'),
        ("选择", '[data-testid="stWidgetLabel"]'),
    ):
        for text in page.locator(selector).all_inner_texts():
            if words := _without_data(text):
                seen.add(f"{kind} {words}")


def _without_data(text: str) -> str:
    """A label without figures and what follows them: the list changes with the pages, not the data."""
    first = next((line for line in text.splitlines() if _WORD.search(line)), "")
    return re.split(r"(?<=[\u4e00-\u9fff])\s*[0-9　（：“]", _ICON.sub("", first.strip()))[0].strip()
