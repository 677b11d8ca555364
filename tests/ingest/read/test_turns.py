"""Reading processes are few, and those who wait for one take turns."""

import threading
import time

import pytest

from metrics.ingest.read import AbandonedError, Asker, RawBook, asking, reader, turns
from metrics.ingest.read.turns import Turns
from tests.kit.attacks.making import good


class ReaderCrowd:
    """People in line for one turn; who had it, in order."""

    def __init__(self):
        self.turns, self.had = Turns(1), []
        self.threads = []

    def send(self, who):
        thread = threading.Thread(target=self._deed, args=(who,))
        self.threads.append(thread)
        thread.start()
        while thread.is_alive() and not any(self.turns._waiting.get(who, ())):
            time.sleep(0.001)

    def _deed(self, who):
        with self.turns.turn(Asker(who)):
            self.had.append(who)

    def end(self):
        for thread in self.threads:
            thread.join(30)


def test_one_who_wants_many_files_read_waits_behind_one_who_wants_one():
    crowd = ReaderCrowd()
    with crowd.turns.turn(Asker("a")):
        for who in "aaaab":
            crowd.send(who)
    crowd.end()
    assert crowd.had.index("b") <= 1
    assert sorted(crowd.had) == list("aaaab")


def test_a_closed_tab_leaves_the_line():
    line = Turns(1)
    with line.turn(Asker("a")), pytest.raises(AbandonedError), line.turn(Asker("b", lambda: False)):
        pass
    with line.turn(Asker("c")):
        pass
    assert not line._waiting


def test_a_closed_tab_ends_the_reading_of_its_file(tmp_path, monkeypatch):
    """…and the process with it: the next file has its turn at once."""
    slow = tmp_path / "worker.py"
    slow.write_text("import time\ntime.sleep(60)\n", encoding="utf-8")
    content, closed = good(), threading.Event()
    monkeypatch.setattr(reader, "WORKER", slow)
    monkeypatch.setattr(asking, "readers", Turns(1))
    monkeypatch.setattr(turns, "_sources", [lambda: Asker("a", lambda: not closed.is_set())])
    threading.Timer(0.3, closed.set).start()
    began = time.monotonic()
    with pytest.raises(AbandonedError):
        reader.read("表.xlsx", content)
    assert time.monotonic() - began < 10
    with asking.readers.turn(Asker("b")):
        pass


def test_a_file_that_takes_longer_than_a_look_is_read(tmp_path, monkeypatch):
    late = tmp_path / "worker.py"
    run = (
        f"import runpy, time\ntime.sleep(1.3)\nrunpy.run_path({str(reader.WORKER)!r}, run_name='__main__')\n"
    )
    late.write_text(run, encoding="utf-8")
    monkeypatch.setattr(reader, "WORKER", late)
    assert isinstance(reader.read("表.xlsx", good()), RawBook)


def test_at_most_one_core_less_reads_at_once():
    assert turns.readers._free == turns.READERS >= 1
