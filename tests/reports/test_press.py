"""The printing queue: fair among people, with progress and cancel, in a process of its own."""

import os
import shutil
import subprocess
import sys
import textwrap
import threading
import time

import pandas as pd
import plotly.graph_objects as go
import pytest

from metrics.reports import Report, exported
from metrics.reports.press import DONE, PaperQueue, PrintFailure, order_paper, undone_orders
from metrics.reports.print import onscreen
from metrics.store import Store
from metrics.store.database import moment
from metrics.store.office import ExportedFile
from metrics.store.people import Account
from tests.kit.known_reports import plain_text
from tests.kit.project import REPO

#: Prints what it is told by the title: waits, fails or dies, else gives the title back.
_STAND_IN = textwrap.dedent(
    """
    import json, os, struct, sys, time
    def send(stream, kind, content):
        stream.write(struct.pack(">cQ", kind, len(content)) + content)
        stream.flush()
    while head := sys.stdin.buffer.read(9):
        asked = sys.stdin.buffer.read(struct.unpack(">cQ", head)[1])
        title = json.loads(json.loads(asked)["report"])["title"]
        send(sys.stdout.buffer, b"s", b"half")
        if title == "slow":
            time.sleep(60)
        if title == "dead":
            os._exit(1)
        if title == "bad":
            send(sys.stdout.buffer, b"f", "不行".encode())
        else:
            head = json.dumps({"notes": ["n"], "form": ""}).encode()
            send(sys.stdout.buffer, b"d", head + b"\\n" + title.encode())
    """
)


class TitledReport:
    """Stands for a report: all the queue asks of one."""

    blocks = ()

    def __init__(self, title):
        self.title = title

    def to_json(self):
        return f'{{"title": "{self.title}"}}'


@pytest.fixture
def queue():
    made = PaperQueue((sys.executable, "-c", _STAND_IN))
    yield made
    made.close()


def ended(queue, number, account, seconds=60):
    end = time.monotonic() + seconds
    while (paper := queue.paper(number, account)).state in ("waiting", "running"):
        assert time.monotonic() < end, paper
        queue.wait(number, account, 1.0, paper)
    return paper


def until_running(queue, number, account):
    while (paper := queue.paper(number, account)).step != "half":
        queue.wait(number, account, 1.0, paper)


def test_who_was_served_longest_ago_comes_next(queue):
    order, keep = [], lambda content, _form: order.append(content.decode())
    first = queue.submit(TitledReport("slow"), "pdf", "a", keep)
    until_running(queue, first, "a")
    numbers = [queue.submit(TitledReport(f"a{at}"), "pdf", "a", keep) for at in range(3)]
    last = queue.submit(TitledReport("b0"), "pdf", "b", keep)
    assert queue.paper(last, "b").ahead == 1
    assert [queue.paper(number, "a").ahead for number in numbers] == [2, 3, 4]
    assert queue.cancel(first, "a")
    for number in numbers:
        assert ended(queue, number, "a").state == DONE
    assert order == ["b0", "a0", "a1", "a2"]


def test_a_paper_is_cancelled_by_its_own_account_alone(queue):
    number = queue.submit(TitledReport("slow"), "pdf", "a", lambda *_: None)
    until_running(queue, number, "a")
    assert queue.paper(number, "b") is None
    assert not queue.cancel(number, "b")
    assert queue.cancel(number, "a")
    assert queue.paper(number, "a").state == "cancelled"
    assert not queue.cancel(number, "a")
    # The next one is printed all the same.
    assert ended(queue, queue.submit(TitledReport("x"), "pdf", "a", lambda *_: "kept"), "a").kept == "kept"


def test_failures_are_told_and_the_next_is_printed(queue):
    numbers = [
        queue.submit(TitledReport(title), "pdf", "a", lambda *_: None) for title in ("bad", "dead", "x")
    ]
    assert ended(queue, numbers[0], "a").why == "不行"
    assert "排版的进程停了" in ended(queue, numbers[1], "a").why
    assert ended(queue, numbers[2], "a").notes == ("n",)


@pytest.mark.long
def test_what_takes_too_long_is_given_up():
    queue = PaperQueue((sys.executable, "-c", _STAND_IN), seconds=3.0)
    try:
        paper = ended(queue, queue.submit(TitledReport("slow"), "pdf", "a", lambda *_: None), "a")
        assert paper.state == "failed"
    finally:
        queue.close()


@pytest.mark.long
def test_the_process_prints_the_very_file():
    queue, got = PaperQueue(), []
    done = threading.Event()
    try:
        number = queue.submit(
            plain_text(), "pdf", "a", lambda content, _form: (got.append(content), done.set())
        )
        paper = ended(queue, number, "a", 240)
        assert paper.state == DONE, paper
        assert got == [exported(plain_text(), "pdf").content]
    finally:
        queue.close()


