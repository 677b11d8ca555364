"""One thing has one number: in every chart, table, sentence, file and command, and in the score book.

Scores, ranks, coverage, ends of intervals and grade words are read where people read them and set side by
side. Real scores seldom lie where two ways of rounding part, so charts and tables are tried with a book whose
scores all do.
"""

import inspect
import io
import re
from datetime import datetime

import numpy as np
import openpyxl
import pandas as pd
import pypdfium2
import pytest
from docx import Document

from metrics.charts import CHARTS, alt_text, draw, table_twin
from metrics.framework.model import LEVELS
from metrics.reports import export
from metrics.reports.model import FigureBlock, KeyFigures, Number, Paragraph, TableBlock
from metrics.reports.write import BriefOptions, make
from metrics.scoring import shown
from metrics.tables import cards, entity_table, measure_table, sides_words, three_way
from tests.kit.commands import run
from tests.kit.said_numbers import (
    Reader,
    Said,
    at_the_steps,
    disagreements,
    outside_their_interval,
    unlike_their_fraction,
    written,
)
from tests.kit.sample_scores import FRAMEWORK, books, county

__all__ = ["run"]

PERIOD, QUARTER = "2023", "2023Q3"
ROOT = FRAMEWORK.root.id
#: Parameters of charts that are drawn from rows, reports or assumptions, not from scores.
OTHERWISE = {"board", "told", "compared", "shares"}
#: What a chart of scores is drawn from, and what is chosen of it.
DATA, CHOSEN = ("book", "books"), {"code", "measure", "codes"}
#: Levels of many entities are read in the long run: drawing their figures takes most of the time.
MANY = ("enterprise", "brand", "industry")
EACH = [pytest.param(level, marks=pytest.mark.long if level in MANY else ()) for level in LEVELS]


def parameters(chart):
    return inspect.signature(chart.draw).parameters


def of_scores(chart):
    return bool(set(DATA) & set(parameters(chart))) and not OTHERWISE & set(parameters(chart))


