"""The browser behind the figures: every thread its own chart, whatever happens to the browser."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from metrics.host import browsers
from metrics.reports.model import StoredFigure
from metrics.reports.print import figures
from metrics.reports.print.browser import Browser, BrowserError, NoBrowserError, find_browser
from tests.kit.known_reports import figure
from tests.kit.project import REPO

try:
    find_browser()
except NoBrowserError:
    pytest.skip("no browser on this machine", allow_module_level=True)


@pytest.fixture(scope="module")
def warm():
    """A browser of the module's own, that faults may hit."""
    one = Browser()
    yield one
    one.close()


def title_of(svg):
    return re.search(r">(标题[^<]*)<", svg.decode("utf-8"))[1]


def children_of(group):
    """Ids of the processes in a process group that are not dead (Linux)."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # After the name in brackets: state, parent, group.
            state, _, its = stat.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its) == group and state != "Z":
            found.append(int(stat.parent.name))
    return found


@pytest.mark.long
def test_the_same_figure_is_the_same_file(warm):
    assert warm.svg(figure("一"), 720) == warm.svg(figure("一"), 720)


def test_texts_stay_texts_in_our_font_at_the_size_asked_for(warm):
    drawn = warm.svg(figure("一"), 720, 312).decode("utf-8")
    assert 'width="720" height="312"' in drawn
    assert "'Noto Sans SC'" in drawn
    assert "企业7" in drawn


@pytest.mark.long
def test_four_threads_get_their_own_charts(warm):
    tags = {name: [f"{name}{at}" for at in range(12)] for name in "甲乙丙丁"}
    got = {}

    def draw(name):
        got[name] = [title_of(warm.svg(figure(tag), 640)) for tag in tags[name]]

    threads = [threading.Thread(target=draw, args=(name,)) for name in tags]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == {name: [f"标题{tag}" for tag in own] for name, own in tags.items()}


@pytest.mark.long
def test_a_browser_killed_while_idle_is_replaced(warm):
    warm.svg(figure("前"), 640)
    dead = warm.pid
    os.killpg(dead, signal.SIGKILL)
    assert title_of(warm.svg(figure("后"), 640)) == "标题后"
    assert warm.pid != dead


@pytest.mark.long
def test_a_browser_killed_while_drawing_is_replaced(warm, monkeypatch):
    warm.svg(figure("前"), 640)
    dead, drawing = warm.pid, type(warm._kaleido).calc_fig

    async def killed_once(self, *given, **named):
        # The figure is on its way when the browser dies under it.
        if self.subprocess.pid == dead:
            os.killpg(dead, signal.SIGKILL)
        return await drawing(self, *given, **named)

    monkeypatch.setattr(type(warm._kaleido), "calc_fig", killed_once)
    assert title_of(warm.svg(figure("大", 400), 640)) == "标题大"
    assert warm.pid != dead
    assert children_of(dead) == []


@pytest.mark.long
def test_a_browser_that_hangs_is_killed_with_its_children(warm):
    warm.svg(figure("前"), 640)
    hung = warm.pid
    os.killpg(hung, signal.SIGSTOP)
    assert title_of(warm.svg(figure("后"), 640)) == "标题后"
    assert children_of(hung) == []


@pytest.mark.long
def test_after_so_many_figures_the_browser_is_a_new_one():
    few = Browser(recycle=2)
    groups = []
    for at in range(3):
        few.svg(figure(str(at)), 640)
        groups.append(few.pid)
    folder = few._folder
    few.close()
    assert groups[0] == groups[1] != groups[2]
    assert children_of(groups[2]) == []
    assert not folder.exists()


@pytest.mark.long
def test_a_figure_that_cannot_be_drawn_fails_in_words_and_the_next_is_drawn(warm):
    impossible = StoredFigure('{"data": 1, "layout": {"template": 1}}')
    with pytest.raises(BrowserError, match="两次没有画出"):
        warm.svg(impossible, 640)
    assert title_of(warm.svg(figure("后"), 640)) == "标题后"


@pytest.mark.parametrize("variable", browsers.VARIABLES)
def test_a_named_browser_that_is_not_there_is_said(monkeypatch, variable):
    monkeypatch.setenv(variable, "/nowhere/chrome")
    with pytest.raises(NoBrowserError, match=f"{variable} 写明的浏览器“/nowhere/chrome”不存在.*请安装"):
        Browser().svg(figure("一"), 640)


def test_no_browser_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROME", raising=False)
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    monkeypatch.setattr(browsers, "APPLICATIONS", ())
    with pytest.raises(NoBrowserError, match=r"没有找到浏览器.*apt-get install chromium"):
        find_browser()


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux's")
def test_without_network_nothing_waits():
    lines = ("from tests.kit.known_reports import figure", "from metrics.reports.print import figures")
    script = "\n".join([*lines, "figures.svg(figure('一'))"])
    command = ["unshare", "--net", "--map-root-user", sys.executable, "-W", "error", "-c", script]
    if subprocess.run([*command[:3], "true"], capture_output=True, check=False).returncode:
        pytest.skip("no right to make a network namespace")
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_bare_leaves_out_title_and_source_and_keeps_the_unit():
    before, after = (
        json.loads(one.to_json())["layout"] for one in (figure("一"), figures.bare(figure("一")))
    )
    assert (before["title"]["text"], after["title"]["text"]) == ("标题一", "2023年 · 单位：分")
    assert "subtitle" not in after["title"]
    assert [note["text"][:3] for note in before["annotations"]] == ["来源："]
    assert after["annotations"] == []
    assert after["height"] == before["height"] - 44
