"""Every page and view, and a way through them with one signed-in browser context a file.

``walking(chromium, url, account)`` signs in once and gives a ``Watched``; ``go(watched, address)`` opens an
address in it and waits until the page stands there, with a heading and without a fault.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, expect

from tests.kit.browser import DESKTOP, FAULT, SLOW, Watched, sign_in, watch

REVIEWER, ADMIN = "审核员 · 县产改办审核员", "管理员 · 县产改办系统管理员"
LEADER, STAFF = "领导 · 县产改工作分管领导", "填报员 · 住建局填报员"
AUDITOR = "审计员 · 县产改办审计员"
ROLES = (LEADER, REVIEWER, STAFF, ADMIN, AUDITOR)
#: Page → its further views; the first page has no name in addresses. The administrator has every page.
VIEWS = {
    "": ("present=1",),
    "enterprises": (
        "enterprise-view=热力图",
        "enterprise-view=对比",
        "enterprise-view=品牌进企业",
        "enterprise-view=画像",
    ),
    "brands": ("brand-view=画像",),
    "units": ("unit-view=画像",),
    "towns": ("town-view=地图", "town-view=热力图", "town-view=画像"),
    "industries": ("industry-view=画像",),
    "worklist": (
        "worklist-view=项目和品牌",
        "worklist-view=时间表",
        "worklist-view=归并建议",
        "worklist-view=队伍",
        "worklist-view=社会组织",
    ),
    "sights": ("sights-view=走访路线单",),
    "present": (),
    "indicators": ("item=K2&measure=K2b",),
    "trends": (),
    "weights": (
        "assumed-view=名次区间",
        "assumed-view=哪一项说了算",
        "assumed-view=方案比较",
    ),
    "search": ("q=电", "q=没有这个词"),
    "briefing": ("briefing-view=发出过的", "briefing-step=核对单", "briefing-step=定稿"),
    "handbook": (),
    "checkup": ("checkup-view=各项分布",),
    "upload": (),
    "review": (),
    "progress": (),
    "history": (),
    "quality": ("quality-view=报在别家品牌下", "quality-view=专报数字", "quality-view=认定记录"),
    "periods": ("periods-view=发布", "periods-view=发布记录", "periods-view=上报与反馈"),
    "county": (
        "setup-view=一张表导入",
        "setup-view=逐项修改",
        "setup-view=模板和登录条",
        "setup-view=改动记录",
    ),
    "accounts": (),
    "admin": ("admin-view=对比两个版本", "admin-view=历次版本"),
    "audit": (),
}
ADDRESSES = tuple(
    f"/{page}{'?' if view else ''}{view}" for page, views in VIEWS.items() for view in ("", *views)
)


@contextmanager
def walking(chromium: Browser, url: str, account: str, theme: str = "light") -> Iterator[Watched]:
    """A browser context in which ``account`` is signed in; at the end nothing may have gone wrong in it."""
    watched = watch(chromium, url, DESKTOP)
    watched.page.emulate_media(color_scheme=theme)
    try:
        watched.page.goto(url + "/handbook")
        sign_in(watched.page, account)
        settled(watched)
        yield watched
        watched.assert_clean()
    finally:
        watched.page.context.close()


def go(watched: Watched, address: str) -> None:
    """Open an address of the server that the page is on, and wait until it stands there without a fault."""
    here = urlsplit(watched.page.url)
    watched.page.goto(f"{here.scheme}://{here.netloc}{address}")
    settled(watched)
    assert FAULT not in watched.page.get_by_test_id("stMain").inner_text(), address
    assert watched.page.get_by_role("dialog").all_inner_texts() == [], address


def settled(watched: Watched) -> None:
    """Wait for the page's title, then for the end of its run: before the first run nothing runs either."""
    expect(watched.page.get_by_test_id("stHeading").first).to_be_visible(timeout=SLOW)
    watched.wait()
