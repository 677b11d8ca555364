"""Who prints when: one paper at a time, next that of whoever was served longest ago."""

import json
import logging
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Literal

from metrics.framework import rights
from metrics.reports.model import Report
from metrics.reports.press.memory import too_large
from metrics.reports.press.parcel import Parcel, parcel_of
from metrics.reports.press.process import PrintingProcess
from metrics.reports.press.worker import receive, send

State = Literal["waiting", "running", "done", "failed", "cancelled"]
DONE: State = "done"
#: States that nothing follows.
ENDED: tuple[State, ...] = ("done", "failed", "cancelled")
#: A paper that takes longer is given up; so many ended ones are remembered.
_SECONDS, _REMEMBERED = 900.0, 50
_LOG = logging.getLogger("kandejian.press")
_COMMAND = (sys.executable, "-c", "from metrics.reports.press.worker import main; main()")


class PrintFailure(Exception):  # noqa: N818 - told to a person
    """A paper that was not printed; one Chinese sentence."""


@dataclass(frozen=True)
class QueuedPaper:
    """A paper in the queue as it stands.

    `ahead` is how many are printed before it, `step` how far it is, `why` the reason it failed, `kept` what
    `keep` gave for it once it is done, `notes` what is not in it as it was meant, `order` the number under
    which it was written down.
    """

    number: int
    account: str
    title: str
    state: State = "waiting"
    ahead: int = 0
    step: str = ""
    why: str = ""
    kept: Any = None
    notes: tuple[str, ...] = ()
    order: str = ""


#: What becomes of a file that is done: its bytes and its format where that is another than asked.
Keep = Callable[[bytes, str], Any]


@dataclass
class _Order:
    paper: QueuedPaper
    #: None once it has ended: it may be large.
    asked: Parcel | None
    keep: Keep
    cancelled: threading.Event = field(default_factory=threading.Event)


