"""What pages cost: clients that speak the application's websocket, signed in through the guard.

    python benchmarks/pages.py [SESSIONS[+IDLE] …]

Serves the sample county and prints, for 1, 10 and 50 sessions (one click each per 10 seconds), and for 50
beside 200 tabs in which nobody clicks: the latency of a click from its sending to the end of the script run,
CPU milliseconds of the server a click, and its memory; then how long Chromium takes to show the first
figures. Give the numbers of sessions to measure only those. Run it on a machine that does nothing else.
"""

import asyncio
import itertools
import os
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import quote, urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from metrics.host import paths, protocol
from tests.kit.browser import ARGUMENTS, CHROMIUM, DESKTOP, LEADER, sign_in
from tests.kit.project import initialise
from tests.kit.server import serve

#: What a leader clicks: page → what stands in the address.
CLICKS: tuple[tuple[str, dict[str, str]], ...] = (
    ("", {}),
    ("enterprises", {}),
    ("enterprises", {"enterprise-view": "热力图"}),
    ("enterprises", {"enterprise-view": "画像"}),
    ("brands", {}),
    ("indicators", {}),
    ("trends", {}),
    ("units", {}),
    ("", {"period": "2023年"}),
)
#: Seconds between two clicks of a session, and how many it makes; one session alone need not wait so long.
PACE, ROUNDS = 10.0, 4
ALONE_PACE, ALONE_ROUNDS = 1.0, 36
#: A message that ends a run is no longer than this; longer ones need not be looked into.
SHORT = 200
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Session:
    """A tab of a signed-in person."""

    line: ClientConnection
    pages: dict[str, str] = field(default_factory=dict)

    async def click(self, page: str, query: dict[str, str]) -> float:
        """Ask for a page and wait until its run has ended; seconds."""
        asked = urlencode(query, quote_via=quote)
        wanted = ClientState(query_string=asked, page_script_hash=self.pages.get(page, ""))
        before = time.perf_counter()
        await self.line.send(BackMsg(rerun_script=wanted).SerializeToString())
        while True:
            payload = await self.line.recv()
            if self.pages and len(payload) > SHORT:
                continue
            message = ForwardMsg.FromString(payload)
            kind = message.WhichOneof("type")
            if kind == "navigation":
                self.pages = {one.url_pathname: one.page_script_hash for one in message.navigation.app_pages}
                self.pages[""] = next(
                    one.page_script_hash for one in message.navigation.app_pages if one.is_default
                )
            elif kind == "script_finished":
                return time.perf_counter() - before


class Stay(HTTPRedirectHandler):
    """The answer itself is wanted, with its cookie."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


def token(url: str, code: str = "lingdao") -> str:
    """Sign in as a demo account; the cookie."""
    request = Request(url + "/login/demo", urlencode({"code": code}).encode(), {"Origin": url})  # noqa: S310
    request.add_header("Host", url.partition("//")[2])
    try:
        answer = build_opener(Stay).open(request)
    except OSError as redirected:
        answer = redirected
    return answer.headers["Set-Cookie"].partition(";")[0]


async def opened(url: str) -> Session:
    """A session of its own on the first page."""
    cookie = await asyncio.to_thread(token, url)
    line = await connect(
        url.replace("http", "ws", 1) + paths.STREAM,
        origin=Origin(url),
        subprotocols=[Subprotocol(protocol.SUBPROTOCOL), Subprotocol("none")],
        additional_headers={"Cookie": cookie},
        proxy=None,
        max_size=None,
    )
    session = Session(line)
    await session.click("", {})
    return session


async def work(session: Session, number: int, count: int) -> list[float]:
    """One click every few seconds, from a moment of its own; seconds of each."""
    chance = random.Random(number)  # noqa: S311
    clicks = itertools.islice(itertools.cycle(CLICKS), number % len(CLICKS), None)
    pace, rounds = (PACE, ROUNDS) if count > 1 else (ALONE_PACE, ALONE_ROUNDS)
    begun = time.perf_counter() + pace * number / count
    taken = []
    for turn in range(rounds):
        due = begun + turn * pace + chance.uniform(-0.2, 0.2)
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        taken.append(await session.click(*next(clicks)))
    return taken


async def warmed(url: str) -> None:
    """Everything once, so that what all sessions share is there."""
    session = await opened(url)
    for click in CLICKS:
        await session.click(*click)
    await session.line.close()


async def measured(url: str, process: int, count: int, idle: int) -> str:
    """One line of the table."""
    resting = [await opened(url) for _ in range(idle)]
    empty = memory(process)
    sessions = [await opened(url) for _ in range(count)]
    before = cpu(process)
    taken = await asyncio.gather(*(work(one, number, count) for number, one in enumerate(sessions)))
    spent, everyone = cpu(process) - before, sorted(itertools.chain.from_iterable(taken))
    each = (memory(process) - empty) / count
    everybody = memory(process)
    for session in (*sessions, *resting):
        await session.line.close()
    late = everyone[min(len(everyone) - 1, int(len(everyone) * 0.95))]
    return (
        f"{count:>4}+{idle:<3} {len(everyone):>7} {median(everyone) * 1000:>10.0f} {late * 1000:>10.0f} "
        f"{spent / len(everyone) * 1000:>12.0f} {each:>12.1f} {everybody:>9.0f}"
    )


def cpu(process: int) -> float:
    """CPU seconds the process has used so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory(process: int) -> float:
    """Resident megabytes of the process."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def child() -> int:
    """The server, which is the one child of this process."""
    tasks = Path("/proc/self/task").glob("*/children")
    return next(int(number) for task in tasks for number in task.read_text().split())


def first_figures(url: str) -> str:
    """Milliseconds from asking for the first page to its figures and to its first chart, in Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": DESKTOP[0], "height": DESKTOP[1]})
        page.goto(url)
        sign_in(page, LEADER)
        page.locator(".js-plotly-plot").first.wait_for()
        figures, charts = [], []
        for _ in range(5):
            begun = time.perf_counter()
            page.goto(url)
            page.locator(".kdj-tile").first.wait_for()
            figures.append(time.perf_counter() - begun)
            page.locator(".js-plotly-plot").first.wait_for()
            charts.append(time.perf_counter() - begun)
        browser.close()
    return (
        f"Chromium: first figures {median(figures) * 1000:.0f} ms, first chart {median(charts) * 1000:.0f} ms"
    )


def main(counts: list[str], folder: Path) -> None:
    """Serve, measure, print."""
    url = initialise(folder / "demo.db", demo=True)
    with serve(url, folder / "server.log") as server:
        process = child()
        asyncio.run(warmed(server.url))
        print("sessions  clicks  p50 ms     p95 ms     CPU ms/click  MB/session    MB in all")
        for count in counts:
            clicking, _, idle = count.partition("+")
            print(asyncio.run(measured(server.url, process, int(clicking), int(idle or 0))), flush=True)
        print(first_figures(server.url))
    print("load of the machine: " + " ".join(f"{one:.1f}" for one in os.getloadavg()))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        main(sys.argv[1:] or ["1", "10", "50", "50+200"], Path(temporary))
