"""Takes a picture of every page from the running sample county, for the READMEs and the documents.

    .venv/bin/python docs/make_pictures.py [NAME …]

Writes docs/pictures/NAME.png, 1440 pixels wide and at most 150 kB each. Needs Chromium, as the browser tests
do (./test.sh installs it).
"""

import sys
import tempfile
from io import BytesIO
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO))

from PIL import Image  # noqa: E402
from playwright.sync_api import Browser, sync_playwright  # noqa: E402

from tests.kit.browser import ARGUMENTS, CHROMIUM  # noqa: E402
from tests.kit.county_packages import open_store  # noqa: E402
from tests.kit.project import initialise  # noqa: E402
from tests.kit.server import serve  # noqa: E402
from tests.kit.walk import ADMIN, LEADER, REVIEWER, STAFF, go, walking  # noqa: E402

FOLDER = REPO / "docs" / "pictures"
MOST_BYTES = 150_000
#: Account → picture → address.
PICTURES = {
    LEADER: {
        "overview": "/?period=2023年",
        "enterprises": "/enterprises?period=2023年",
        "heatmap": "/enterprises?period=2023年&enterprise-view=热力图",
        "compare": "/enterprises?period=2023年&enterprise-view=对比",
        "reach": "/enterprises?period=2023年&enterprise-view=品牌进企业",
        "profile": "/enterprises?period=2023年&enterprise-view=画像",
        "brands": "/brands?period=2023年",
        "units": "/units?period=2023年",
        "towns": "/towns?period=2023年&town-view=地图",
        "industries": "/industries?period=2023年",
        "worklist": "/worklist?period=2023年",
        "sights": "/sights?period=2023年",
        "present": "/present",
        "indicators": "/indicators?period=2023年&item=K2&measure=K2b",
        "trends": "/trends",
        "weights": "/weights?period=2023年",
        "search": "/search?q=电",
        "briefing": "/briefing?period=2023年&briefing-preview=true",
        "handbook": "/handbook",
        "checkup": "/checkup?period=2023年&checkup-view=各项分布",
        "progress": "/progress",
    },
    STAFF: {"upload": "/upload", "history": "/history"},
    REVIEWER: {"review": "/review", "quality": "/quality", "periods": "/periods"},
    ADMIN: {"accounts": "/accounts", "admin": "/admin", "audit": "/audit"},
}
CODES = ("lingdao", "u13", "shenhe", "guanli")


def main(folder: Path, wanted: set[str]) -> None:
    """Serve the sample county and save the pictures wanted, all of them when none is named."""
    FOLDER.mkdir(exist_ok=True)
    url = initialise(folder / "demo.db", demo=True)
    with open_store(url) as store:
        for code in CODES:  # the first look round is no part of the page
            store.office.remember(f"tour:{code}", "done", code)
    with serve(url, folder / "server.log") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for account, pictures in PICTURES.items():
            chosen = {name: place for name, place in pictures.items() if not wanted or name in wanted}
            if chosen:
                take(browser, server.url, account, chosen)


def take(browser: Browser, url: str, account: str, pictures: dict[str, str]) -> None:
    """Sign in once and take the pictures of an account."""
    with walking(browser, url, account) as watched:
        for name, address in pictures.items():
            go(watched, address)
            watched.page.wait_for_timeout(1500)  # charts move into place
            content = small(watched.page.screenshot())
            (FOLDER / f"{name}.png").write_bytes(content)
            print(f"{name}.png {len(content) / 1000:.0f} kB", flush=True)


def small(content: bytes) -> bytes:
    """The picture in as many colours as fit MOST_BYTES, 128 at most."""
    picture = Image.open(BytesIO(content)).convert("RGB")
    for colours in (128, 64, 32, 16):
        buffer = BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
        if buffer.tell() <= MOST_BYTES:
            break
    return buffer.getvalue()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        main(Path(temporary), set(sys.argv[1:]))