class PaperQueue:
    """`submit` gives a number, `papers` shows how they stand, `cancel` takes one back. Safe among threads.

    Args:
        command: the printing process; by default this program's own.
        seconds: after which a paper is given up.
    """

    def __init__(self, command: Sequence[str] = _COMMAND, seconds: float = _SECONDS) -> None:
        self._command, self._seconds = tuple(command), seconds
        self._changed = threading.Condition()
        self._numbers = count(1)
        self._orders: dict[int, _Order] = {}
        #: Account → the turn in which it was last served.
        self._served: dict[str, int] = {}
        self._turns = count(1)
        self._worker: PrintingProcess | None = None
        self._thread: threading.Thread | None = None

    def submit(self, report: Report, form: str, account: str, keep: Keep, order: str = "") -> int:
        """Put a report in the queue.

        Args:
            report: as it was made for the account.
            form: format.
            account: whose it is.
            keep: called with the file when it is done, in a thread of the queue.
            order: the number under which it was written down, if it was.
        """
        asked = parcel_of(report, form)
        with self._changed:
            number = next(self._numbers)
            paper = QueuedPaper(number, account, report.title, order=order)
            self._orders[number] = _Order(paper, asked, keep)
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, name="papers", daemon=True)
                self._thread.start()
            self._forget()
            self._changed.notify_all()
        return number

    def papers(self, account: str) -> tuple[QueuedPaper, ...]:
        """The papers of an account, newest first."""
        with self._changed:
            order = self._in_turn()
            return tuple(
                replace(one.paper, ahead=order.index(number) if number in order else 0)
                for number, one in sorted(self._orders.items(), reverse=True)
                if one.paper.account == account
            )

    def paper(self, number: int, account: str) -> QueuedPaper | None:
        """One of an account's papers."""
        return next((one for one in self.papers(account) if one.number == number), None)

    def cancel(self, number: int, account: str) -> bool:
        """Take an account's paper back, printing or not; False when it has ended or is somebody else's."""
        with self._changed:
            order = self._orders.get(number)
            if order is None or order.paper.account != account or order.paper.state in ENDED:
                return False
            order.cancelled.set()
            if order.paper.state == "running" and self._worker is not None:
                # The next paper gets a process of its own; the thread that reads from this one sees it end.
                self._worker.kill()
                self._worker = None
            self._tell(order, state="cancelled", step="")
        return True

    def wait(
        self, number: int, account: str, seconds: float, known: QueuedPaper | None = None
    ) -> QueuedPaper | None:
        """The paper as soon as it stands otherwise than `known`, or after so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self.paper(number, account) != known, seconds)
        return self.paper(number, account)

    def printed(self, report: Report, form: str, account: str) -> bytes:
        """The file of a report, once its turn has come and it is done.

        Raises:
            PrintFailure: it was not done, or was taken back.
        """
        files: list[bytes] = []
        number = self.submit(report, form, account, lambda content, _: files.append(content))
        with self._changed:
            order = self._orders[number]
            self._changed.wait_for(lambda: order.paper.state in ENDED)
        if not files or order.paper.state != DONE:
            raise PrintFailure(order.paper.why or "已取消。")
        return files[0]

    def close(self) -> None:
        """End the printing process; what waits stays unprinted."""
        with self._changed:
            for order in self._orders.values():
                if order.paper.state not in ENDED:
                    order.cancelled.set()
                    self._tell(order, state="cancelled")
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.end()

    def _in_turn(self) -> list[int]:
        """Numbers in the order in which they will be printed, the running one first."""
        running = [number for number, one in self._orders.items() if one.paper.state == "running"]
        waiting = [one.paper for one in self._orders.values() if one.paper.state == "waiting"]
        served, turn, found = dict(self._served), max(self._served.values(), default=0), running
        while waiting:
            chosen = min(waiting, key=lambda one: (served.get(one.account, 0), one.number))
            waiting.remove(chosen)
            turn += 1
            served[chosen.account] = turn
            found = [*found, chosen.number]
        return found

    def _tell(self, order: _Order, **changes: Any) -> None:  # noqa: ANN401 - fields of a paper
        order.paper = replace(order.paper, **changes)
        if order.paper.state in ENDED:
            order.asked = None
        self._changed.notify_all()

    def _forget(self) -> None:
        ended = [number for number, one in self._orders.items() if one.paper.state in ENDED]
        for number in ended[:-_REMEMBERED]:
            del self._orders[number]

    def _serve(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(self._in_turn)
                order = self._orders[self._in_turn()[0]]
                self._served[order.paper.account] = next(self._turns)
                self._tell(order, state="running", step="准备")
            self._print(order)

    def _print(self, order: _Order) -> None:
        try:
            said, content = self._asked(order)
            kept = order.keep(content, said["form"])
        except Exception as error:  # noqa: BLE001 - the queue goes on with the next
            told = isinstance(error, PrintFailure | ValueError)
            if not told:
                _LOG.exception("A paper of %s was not made", order.paper.account)
            with self._changed:
                if order.paper.state != "cancelled":
                    why = str(error) if told else "没有做成，原因记在日志里。"
                    self._tell(order, state="failed", step="", why=why)
            return
        with self._changed:
            if order.paper.state != "cancelled":
                self._tell(order, state="done", step="", kept=kept, notes=tuple(said["notes"]))

    def _asked(self, order: _Order) -> tuple[dict[str, Any], bytes]:
        """What the printing process gave for an order; PrintFailure when it gave nothing."""
        asked, worker = order.asked, self._running_worker()
        if asked is None:
            raise PrintFailure("已取消。")
        late = threading.Timer(self._seconds, worker.kill)
        late.start()
        try:
            send(worker.given, b"p", asked.head)
            for piece in asked.pieces:
                send(worker.given, b"t", piece)
            while message := receive(worker.said):
                kind, content = message
                if kind == b"s":
                    with self._changed:
                        if order.paper.state == "running":
                            self._tell(order, step=content.decode())
                elif kind in (b"f", b"e"):
                    if kind == b"e":
                        self._part_from(worker)
                    raise PrintFailure(content.decode())
                else:
                    head, _, file = content.partition(b"\n")
                    return json.loads(head), file
        except OSError:
            pass
        finally:
            late.cancel()
        stopped = f"排版的进程停了，请再试一次；一直不行请告诉{rights.manager().name}。"
        raise PrintFailure(too_large() if self._part_from(worker) else stopped)

    def _part_from(self, worker: PrintingProcess) -> bool:
        """End a process, so that the next paper gets another; whether it gave up for want of memory."""
        with self._changed:
            if self._worker is worker:
                self._worker = None
        return worker.end()

    def _running_worker(self) -> PrintingProcess:
        with self._changed:
            if self._worker is not None and not self._worker.lives:
                self._worker.end()
                self._worker = None
            if self._worker is None:
                self._worker = PrintingProcess(self._command)
            return self._worker
