"""One warm browser that turns Plotly figures into SVG, for every thread of the process.

Kaleido's own synchronous server hands one thread the chart of another and waits for ever once its browser is
gone. Here one figure is drawn at a time, each attempt has a deadline, and whatever goes wrong, the browser is
killed with all its children, opened anew, and the figure tried once more.
"""

import asyncio
import atexit
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from kaleido import Kaleido

from metrics.reports.model import Drawing
from metrics.reports.print.fonts import SANS, SANS_FILES

Made = TypeVar("Made")

#: Environment variables that name the browser, and the names it has on the machines we know.
VARIABLES = ("CHROME", "BROWSER_PATH")
NAMES = (
    *("google-chrome-stable", "google-chrome", "chrome", "chromium", "chromium-browser"),
    *("microsoft-edge-stable", "microsoft-edge", "msedge"),
)
PLACES = (
    *(r"Google\Chrome\Application\chrome.exe", r"Chromium\Application\chrome.exe"),
    r"Microsoft\Edge\Application\msedge.exe",
)
APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
INSTALL = (
    "画图要用浏览器：请安装 Chrome、Chromium 或 Edge（Debian：apt-get install chromium），"
    "或用环境变量 CHROME 写明浏览器程序的位置。"
)


# It reports every browser that ends as a warning; what went wrong is said by `BrowserError`.
logging.getLogger("choreographer").setLevel(logging.ERROR)


class BrowserError(RuntimeError):
    """A figure could not be drawn; says in Chinese what to do."""


class NoBrowserError(BrowserError):
    """There is no browser on this machine."""


def find_browser() -> Path:
    """The browser's program: what `CHROME` or `BROWSER_PATH` names, else Chrome, Chromium, Edge.

    Raises:
        NoBrowserError: there is none, or the variable names a file that is not there.
    """
    for variable in VARIABLES:
        if named := os.environ.get(variable):
            found = shutil.which(named)
            if found is None:
                raise NoBrowserError(f"环境变量 {variable} 写明的浏览器“{named}”不存在或不能运行。{INSTALL}")
            return Path(found)
    roots = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    places = [str(Path(root) / place) for place in PLACES for root in roots if root]
    found = next(filter(None, map(shutil.which, (*NAMES, *places, *APPLICATIONS))), None)
    if found is None:
        raise NoBrowserError(f"没有找到浏览器。{INSTALL}")
    return Path(found)