def texts_in(part):
    """Everything written in a figure: title, labels, hovers, ends of axes."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from texts_in(value)
    elif isinstance(part, list | tuple) or (isinstance(part, np.ndarray) and part.dtype == object):
        for value in part:
            yield from texts_in(value)


def charted(reader, book, before, code):
    """What each chart of a level says: its table, its sentence, and all that is written in the figure."""
    for name, chart in CHARTS.items():
        if book.level not in chart.levels or not of_scores(chart) or name == "pace":
            continue
        options = {"code": code, "measure": ROOT, "codes": tuple(book.scores.index[:4])}
        wanted = {key: value for key, value in options.items() if key in parameters(chart)}
        if name != "compare":
            wanted.pop("codes", None)
        data = (FRAMEWORK, [before, book] if "books" in parameters(chart) else book)
        about = wanted.get("code", "")
        table = table_twin(name, *data, **wanted)
        if name == "contributions":
            table = table[["编号", "名称", "总分"]]
        yield from reader.table(f"table of {name}", table, about)
        yield from reader.words(f"words of {name}", alt_text(name, *data, **wanted), about)
        if "books" not in parameters(chart):
            for text in texts_in(draw(name, *data, **wanted).to_dict()):
                yield from reader.words(f"figure of {name}", text, about)


def tabled(reader, book, before, code):
    """What the tables without figures say."""
    for node in (ROOT, *(one.id for one in FRAMEWORK.items)):
        yield from reader.table("ranking", entity_table(FRAMEWORK, book, node), node=node)
    yield from reader.table("measures", measure_table(FRAMEWORK, book, code), code)
    for card in cards(FRAMEWORK, book, code, before).values():
        yield from reader.words("cards", f"{card.name} {card.score} {card.word}", code)
    yield from reader.table("three ways", three_way(FRAMEWORK, code, {"本期": book, "上季": before}), code)


@pytest.mark.parametrize("level", EACH)
def test_charts_and_tables_say_what_the_score_book_says(demo_file, level):
    book, before = (at_the_steps(FRAMEWORK, books(demo_file, one)[level]) for one in (PERIOD, QUARTER))
    reader, code = Reader(FRAMEWORK, book), book.scores.index[0]
    said = [*charted(reader, book, before, code), *tabled(reader, book, before, code)]
    assert len(said) > 200
    assert disagreements(reader.truth(), said) == []
    assert outside_their_interval(said) == []


def test_every_chart_is_either_read_or_drawn_from_something_else():
    read = {name for name, chart in CHARTS.items() if of_scores(chart)}
    assert {"ranking", "heatmap", "bullets", "trend", "compare"} <= read
    known = {*DATA, *CHOSEN, "framework", "node", "nodes", "first", "best", "ground"}
    assert {name for one in read for name in parameters(CHARTS[one])} <= known


@pytest.mark.parametrize("level", LEVELS)
def test_a_rate_is_the_fraction_beside_it(demo_file, level):
    book, letter = books(demo_file, PERIOD)[level], LEVELS[level]
    codes = list(book.scores.index)[:: max(1, len(book.scores) // 20)]
    own = [one.id for one in FRAMEWORK.measures if letter in one.ledger.levels]
    texts = [text for code in codes for text in measure_table(FRAMEWORK, book, code)["数值"]]
    texts += [sides_words(FRAMEWORK, book, code, one) for code in codes for one in own]
    assert any("%" in text for text in texts)
    assert unlike_their_fraction(texts) == []


@pytest.mark.long
@pytest.mark.breadth(1)
@pytest.mark.parametrize(("level", "code"), [("county", "county"), ("unit", "U08")])
def test_commands_say_what_the_score_book_says(run, demo_file, demo_url, level, code):
    reader = Reader(FRAMEWORK, books(demo_file, PERIOD)[level])
    machine = run("score", "--period", PERIOD, "--by", level, db=demo_url)
    scores = pd.read_csv(io.StringIO(machine.out), index_col="code", dtype={"code": str})
    # Files for machines hold full precision: what people would be shown of it.
    said = [
        Said(reader.key(who, ROOT if name == "total" else name, "score"), written(shown(value)), "score")
        for name in ("total", *(one.id for one in FRAMEWORK.items))
        for who, value in scores[name].items()
    ]
    said += [
        Said(reader.key(who, ROOT, "rank"), f"{rank:.1f}", "score") for who, rank in scores["rank"].items()
    ]
    for verb, pattern in (("explain", r"(\d+\.\d+) 分"), ("change", r"[^→\n]+ → (\d+\.\d+)，")):
        told = run(verb, "--period", PERIOD, "--by", level, "--entity", code, db=demo_url).out
        lines = re.findall(rf"^ *(\w+) [^：\n]+：{pattern}", told, re.MULTILINE)
        said += [Said(reader.key(code, node, "score"), value, verb) for node, value in lines]
    assert {one.source for one in said} == {"score", "explain", "change"}
    assert disagreements(reader.truth(), said) == []


def of_scores_told(readers, numbers):
    """What the locked figures of a report say that are scores; `score:LEVEL:NODE:CODE` is their id."""
    for number in numbers:
        if number.fact.startswith("score:"):
            _, level, node, *who = number.fact.split(":")
            code = who[0] if who else readers[level].book.scores.index[0]
            yield Said(readers[level].key(code, node, "score"), number.text, number.source)


def read_blocks(readers, blocks):
    """What the parts of a report say, before it is a file; a table is about the level its rows name."""
    for block in blocks:
        if isinstance(block, KeyFigures):
            yield from of_scores_told(readers, [item.number for item in block.items])
        elif isinstance(block, Paragraph):
            yield from of_scores_told(readers, [one for one in block.text if isinstance(one, Number)])
        elif isinstance(block, TableBlock | FigureBlock):
            frame = block.frame if isinstance(block, TableBlock) else as_in_files(block.table)
            if frame is not None:
                yield from of_everybody(readers, block.title, frame)


def as_in_files(frame):
    """What a chart was drawn from has its coverage in percent, as pages show it."""
    return frame if frame is None or "覆盖" not in frame else frame.assign(覆盖=frame["覆盖"] / 100)


def of_everybody(readers, title, frame):
    # In files coverage is a share under a percent format.
    frame = frame.assign(覆盖=frame["覆盖"] * 100) if "覆盖" in frame else frame
    if {"编号", "名称"} & set(frame) and "构成" not in title:
        for reader in readers.values():
            yield from reader.table(title, frame)


def sheets_of(content):
    """Name and table of each sheet of a workbook that has a row an entity."""
    for sheet in openpyxl.load_workbook(io.BytesIO(content)):
        rows = list(sheet.iter_rows(values_only=True))
        if rows and {"编号", "名称"} & set(rows[0]):
            length = next((at for at, row in enumerate(rows) if not any(row)), len(rows))
            yield sheet.title, pd.DataFrame(rows[1:length], columns=rows[0])


@pytest.mark.long
@pytest.mark.parametrize("kind", ["leaders", "book"])
def test_papers_and_their_files_say_what_the_score_book_says(demo_file, kind):
    readers = {level: Reader(FRAMEWORK, book) for level, book in books(demo_file, PERIOD).items()}
    truth = [said for reader in readers.values() for said in reader.truth()]
    at = datetime(2024, 2, 6, 9)  # noqa: DTZ001 - the county's time
    report = make(kind, FRAMEWORK, county(demo_file, PERIOD), BriefOptions(), generated_at=at)
    said = list(read_blocks(readers, report.blocks))
    assert said
    assert disagreements(truth, said) == []
    cells = [
        one for name, frame in sheets_of(export(report, "xlsx")) for one in of_everybody(readers, name, frame)
    ]
    assert disagreements(truth, cells) == []
    assert cells or kind != "book"


@pytest.mark.long
def test_a_paper_on_paper_and_in_word_has_the_figures_of_the_score_book(demo_file):
    at = datetime(2024, 2, 6, 9)  # noqa: DTZ001 - the county's time
    report = make("leaders", FRAMEWORK, county(demo_file, PERIOD), BriefOptions(), generated_at=at)
    book, code = books(demo_file, PERIOD)["county"], "county"
    nodes = (FRAMEWORK.root, *FRAMEWORK.groups)
    wanted = [(node.name, f"{shown(book.scores.at[code, node.id]):.1f}") for node in nodes]
    text = Document(io.BytesIO(export(report, "docx"))).element.body.xpath("string(.)")
    pages = pypdfium2.PdfDocument(export(report, "pdf"))
    paper = "".join("".join(page.get_textpage().get_text_bounded() for page in pages).split())
    for name, figure in wanted:
        assert name in text
        assert figure in text
        assert name in paper
        assert figure in paper
