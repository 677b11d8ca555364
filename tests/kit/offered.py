"""What a role's pages offer, without data: lists that people read and agree to."""

import os
import re
from pathlib import Path

from playwright.sync_api import Page

from tests.kit.project import REPO

#: What each role was offered in the sample county.
SEEN = REPO / "tests" / "attacks" / "seen"
WORD, _ICON = re.compile(r"[\u4e00-\u9fff]{2}"), re.compile(r"^[a-z_]+(?=[^a-z_])")
#: What a button begins with that is a figure and what it counts: `143场　…`, `1.8万人次　…`.
_FIGURE = re.compile(r"^\s*[0-9][0-9.]*万?[\u4e00-\u9fff]{1,3}[　\s]+")
BUTTONS = '[data-testid="stButton"] button'
#: Kind of what is offered, as the lists name it → where it stands.
_KINDS = {
    "标题": "h1, h2, h3",
    "折叠": '[data-testid="stExpander"] summary',
    "按钮": BUTTONS,
    "下载": '[data-testid="stDownloadButton"] button',
    "选择": '[data-testid="stWidgetLabel"]',
    "视图": '[role="tab"], [data-testid="stButtonGroup"] button',
    "气泡": '[data-testid="stPopover"] button',
}
# One question to the page instead of one for each of its parts.
_OFFERED = """(all, kinds) => Object.entries(kinds).flatMap(
    ([kind, where]) => [...all.querySelectorAll(where)].map(one => [kind, one.innerText]))"""


def note_what_is_offered(page: Page, seen: set[str]) -> None:
    """What a reviewer would want to know of a page: its headings, folds, buttons and fields, without data."""
    for kind, text in page.locator("html").evaluate(_OFFERED, _KINDS):
        if words := without_data(text):
            seen.add(f"{kind} {words}")


def without_data(text: str) -> str:
    """A label without figures and what follows them: the list changes with the pages, not the data."""
    text = _FIGURE.sub("", text)
    first = next((line for line in text.splitlines() if WORD.search(line)), "")
    return re.split(r"(?<=[\u4e00-\u9fff])\s*[0-9　（：“]", _ICON.sub("", first.strip()))[0].strip()


def agreed(role: str, offered: dict[str, set[str]]) -> None:
    """Compare what was offered (place → kinds and labels) with the list people agreed to, `seen/ROLE.txt`."""
    lines = []
    for place, offers in offered.items():
        page, of_view, _ = place.partition(" · ")
        # Of a view, only what it adds to the page it is on: else nobody would read the list.
        added = offers - offered.get(page, set()) if of_view else offers
        lines += [f"{place}\t{offer}" for offer in sorted(added)]
    file = _list_of(role)
    if os.environ.get("KANDEJIAN_SEEN") == "write":
        file.write_text("\n".join([*lines, ""]), encoding="utf-8")
    assert file.exists(), f"nobody has agreed to a list yet: KANDEJIAN_SEEN=write writes {file.name}"
    assert lines == file.read_text(encoding="utf-8").splitlines()


def beyond_the_agreed(role: str, offered: dict[str, set[str]]) -> list[tuple[str, str]]:
    """What was offered (place → kinds and labels) on a page that the list people agreed to does not name."""
    listed: dict[str, set[str]] = {}
    for line in _list_of(role).read_text(encoding="utf-8").splitlines():
        place, _, offer = line.partition("\t")
        listed.setdefault(_page(place), set()).add(offer)
    return sorted(
        (place, offer)
        for place, offers in offered.items()
        for offer in offers - listed.get(_page(place), set())
    )


def _page(place: str) -> str:
    return place.partition(" · ")[0].partition("?")[0]


def _list_of(role: str) -> Path:
    return SEEN / f"{role.partition(' · ')[0]}.txt"
