"""What exports cost: charts, a 专报 of twelve pages, the table book, eight people at once.

    python -m benchmarks.export

Prints wall-clock seconds with the targets, ratios against an empty figure and an empty page of the same run,
and the peak memory of server and browser (proportional set size, Linux). Needs a browser.
"""

import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median

import plotly.graph_objects as go

from metrics.commands.sample import load_demo
from metrics.framework import load_framework, parse_period
from metrics.reports.export import export
from metrics.reports.model import FigureBlock, Note, Paragraph, Report, Run
from metrics.reports.print import figures
from metrics.reports.print.browser import shared
from metrics.reports.print.pdf import pages
from metrics.reports.print.png import figure_png, typeset
from metrics.reports.write.briefing import CHINA, make
from metrics.reports.write.options import BriefOptions
from metrics.reports.write.review import review_of
from metrics.store import Store
from tests.kit.county_packages import SIHONG

SAMPLE = Path(__file__).resolve().parents[1] / "sample_data" / "sihong"
AT = datetime(2024, 2, 6, 9, 0, tzinfo=CHINA)
REPEATS = 7
PEOPLE = 8
#: Targets in seconds: 专报 warm and cold, the longest anyone of eight waits.
WARM, COLD, LONGEST = 3, 12, 20
PAGES = CHARTS = 12


def cpu() -> float:
    """CPU seconds of this process, of those it waited for, and of the browser that is open."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    group = shared().pid
    ticks = (sum(map(int, _stat(path)[11:13])) for path in (_members(group) if group else ()))
    return sum(one.ru_utime + one.ru_stime for one in used) + sum(ticks) / os.sysconf("SC_CLK_TCK")


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Wall-clock and CPU seconds of a piece of work, the browser's included."""
    before, start = cpu(), time.perf_counter()
    work()
    return time.perf_counter() - start, cpu() - before


def say(label: str, seconds: tuple[float, float], note: str = "") -> None:
    """One line of the report."""
    print(f"{label:<48}{seconds[0]:8.2f} s {seconds[1]:8.2f} s CPU  {note}", flush=True)


def middle(drawings: Iterable[Callable[[], object]]) -> tuple[float, float]:
    """The medians of many pieces of work."""
    walls, cpus = zip(*map(timed, drawings), strict=True)
    return median(walls), median(cpus)


def reports(url: str, kinds: tuple[str, ...]) -> list[Report]:
    """Reports of the sample county, 2023."""
    framework, period = load_framework(SIHONG), parse_period("2023")
    with Store.open(url) as store:
        data = store.reporting.dataset(framework, period)
        options = BriefOptions(review=review_of(store, framework, period, data))
    return [make(kind, framework, data, options, generated_at=AT) for kind in kinds]


def long_special(special: Report, pack: Report) -> Report:
    """The 专报 with as many charts and pages as the target speaks of."""
    have = sum(isinstance(block, FigureBlock) for block in special.blocks)
    charts = (block for block in pack.blocks if isinstance(block, FigureBlock))
    more = islice(charts, max(0, CHARTS - have))
    text = Paragraph((Run("围绕政治上保证、制度上落实、素质上提高、权益上维护四个方面逐项落实。" * 8),))
    return replace(special, blocks=(*special.blocks, *(one for block in more for one in (block, text))))


def own(report: Report, name: str) -> Report:
    """The report with a name in every figure, so that nothing drawn for another can be used for it."""
    blocks = [
        replace(block, figure=go.Figure(block.figure).update_layout(title_subtitle_text=name))
        if isinstance(block, FigureBlock)
        else block
        for block in report.blocks
    ]
    return replace(report, blocks=(Note(name), *blocks))


def one_chart(pack: Report) -> None:
    """The first chart, and every chart of the pack once more, against an empty figure."""
    drawings = [block.figure for block in pack.blocks if isinstance(block, FigureBlock)]
    say("one chart to SVG, cold (browser starts)", timed(lambda: figures.svg(drawings[0])))
    blank = [go.Figure(layout={"height": 300 + at}) for at in range(REPEATS)]
    empty = middle(partial(figures.svg, one) for one in blank)
    figures.forget()
    svg = middle(partial(figures.svg, one) for one in drawings)
    png = middle(partial(figure_png, one) for one in drawings)
    say("an empty figure to SVG", empty)
    say(f"one chart to SVG, warm, median of {len(drawings)}", svg, f"{svg[1] / empty[1]:.1f} x empty")
    say("that SVG to PNG at 2x, median", png)


