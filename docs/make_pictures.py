"""Takes the pictures of the README from the running sample county.

    .venv/bin/python docs/make_pictures.py

Needs Chromium, as the browser tests do (./test.sh installs it).
"""

import sys
import tempfile
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

REPO = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPO))

from playwright.sync_api import sync_playwright  # noqa: E402

from tests.browser.conftest import ARGUMENTS, CHROMIUM, DESKTOP, LEADER, Watched, sign_in  # noqa: E402
from tests.conftest import initialise  # noqa: E402
from tests.serving import serve  # noqa: E402

#: Picture → address.
PICTURES = {
    "overview": "/?period=2023年",
    "enterprises": "/enterprises?period=2023年&enterprise-view=热力图",
    "profile": "/enterprises?period=2023年&enterprise-view=画像",
    "upload": "/upload?as=填报员 · 人社局填报员",
}


def main(folder: Path) -> None:
    """Serve the sample county and save every picture into docs/images/."""
    url = initialise(folder / "demo.db", demo=True)
    with serve(url, folder / "server.log") as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name, address in PICTURES.items():
            page = browser.new_page(
                viewport=dict(zip(("width", "height"), DESKTOP, strict=True)), locale="zh-CN"
            )
            page.goto(server.url + address)
            sign_in(page, parse_qs(urlsplit(address).query).get("as", [LEADER])[0])
            Watched(page).wait().wait_for_timeout(1500)
            page.screenshot(path=REPO / "docs" / "images" / f"{name}.png")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        main(Path(temporary))
