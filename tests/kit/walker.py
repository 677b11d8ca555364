"""A walk through everything a role can open: every address, fold, tab, choice, dialog and download.

What the server sends is read where it arrives, in the frames of the websocket and the bodies of downloads: so
a row is found that a table paints on a canvas, keeps below its edge, or hides in a chart's hover text.
"""

import io
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pandas as pd
from playwright.sync_api import Browser, Download, Error, Locator, Page, Response, WebSocket
from playwright.sync_api import TimeoutError as TooLate

from tests.kit.browser import SLOW, Watched
from tests.kit.project import REPO
from tests.kit.walk import go, walking

#: Buttons that only show more. Others write, and are pressed by the tests of their pages.
SHOWS = re.compile(r"^(生成|查看|看|打开|展开|更多|准备|导出|下载|全部|对比|比较|上一|下一|再看|检查无问题)")
#: Files whose contents differ from page to page; of the others (pictures, whole pages) one tells of all.
OF_ROWS = re.compile(r"XLSX|Excel|CSV|表|原文件|副本|^下载")
#: As many choices of a list are tried; the first, the last and others evenly between them.
CHOICES = 12
#: What each role was offered in the sample county.
SEEN = REPO / "tests" / "attacks" / "seen"
#: A row says one of these of itself; names of enterprises, brands and teams are everybody's.
TELLING = ("activity_name", "innovation_name", "detail", "case_title", "holder_ref", "evidence_ref")
CHINESE = re.compile(r"[\u4e00-\u9fff]{4,}")
_WORD, _ICON = re.compile(r"[\u4e00-\u9fff]{2}"), re.compile(r"^[a-z_]+(?=[^a-z_])")
#: What a button begins with that is a figure and what it counts: `143场　…`, `1.8万人次　…`.
_FIGURE = re.compile(r"^\s*[0-9][0-9.]*万?[\u4e00-\u9fff]{1,3}[　\s]+")
_SHORT, _PATIENT = 3_000, 30_000
_HOLDS_LISTS = '[data-testid="stSelectbox"], [data-testid="stMultiSelect"]'
#: What is pressed on a page besides buttons that show more: it chooses, and writes nothing by itself.
_CHOOSERS = (
    '[role="tab"]',
    '[data-testid="stButtonGroup"] button',
    '[role="switch"]',
    '[data-testid="stCheckbox"] label',
    '[data-testid="stPopover"] button',
)