# plotly.js and Kaleido's script lie in their packages; the fonts are ours, so that texts are measured with
# the glyphs they are printed with. Plotly names its clip paths at random: a fixed seed gives the same file.
_PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><style id="head-style"></style><style>{faces}</style>
<script src="{plotly}" charset="utf-8"></script><script src="{kaleido}"></script>
<script>
const draw = kaleido_scopes.plotly;
const seeded = () => {{
  let state = 7;
  Math.random = () => (state = state * 16807 % 2147483647) / 2147483647;
}};
const fonts = () => Promise.all({weights}.map(w => document.fonts.load(w + ' 16px "{family}"', '字a')));
kaleido_scopes.plotly = (...given) => fonts().then(() => {{ seeded(); return draw(...given); }});
</script></head><body style="margin:0"><img id="kaleido-image"></body></html>
"""


def _page() -> str:
    face = "@font-face{{font-family:'{}';font-weight:{};src:url('{}')}}"
    return _PAGE.format(
        faces="".join(face.format(SANS, weight, file.as_uri()) for weight, file in SANS_FILES.items()),
        plotly=_beside("plotly", "package_data/plotly.min.js"),
        kaleido=_beside("kaleido", "vendor/kaleido_scopes.js"),
        weights=json.dumps(sorted(SANS_FILES)),
        family=SANS,
    )


def _beside(package: str, name: str) -> str:
    found = find_spec(package)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(package)
    return (Path(found.origin).parent / name).as_uri()


class _Tab(Kaleido):
    """Kaleido that keeps its page between figures: reloading it would read 3 MB of scripts every time."""

    async def _return_kaleido_tab(self, tab: object) -> None:
        await self.tabs_ready.put(tab)


class Browser:
    """A browser that opens with the first figure and lives until `close`.

    Args:
        patience: seconds one attempt at a figure may take.
        start: seconds the browser may take to open; much when the machine is busy.
        recycle: figures after which a new browser is opened, so that its memory stays small.
    """

    def __init__(self, patience: float = 15.0, start: float = 40.0, recycle: int = 100) -> None:
        self.patience, self.start, self.recycle = patience, start, recycle
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._kaleido: _Tab | None = None
        self._folder: Path | None = None
        self._drawn = 0

    @property
    def pid(self) -> int | None:
        """Process group of the browser that is open, if any."""
        process = getattr(self._kaleido, "subprocess", None)
        return process.pid if process else None

    def svg(self, figure: Drawing, width: int, height: int | None = None) -> bytes:
        """A figure as SVG in UTF-8.

        Args:
            figure: a Plotly figure.
            width: CSS pixels.
            height: CSS pixels; that of its layout unless given.

        Raises:
            NoBrowserError: there is no browser.
            BrowserError: it failed twice.
        """
        spec = json.loads(figure.to_json())
        size = {"width": width} | ({"height": height} if height else {})
        with self._lock:
            for _ in range(2):
                if self._drawn >= self.recycle:
                    self._drop()
                answer, why = self._attempt(spec, size)
                if answer is not None:
                    self._drawn += 1
                    return answer
                self._drop()
        raise BrowserError(f"浏览器两次没有画出这张图（{why}）。请稍后再试；仍不行时重新启动看得见。")

    def close(self) -> None:
        """End the browser; the next figure opens a new one."""
        with self._lock:
            self._drop()

    def _attempt(self, spec: dict, size: dict) -> tuple[bytes | None, str]:
        """A figure drawn, or None and why not; opens the browser first where there is none."""
        tab = self._kaleido
        if tab is None:
            tab, why = self._await(self._open(find_browser()), self.start)
            if tab is None:
                return None, why
        return self._await(tab.calc_fig(spec, {"format": "svg", **size}), self.patience)

    async def _open(self, path: Path) -> _Tab:
        # A snap browser sees no /tmp of ours.
        home = Path.home() if "snap" in path.parts else None
        self._folder = Path(tempfile.mkdtemp(prefix="kandejian-", dir=home))
        page = self._folder / "page.html"
        page.write_text(_page(), encoding="utf-8")
        profile = self._folder / "profile"
        profile.mkdir()
        # A proxy that is not there: nothing the browser asks for ever leaves the machine.
        options = {"tmp_dir": str(profile), "proxy_server": "http://127.0.0.1:9"}
        self._kaleido = _Tab(n=1, page_generator=page, timeout=None, path=path, **options)
        await self._kaleido.open()
        # Registered last, so that it runs before the clean-up of the browser's own temporary folder.
        atexit.unregister(self.close)
        atexit.register(self.close)
        return self._kaleido

    def _await(self, work: Coroutine[Any, Any, Made], seconds: float) -> tuple[Made | None, str]:
        """What work on the browser's loop gave, or None and why there is nothing."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=_serve, args=(self._loop,), name="browser", daemon=True)
            self._thread.start()
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            failure = future.exception(seconds)
        except TimeoutError:
            future.cancel()
            return None, f"{seconds:.0f} 秒内没有回应"
        except CancelledError:
            return None, "浏览器中途退出"
        return (None, str(failure) or type(failure).__name__) if failure else (future.result(), "")

    def _drop(self) -> None:
        """Kill the browser with its children and forget it.

        Its pipes must be closed before new ones are opened, so that is waited for; a loop that does not
        answer is left behind.
        """
        if self._kaleido is not None and self.pid:
            # First the pipe: Kaleido would wait two seconds for its reader, which only the pipe's end wakes.
            self._kaleido._channel.close()
            _kill_group(self.pid)
        if self._loop is not None and self._thread is not None:
            asyncio.run_coroutine_threadsafe(_tidy(self._kaleido), self._loop)
            self._thread.join(10.0)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._kaleido, self._folder, self._loop, self._drawn = None, None, None, 0


async def _tidy(kaleido: _Tab | None) -> None:
    """Close what Kaleido holds, end its tasks, and let the loop's thread end."""
    if kaleido is not None and hasattr(kaleido, "subprocess"):
        await kaleido.close()
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    asyncio.get_running_loop().stop()


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    loop.run_forever()
    loop.close()


def _kill_group(pid: int) -> None:
    if sys.platform == "win32":
        subprocess.run(["taskkill", "/F", "/T", "/PID", str(pid)], capture_output=True, check=False)  # noqa: S603, S607
        return
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        # It is gone already.
        return


@cache
def shared() -> Browser:
    """The browser of this process."""
    return Browser()
