"""The verb `chart`: every registered chart as a file, and wrong requests told in Chinese."""

import io
import os
import subprocess
import sys

import pypdfium2
import pytest
from click.testing import CliRunner
from PIL import Image

from metrics.charts import CHARTS
from metrics.cli import main
from metrics.reports.print.browser import NoBrowserError, find_browser
from tests.kit.project import REPO

try:
    find_browser()
except NoBrowserError:
    pytest.skip("no browser on this machine", allow_module_level=True)

#: What a chart needs beyond name, period and level.
MORE = {
    "compare": ("--entity", "U01", "--entity", "U02"),
    "radar": ("--entity", "U01"),
    "trend": ("--entity", "县总工会（县产改办）"),
    "timeline": ("--entity", "U01"),
    "moves": ("--entity", "U01"),
    "pace": ("--entity", "U01", "--item", "K4a"),
    "sunburst": ("--entity", "U01"),
    "ranking": ("--item", "K1", "--first", "5"),
}


@pytest.fixture
def run(demo_file, tmp_path):
    """Runs the verb for 2023; gives exit code, what was said, and the file."""

    def go(name, *more, level="unit", out="图.png"):
        target = tmp_path / out
        arguments = ["chart", name, "--period", "2023", "--by", level, "--out", str(target)]
        result = CliRunner().invoke(main, [*arguments, *more, "--db", f"sqlite:///{demo_file}"])
        return result.exit_code, result.stderr, target

    return go


OF_UNITS = sorted(name for name, chart in CHARTS.items() if "unit" in chart.levels)
#: Drawn in every run; the others take a minute.
USUAL = ("board", "ranking")


@pytest.mark.breadth(1)
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in USUAL else pytest.mark.long) for name in OF_UNITS]
)
def test_every_chart_of_units_becomes_a_picture_and_says_what_it_shows(run, name):
    code, said, target = run(name, *MORE.get(name, ()))
    assert code == 0, said
    assert said.endswith(f"已写到 {target}。\n")
    assert len(Image.open(target).convert("RGB").getcolors(1 << 20)) > 50


def test_a_drawing_and_a_document_keep_their_texts(run):
    code, said, drawing = run("ranking", out="图.svg")
    assert code == 0, said
    assert "县工业和信息化局" in drawing.read_text(encoding="utf-8")
    _, _, document = run("ranking", out="图.pdf")
    opened = pypdfium2.PdfDocument(io.BytesIO(document.read_bytes()))
    text = opened[0].get_textpage().get_text_range()
    opened.close()
    assert "县工业和信息化局" in text
    assert "筛选条件：2023年，成员单位" in text


@pytest.mark.breadth(4)
@pytest.mark.parametrize(
    ("name", "level", "out", "more", "told"),
    [
        ("rankin", "unit", "图.png", (), "没有图“rankin”；可用"),
        ("ranking", "county", "图.png", (), "得分排名没有这个层级"),
        ("ranking", "unit", "图.gif", (), "文件名要以 .png、.svg、.pdf 之一结尾"),
        ("radar", "unit", "图.png", (), "要写明哪个成员单位"),
        ("radar", "unit", "图.png", ("--entity", "没有局"), "没有成员单位“没有局”"),
        ("radar", "unit", "图.png", ("--entity", "U01", "--entity", "U02"), "这张图只画一个"),
        ("compare", "unit", "图.png", (), "要写明是哪几个"),
        ("ranking", "unit", "图.png", ("--item", "K99"), "没有“K99”这一项"),
    ],
)
def test_a_wrong_request_is_told_and_writes_nothing(run, name, level, out, more, told):
    code, said, target = run(name, *more, level=level, out=out)
    assert code == 2
    assert told in said
    assert "Traceback" not in said
    assert not target.exists()


@pytest.mark.long
def test_without_a_browser_it_says_what_to_install(demo_file, tmp_path):
    target = tmp_path / "图.png"
    command = [sys.executable, "-m", "metrics", "chart", "ranking", "--period", "2023", "--by", "unit"]
    done = subprocess.run(
        [*command, "--out", str(target), "--db", f"sqlite:///{demo_file}"],
        cwd=REPO,
        env={**os.environ, "CHROME": "/nowhere/chrome"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    assert "请安装 Chrome、Chromium 或 Edge" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not target.exists()
