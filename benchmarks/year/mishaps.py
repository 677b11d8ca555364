"""The server of a county in play, its visitors, and who kills what of it."""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, suppress
from pathlib import Path

from benchmarks.year.county import PASSWORD, PlayedCounty
from tests.kit.server import Server, serve
from tests.kit.visitors import Tab, Visitor

PAGES = ("", "enterprises", "brands", "units", "indicators", "worklist")
#: How often, between two reports, somebody looks at pages, and something is killed.
LOOKED, KILLED = 0.35, 0.12
#: Command lines of helping processes, by what they are.
HELPERS = {"reader": "ingest/read/worker.py", "browser": "chrom", "press": "metrics.reports.press"}


class PlayedServer:
    """The county's server, started again wherever its database goes."""

    def __init__(self, county: PlayedCounty) -> None:
        self.county = county
        self.memory: list[float] = []
        self._running: AbstractContextManager[Server] | None = None
        self._server: Server | None = None
        self._address = 0

    def start(self) -> None:
        """Serve the database where it is now."""
        self.county.counts["servers started"] += 1
        log = self.county.home / f"server-{self.county.counts['servers started']}.log"
        self._running = serve(self.county.url, log)
        self._server = self._running.__enter__()

    @property
    def _served(self) -> Server:
        if self._server is None:
            raise RuntimeError("the server does not run")
        return self._server

    def stop(self) -> None:
        """End it, as for a restore or a move."""
        if self._running:
            self._running.__exit__(None, None, None)
        self._running = self._server = None

    def between(self) -> None:
        """What may happen between two reports."""
        if self.county.draw.random() < LOOKED:
            self.look()
        if self.county.draw.random() < KILLED:
            self.kill()

    def look(self) -> None:
        """A leader and a clerk sign in and open a page each by websocket; neither may see a fault."""
        for role in ("领导", "填报员"):
            page = self.county.draw.choice(PAGES) if role == "领导" else "upload"
            self._open(self.county.account(role), page)

    def _open(self, account: str, page: str) -> None:
        self._address += 1
        at = f"198.51.{self._address // 250 % 250}.{self._address % 250 + 1}"
        visitor = Visitor(self._served.url, at)
        if visitor.sign_in(account, PASSWORD).status_code != 303:
            raise RuntimeError(f"{account} cannot sign in")
        with visitor.socket() as line:
            tab = Tab(line)
            said = tab.ask(page_script_hash="", page_name=page)
        if "系统出错了".encode() in said or b"Traceback" in said:
            raise RuntimeError(f"{page} shows a fault to {account}")
        visitor.post("/logout", {})
        self.county.counts["pages opened"] += 1

    def kill(self) -> None:
        """Kill the server, or one of the processes that help it."""
        what = self.county.draw.choice(("server", *HELPERS))
        if what == "server":
            os.killpg(self._served.pid, signal.SIGKILL)
            self.stop()
            self.start()
            self.county.counts["server killed"] += 1
            return
        for pid in _helpers(HELPERS[what]):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                self.county.counts[f"{what} killed"] += 1

    def weigh(self) -> None:
        """Note the server's memory, in MB, after three looks that let it settle."""
        for _ in range(3):
            self.look()
        status = Path(f"/proc/{self._served.pid}/status").read_text(encoding="utf-8")
        (line,) = [line for line in status.splitlines() if line.startswith("VmRSS")]
        self.memory.append(int(line.split()[1]) / 1024)


def _helpers(words: str) -> list[int]:
    """Processes of the play, and no others of this machine, whose command line has these words."""
    found, parents = [], {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            state = (folder / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            parents[int(folder.name)] = int(state[1])
            if words in (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode():
                found.append(int(folder.name))
    return [pid for pid in found if os.getpid() in _ancestors(pid, parents)]


def _ancestors(pid: int, parents: Mapping[int, int]) -> Iterator[int]:
    while pid := parents.get(pid, 0):
        yield pid