def documents(special: Report, book: Report) -> None:
    """The 专报 and the table book with a warm browser, against an empty page."""
    inputs = {"svg": "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "stamp": "一"}
    page = timed(lambda: typeset("figure.typ", inputs | {"width": "90", "height": "90"}, format="pdf")[0])
    say("an empty page", page)
    # Warm is the browser alone: no figure is drawn already.
    figures.forget()
    warm = timed(lambda: export(special, "pdf"))
    say(f"专报 of {len(pages(special))} pages, warm", warm, f"target {WARM} s")
    say("the same again", timed(lambda: export(special, "pdf")))
    say("the same as Word", timed(lambda: export(special, "docx")))
    whole = timed(lambda: export(book, "pdf"))
    say(f"table book PDF, {len(pages(book))} pages", whole, f"{whole[0] / page[0]:.0f} x an empty page")
    say("table book XLSX", timed(lambda: export(book, "xlsx")))


def at_once(special: Report) -> None:
    """Eight people, each with figures of their own; what they get is what each would get alone."""
    mine = [own(special, f"第{number}人") for number in range(PEOPLE)]
    waited, got = [0.0] * PEOPLE, [b""] * PEOPLE

    def work(number: int) -> None:
        start = time.perf_counter()
        got[number] = export(mine[number], "pdf")
        waited[number] = time.perf_counter() - start

    before = time.process_time()
    threads = [threading.Thread(target=work, args=(number,)) for number in range(PEOPLE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    used = time.process_time() - before
    figures.forget()
    right = sum(export(report, "pdf") == content for report, content in zip(mine, got, strict=True))
    say(
        f"{PEOPLE} people at once, longest wait",
        (max(waited), used),
        f"target {LONGEST} s; {right} of {PEOPLE} right; CPU the server's",
    )


class Memory(threading.Thread):
    """Watches the proportional set size of this process and of the browser's group, in megabytes."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.server = self.browser = 0.0
        self.done = threading.Event()

    def run(self) -> None:
        """Look twice a second until told to stop."""
        while not self.done.wait(0.5):
            group = shared().pid
            self.server = max(self.server, _size(Path("/proc/self")))
            if group:
                self.browser = max(self.browser, sum(map(_size, _members(group))))


def _stat(process: Path) -> list[str]:
    """The fields of `/proc/PID/stat` after the name; those of nobody when it ended meanwhile."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 20


def _members(group: int) -> list[Path]:
    """The processes of a process group."""
    return [path for path in Path("/proc").glob("[0-9]*") if int(_stat(path)[2]) == group]


def _size(process: Path) -> float:
    try:
        told = (process / "smaps_rollup").read_text()
    except OSError:
        # It ended meanwhile.
        return 0.0
    (pages,) = re.findall(r"^Pss:\s+(\d+)", told, re.MULTILINE)
    return int(pages) / 1024


def cold(url: str) -> None:
    """A process of its own: imports, data, browser, 专报."""
    special, pack = reports(url, ("special", "charts"))
    export(long_special(special, pack), "pdf")


def main() -> None:
    """Run every measurement and print it."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/demo.db"
        load_demo(Store.open(url), SAMPLE)
        command = [sys.executable, "-m", "benchmarks.export", url]
        first = timed(lambda: subprocess.run(command, check=True, cwd=SAMPLE.parents[1]))  # noqa: S603
        say(
            "专报, cold (new process, imports, data, browser)",
            first,
            f"target {COLD} s; CPU not the browser's",
        )
        say("rows, figures, sentences and doubts of a 专报", timed(lambda: reports(url, ("special",))))
        special, pack, book = reports(url, ("special", "charts", "book"))
        memory = Memory()
        memory.start()
        one_chart(pack)
        documents(long_special(special, pack), book)
        at_once(long_special(special, pack))
        memory.done.set()
        memory.join()
        print(f"peak memory: server {memory.server:.0f} MB, browser {memory.browser:.0f} MB")
    shared().close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        cold(sys.argv[1])
    else:
        main()
