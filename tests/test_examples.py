"""The examples in docstrings run and give what stands below them; the main entries have one."""

import doctest
import importlib
import inspect

import pytest

from metrics.charts import draw
from metrics.framework import load_framework, parse_period
from metrics.ingest import check_workbook, write_template
from metrics.reports.write.briefing import make
from metrics.scoring import prepare, score_book
from metrics.scoring.why import explain
from metrics.store import Store
from tests.kit.project import REPO
from tests.kit.small_county import dataset

ENTRIES = (
    load_framework,
    parse_period,
    check_workbook,
    write_template,
    Store.open,
    prepare,
    score_book,
    explain,
    draw,
    make,
)
WITH_EXAMPLES = sorted(
    ".".join(path.relative_to(REPO).with_suffix("").parts).removesuffix(".__init__")
    for path in (REPO / "metrics").glob("**/*.py")
    if ">>>" in path.read_text(encoding="utf-8")
)


@pytest.fixture(scope="module")
def county():
    """What an example calls `county`: the rows of the small county that is counted by hand."""
    return dataset()


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_the_examples_give_what_stands_below_them(name, county):
    module, said = importlib.import_module(name), []
    runner = doctest.DocTestRunner(verbose=False)
    for example in doctest.DocTestFinder().find(module, extraglobs={"county": county}):
        runner.run(example, out=said.append)
    assert not said, "".join(said)
    assert runner.tries


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.__qualname__)
def test_a_main_entry_shows_how_it_is_used(entry):
    place = f"{inspect.getmodule(entry).__name__}.{entry.__qualname__}"
    examples = doctest.DocTestParser().get_examples(inspect.getdoc(entry) or "")
    assert examples, f"show in the docstring of {place} how it is used (>>>)"
    assert any(example.want for example in examples), f"the example of {place} gives nothing"