@dataclass
class Overheard:
    """What came to one account's browser, and what its pages offered.

    Args:
        heard: place (address, then what was clicked) → what the server sent there, one text.
        downloads: file name → its contents with everything packed inside, one text.
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
        watched.page.on("websocket", join)
        watched.page.on("response", answer)
        yield watched, overheard


def walk(
    watched: Watched, overheard: Overheard, address: str, *, choices: int = CHOICES, brief: bool = False
) -> None:
    """Open an address and all that can be opened on it without writing anything.

    Args:
        watched: the browser's page.
        overheard: takes what comes.
        address: of the page.
        choices: how many of each list are tried.
        brief: whether the first choices are tried instead of some from end to end, nothing is pressed or
            chosen twice on a page (in another of its views), nor what it shows already, and of pictures and
            printed pages, which show what stands there, one of a kind is taken in all. What is offered
            after a choice is not noted then, so the list does not depend on how many are tried.
    """
    page = address.partition("?")[0]
    _open(watched, overheard, address)
    _note_what_is_offered(watched.page, overheard, address)
    _take_downloads(watched, overheard, page, brief=True)
    _press_each(watched, overheard, address, '[data-testid="stButton"] button', only=SHOWS, brief=brief)
    # What a button made is there only now.
    _take_downloads(watched, overheard, page, brief=True)
    before = len(overheard.tried)
    for selector in _CHOOSERS:
        _press_each(watched, overheard, address, selector, brief=brief)
    if choices and len(overheard.tried) > before:
        # What was pressed last may have led to another view than the address's.
        _open(watched, overheard, address)
    _choose_each(watched, overheard, address, choices, brief=brief)
    if not brief:
        _press_each(watched, overheard, address, '[data-testid="stButton"] button', only=SHOWS)
        _open(watched, overheard, address)
        _take_downloads(watched, overheard, page, brief=False)
    _follow_one_within(watched, overheard, page)


def _follow_one_within(watched: Watched, overheard: Overheard, page: str) -> None:
    """Open the first link that leads to one thing on the same page: a card in full, an item of the county."""
    links = watched.page.locator('[data-testid="stPageLink"] a').evaluate_all(
        "all => all.map(one => one.href)"
    )
    within = [urlsplit(link) for link in links if urlsplit(link).path == page and urlsplit(link).query]
    if not within or not overheard.first_time("link", page):
        return
    _open(watched, overheard, f"{page}?{within[0].query}")
    _note_what_is_offered(watched.page, overheard, f"{page} · 打开一个")
    _take_downloads(watched, overheard, page, brief=True)


def _open(watched: Watched, overheard: Overheard, address: str) -> None:
    overheard.place = address
    go(watched, address)
    _open_folds(watched)


def _open_folds(watched: Watched) -> None:
    closed = watched.page.locator('[data-testid="stExpander"] details:not([open]) > summary')
    for _ in range(30):
        if not closed.count():
            return
        # What is drawn anew at this moment is another fold, or none: look again.
        with suppress(TooLate):
            closed.first.click(timeout=_PATIENT)
        watched.wait()


def _press_each(
    watched: Watched,
    overheard: Overheard,
    address: str,
    selector: str,
    only: re.Pattern[str] | None = None,
    *,
    brief: bool = False,
) -> None:
    """Press what a selector finds, one after the other; the page may hold others after each."""
    page, pressed = address.partition("?")[0], set[str]()
    if brief:
        pressed |= {what[-1] for what in overheard.tried if what[:2] == ("press", page)}
    for _ in range(60):
        found = [one for one in watched.page.locator(selector).all() if _fresh(one, pressed, only)]
        if not found:
            return
        label = found[0].inner_text().strip()
        pressed.add(label)
        overheard.first_time("press", page, label)
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


def _choose_each(watched: Watched, overheard: Overheard, address: str, choices: int, *, brief: bool) -> None:
    """In every list of choices, those that came with an earlier choice too, try choices from end to end."""
    lists, number = watched.page.locator(_HOLDS_LISTS), 0
    page = address.partition("?")[0]
    while choices and number < min(lists.count(), 20):
        options = _options(watched.page, lists.nth(number))
        tried = list(range(len(options)))[:choices] if brief else _spread(len(options), choices)
        for position in tried:
            if number >= lists.count():
                break
            label = "".join(lists.nth(number).locator("label").all_inner_texts())
            is_new = overheard.first_time(page, label, options[position])
            if brief and (not is_new or options[position] in lists.nth(number).inner_text()):
                # Tried before, or what the page shows already.
                continue
            overheard.place = f"{address} · {options[position]}"
            _choose(watched, lists.nth(number), position)
            _open_folds(watched)
            if not brief:
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


def _take_downloads(watched: Watched, overheard: Overheard, page: str, *, brief: bool) -> None:
    """Take what can be taken away; a brief walk takes of each kind one, of rows one on each page."""
    buttons = watched.page.locator('[data-testid="stDownloadButton"] button')
    for number in range(min(buttons.count(), 20)):
        button = buttons.nth(number)
        if not button.is_visible() or not button.is_enabled():
            continue
        label = _without_data(button.inner_text())
        if not overheard.first_time("file", page if OF_ROWS.search(label) else "", label) and brief:
            continue
        file = _download(watched, button, _PATIENT) or _download(watched, button, SLOW)
        assert file, f"{overheard.place}: {label}"
        overheard.downloads[file.suggested_filename] = "\n".join(_unpacked(file.path().read_bytes()))
        watched.wait()


def _download(watched: Watched, button: Locator, patience: int) -> Download | None:
    """What a press gives; None when the page was drawn anew just then, as for a person who presses again."""
    try:
        with watched.page.expect_download(timeout=patience) as coming:
            button.click()
        return coming.value
    except TooLate:
        return None


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
        ("视图", '[role="tab"], [data-testid="stButtonGroup"] button'),
        ("气泡", '[data-testid="stPopover"] button'),
    ):
        for text in page.locator(selector).all_inner_texts():
            if words := _without_data(text):
                seen.add(f"{kind} {words}")


def _without_data(text: str) -> str:
    """A label without figures and what follows them: the list changes with the pages, not the data."""
    text = _FIGURE.sub("", text)
    first = next((line for line in text.splitlines() if _WORD.search(line)), "")
    return re.split(r"(?<=[\u4e00-\u9fff])\s*[0-9　（：“]", _ICON.sub("", first.strip()))[0].strip()


def agreed(role: str, overheard: Overheard) -> None:
    """Compare what was offered with the list that people agreed to, `tests/attacks/seen/ROLE.txt`."""
    lines = [
        f"{address}\t{offer}" for address, offers in overheard.offered.items() for offer in sorted(offers)
    ]
    file = SEEN / f"{role.partition(' · ')[0]}.txt"
    if os.environ.get("KANDEJIAN_SEEN") == "write":
        file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    assert file.exists(), f"nobody has agreed to a list yet: KANDEJIAN_SEEN=write writes {file.name}"
    assert lines == file.read_text(encoding="utf-8").splitlines()


def sentences(frame: pd.DataFrame) -> set[str]:
    """Runs of six signs or more that rows say of themselves."""
    return {
        run
        for column in set(frame.columns) & set(TELLING)
        for text in frame[column].dropna()
        for run in CHINESE.findall(text)
        if len(run) >= 6
    }