def test_what_nobody_foresaw_is_told_and_its_reason_stands_in_the_log(queue, caplog):
    def keep(*_):
        raise RuntimeError("unforeseen")

    number = queue.submit(TitledReport("x"), "pdf", "a", keep)
    assert ended(queue, number, "a").why == "没有做成，原因记在日志里。"
    assert "unforeseen" in caplog.text


def test_whoever_waits_gets_the_file_or_the_reason(queue):
    assert queue.printed(TitledReport("x"), "pdf", "a") == b"x"
    with pytest.raises(PrintFailure, match="不行"):
        queue.printed(TitledReport("bad"), "pdf", "a")


def test_whoever_waits_is_told_that_it_was_taken_back(queue):
    first = queue.submit(TitledReport("slow"), "pdf", "a", lambda *_: None)
    until_running(queue, first, "a")
    waiting = []

    def wait():
        try:
            queue.printed(TitledReport("x"), "pdf", "b")
        except PrintFailure as error:
            waiting.append(str(error))

    thread = threading.Thread(target=wait)
    thread.start()
    while not queue.papers("b"):
        time.sleep(0.01)
    assert queue.cancel(queue.papers("b")[0].number, "b")
    thread.join(30)
    assert waiting == ["已取消。"]


def test_a_page_of_a_screen_goes_through_the_pipe_unchanged():
    frame = pd.DataFrame({"名称": ["甲", "乙"], "得分": [84.1, None]})
    figure = go.Figure(go.Bar(x=[1, 2], y=[3, 4]), {"title": {"text": "图"}})
    blocks = [
        onscreen.heading("一"),
        onscreen.words("全县 62.1。"),
        onscreen.table("表", frame),
        onscreen.chart(figure, "图", "一张图", lambda: frame),
    ]
    page = onscreen.page("总览", "2023年", blocks, onscreen.stamp("2023年", "0" * 16, "2024.1"))
    assert Report.from_json(page.to_json()).to_json() == page.to_json()
    assert exported(Report.from_json(page.to_json()), "xlsx") == exported(page, "xlsx")


#: A server that orders two papers, says so when the first is being printed, and is killed there.
_SERVER = """
import sys, time
from metrics.reports.press import PaperQueue, order_paper
from metrics.store import Store
from tests.reports.test_press import PARCEL, _STAND_IN, PaperTitled
from metrics.store import Store
from metrics.store.database import moment
queue = PaperQueue((sys.executable, "-c", _STAND_IN))
store = Store.open(sys.argv[1], migrate=False)
for title in ("slow", "behind it"):
    order_paper(queue, store, PaperTitled(title), PARCEL, "shenhe", moment(None))
while not any(one.step == "half" for one in queue.papers("shenhe")):
    time.sleep(0.01)
print("half", flush=True)
time.sleep(60)
"""
PARCEL = ExportedFile("special", "2023", "county", "pdf", "", b"", {"kind": "special"}, "d" * 64, "f" * 64)


class PaperTitled(TitledReport):
    """One whose file has a name too."""

    file_stem = "专报"


def test_a_server_that_is_killed_loses_no_order_and_leaves_no_half_paper(ready_file, tmp_path, queue):
    url = f"sqlite:///{shutil.copy(ready_file, tmp_path / 'county.db')}"
    with Store.open(url, migrate=False) as store:
        store.people.ensure_account(Account("shenhe", "审核员", "审核员"))
        _killed_in_the_middle(url)
        assert store.office.exports() == []
        began = moment(None)
        lost = undone_orders(store, "shenhe", queue.papers("shenhe"), began)
        assert {one.order.title for one in lost} == {"slow", "behind it"}
        assert {tuple(one.order.options.items()) for one in lost} == {(("kind", "special"),)}
        number = order_paper(queue, store, PaperTitled("again"), PARCEL, "shenhe", moment(None))
        assert undone_orders(store, "shenhe", queue.papers("shenhe"), moment(None)) == lost, "one is queued"
        paper = ended(queue, number, "shenhe")
        assert paper.state == DONE, paper
        (kept,) = store.office.exports()
        assert paper.kept == (kept.id, "专报.pdf")
        assert store.office.orders("shenhe") == lost


def _killed_in_the_middle(url):
    server = subprocess.Popen(
        (sys.executable, "-c", _SERVER, url),
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(REPO)},
        cwd=REPO,
    )
    with server:
        assert server.stdout.readline().strip() == b"half"
        server.kill()
