"""A file dropped into a room of a registry is found, works, and is listed: no second place names it."""

import json
import shutil
import subprocess
import sys

import pytest

from tests.kit.project import REPO

#: Registry → (file, what stands in it, what shows that it was found: printed must be `found`).
DROPPED = {
    "chart": (
        "metrics/charts/plain.py",
        """
import pandas as pd
import plotly.graph_objects as go
from metrics.charts.base import register

@register("plain", "素图", "有没有？", ("unit",), table=lambda rows: rows, alt=lambda rows: f"{len(rows)} 行")
def plain(rows):
    return go.Figure(go.Bar(y=rows["a"]))
""",
        """
import pandas as pd
from metrics.charts import CHARTS, alt_text, draw
rows = pd.DataFrame({"a": [1, 2]})
assert list(draw("plain", rows).data[0].y) == [1, 2] and alt_text("plain", rows) == "2 行"
print("found" if CHARTS["plain"].title == "素图" else "lost")
""",
    ),
    "check": (
        "metrics/ingest/checks/zz_plain.py",
        """
from metrics.ingest.checks.registry import table_check

@table_check("E201")
def plain(table, scope):
    return []
""",
        """
from metrics.ingest.checks import RAISED_BY, TABLE_CHECKS
print("found" if RAISED_BY["E201"] == TABLE_CHECKS[-1].__name__ == "plain" else "lost")
""",
    ),
    "doubt rule": (
        "metrics/doubts/rules/plain.py",
        """
from metrics.doubts.registry import rule

@rule("Q990", kind="数量", title="素则", severity="question", decision="", message="", expected="", hint="")
def plain(county, spec):
    return [spec.doubt(key="a")]
""",
        """
from metrics.doubts import RULES, check_county, specs
assert specs()["Q990"].title == "素则" and RULES["Q990"].__name__ == "plain"
print("found" if [doubt.title for doubt in check_county(None, ["Q990"])] == ["素则"] else "lost")
""",
    ),
    "normalising method": (
        "metrics/scoring/index/methods/halved.py",
        """
from metrics.scoring.index.methods.registry import method

@method("halved", word="折半", explained="值的一半。", place=70)
def halved(y, leaves, scale):
    return y / 2
""",
        """
import numpy as np, pandas as pd
from metrics.scoring.index.nodes import Leaf, Node
from metrics.scoring.index.normalise import normalise
from metrics.scoring.index.tree import Tree
from metrics.scoring.whatif import Scenario
from metrics.tables import EXPLAINED, NORMALISATIONS
tree = Tree("t", "1", "t", 100.0, 6, "min", (Node("T", None),), (Leaf("a", "T", normalise="halved"),))
assert normalise(tree, np.array([[4.0]]), pd.Index(["x"])).tolist() == [[2.0]]
assert Scenario(normalise="halved").normalise == "halved" and EXPLAINED["halved"] == "值的一半。"
print("found" if list(NORMALISATIONS.items())[-1] == ("halved", "折半") else "lost")
""",
    ),
    "way to fill": (
        "metrics/scoring/index/impute/ones.py",
        """
import numpy as np
from metrics.scoring.index.impute.registry import imputation

@imputation("one")
def one(gaps):
    return np.ones(gaps.values.shape)
""",
        """
import pandas as pd
from metrics.scoring.index import Imputation, Leaf, Node, Tree, prepared
leaf = Leaf("a", "T", normalise="none", impute=Imputation("one"))
tree = Tree("t", "1", "t", 100.0, 6, "min", (Node("T", None),), (leaf,))
print("found" if prepared(tree, pd.DataFrame({"a": [4.0, None]}))["a"].tolist() == [4.0, 1.0] else "lost")
""",
    ),
    "treatment": (
        "metrics/scoring/index/treat/flat.py",
        """
from metrics.scoring.index.treat.registry import step

@step("flat")
def flat(x, limits):
    return x * 0
""",
        """
import pandas as pd
from metrics.scoring.index import Leaf, Node, Treatment, Tree, prepared
leaf = Leaf("a", "T", normalise="none", treat=Treatment(("flat",), skewness=0, kurtosis=0))
tree = Tree("t", "1", "t", 100.0, 6, "min", (Node("T", None),), (leaf,))
table = pd.DataFrame({"a": [0.0, 0, 0, 0, 9]})
print("found" if prepared(tree, table)["a"].tolist() == [0.0] * 5 else "lost")
""",
    ),
    "measure kind": (
        "metrics/scoring/measures/kinds/plain.py",
        """
def fraction(request):
    return None
""",
        """
from metrics.scoring.measures.kinds import KINDS
print("found" if KINDS["plain"](None) is None else "lost")
""",
    ),
    "report kind": (
        "metrics/reports/write/kinds/plain.py",
        """
from metrics.reports.write.kinds.registry import Outcome, register

@register("plain", "素报", layout="book", formats=("pdf",))
def plain(material, options):
    return Outcome("素报", ())
""",
        """
from click.testing import CliRunner
from metrics.cli import main
from metrics.reports.write.kinds import KINDS
assert KINDS["plain"].make(None, None).title == "素报"
print("found" if "plain" in CliRunner().invoke(main, ["brief", "--help"]).output else "lost")
""",
    ),
    "verb": (
        "metrics/commands/plain.py",
        """
import click

@click.command("plain", help="什么也不做。")
def command():
    click.echo("做了")

COMMANDS = (command,)
""",
        """
from click.testing import CliRunner
from metrics.cli import main
listed, done = (CliRunner().invoke(main, [word]).output for word in ("--help", "plain"))
print("found" if "什么也不做" in listed and done == "做了\\n" else "lost")
""",
    ),
}


#: Runs each proof that it reads, and says for each what it printed or what went wrong.
PROVER = """
import contextlib, io, json, sys, traceback
def said(proof):
    told = io.StringIO()
    try:
        with contextlib.redirect_stdout(told):
            exec(proof, {})
    except BaseException:
        return traceback.format_exc()
    return told.getvalue().strip()
print(json.dumps({name: said(proof) for name, proof in json.load(sys.stdin).items()}))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Registry → what its proof says in a copy of the program into which every file was dropped."""
    copy = tmp_path_factory.mktemp("product")
    shutil.copytree(REPO / "metrics", copy / "metrics", ignore=shutil.ignore_patterns("*.ttf"))
    for registry, (name, content, _) in DROPPED.items():
        (copy / name).write_text(f'"""{registry}."""\n{content}', encoding="utf-8")
    proofs = json.dumps({registry: proof for registry, (_, _, proof) in DROPPED.items()})
    done = subprocess.run(
        [sys.executable, "-c", PROVER], cwd=copy, input=proofs, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("registry", DROPPED)
def test_a_dropped_file_is_found(registry, told):
    assert told[registry] == "found"


def test_a_proof_fails_without_its_file():
    proofs = json.dumps({registry: DROPPED[registry][2] for registry in ("measure kind", "chart")})
    done = subprocess.run(
        [sys.executable, "-c", PROVER], cwd=REPO, input=proofs, capture_output=True, text=True, check=False
    )
    assert all("KeyError" in said for said in json.loads(done.stdout).values())
