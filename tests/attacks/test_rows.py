"""Attack: signed in as 填报员 of one unit, get at the ledger rows, files and cells of the others."""

import ast
import re

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from metrics.county import UngatedRowsError, VisibleRows, frame_for, marks_of
from metrics.framework import load_framework, load_rights, parse_period
from metrics.scoring.measures.places import COLUMNS
from metrics.store import Store, StoreError
from metrics.store.database import SYSTEM
from metrics.store.people import Account
from pages.roles import PAGES as PAGES_OF
from tests.kit import sources
from tests.kit.commands import run
from tests.kit.county_packages import SIHONG
from tests.kit.pages import LEADER, SECONDS, STAFF, demo, own_main, signed_in, texts
from tests.kit.project import REPO

__all__ = ["demo", "own_main", "run", "signed_in"]

FRAMEWORK = load_framework(SIHONG)
#: The account and unit of STAFF.
CODE, UNIT = "u06", "U06"
#: Another unit's file, wherever it is named.
OTHERS = re.compile(r"台账_(?!U06)U\d\d")
PERIOD = ("--period", "2023Q4")
#: What may be handed rows without passing the gate: the gate, what scores the county, the tables' own test.
ROOMS = ("pages/cached/", "pages/ui/shared/")
CONSTRUCTS = ("metrics/store/office/above.py", "metrics/store/reporting/visible.py")
#: Streamlit's ways to draw a table or hand out a file → the files that use them; editors show what was typed.
DRAWERS = {
    "dataframe": ("pages/ui/shared/table.py",),
    "table": ("pages/ui/shared/export.py", "pages/ui/shared/table.py"),
    "data_editor": (
        "pages/ui/manage/records.py",
        "pages/ui/present.py",
        "pages/ui/quality/claims.py",
        "pages/ui/setup/entries.py",
        "pages/ui/setup/ground.py",
        "pages/ui/upload/findings.py",
    ),
    "download_button": ("pages/ui/shared/export.py",),
}


def foreign(app):
    """How many rows of the tables on a page stand in another unit's file."""
    found = [frame.value for frame in app.dataframe if "文件" in frame.value]
    return sum(int(table["文件"].str.contains(OTHERS).sum()) for table in found)


def clean(app):
    """Nothing of another unit: no row, no file's name in a text or a choice."""
    assert [error.message for error in app.exception] == []
    offered = [str(option) for box in app.selectbox for option in box.options]
    return not foreign(app) and not OTHERS.search("\n".join([texts(app), *offered]))


@pytest.mark.long
def test_what_changed_between_periods_shows_no_others_rows(demo):
    """Tried: thirteen ordinary choices under 和另一期比 showed 1,308 rows of the other 20 units."""
    app = demo("overview", **{"as": STAFF})
    app.session_state["county-change"] = True
    app.run()
    choices = list(choice(app).options)
    assert len(choices) > 10
    for option in choices:
        choice(app).select(option).run()
        assert clean(app), option
    assert "这里只列出本单位报送的行" in texts(app)


def choice(app):
    """The choice of a measure whose rows are shown."""
    return next(box for box in app.selectbox if box.label == "看哪个指标的行")


def test_the_leader_sees_the_rows_that_changed(demo):
    """Else the test above would pass on a page without rows."""
    app = demo("overview", **{"as": LEADER})
    app.session_state["county-change"] = True
    app.run()
    assert foreign(app) > 0


@pytest.mark.parametrize("level", ["企业", "成员单位"])
def test_a_measure_of_anybody_shows_own_rows_only(demo, level):
    app = demo(
        "indicators", indicator_item="见事", indicator="J2a 活动场次", indicator_level=level, **{"as": STAFF}
    )
    app.session_state[f"{'unit' if level == '成员单位' else 'enterprise'}-change"] = True
    app.run()
    assert clean(app)


@pytest.mark.long
def test_the_facts_of_the_overview_open_own_rows_only(demo):
    app = demo("overview", **{"as": STAFF})
    chips = [button.key for button in app.button if (button.key or "").startswith("fact-")]
    assert chips
    for chip in chips:
        app.button(key=chip).click().run()
        assert clean(app), chip


def test_finding_brings_up_own_activities_only(demo):
    app = demo("search", q="A", **{"as": STAFF})
    assert clean(app)
    assert app.dataframe[0].value["文件"].str.contains(UNIT).all()
    own, shown = (
        re.search(r"活动（(\d+)）", texts(demo("search", q="A", **{"as": who}))) for who in (STAFF, LEADER)
    )
    assert int(own[1]) < int(shown[1])


def test_the_handbook_names_no_cell_of_another_unit(demo):
    app = demo("handbook", handbook_part="J2 见事", **{"as": STAFF})
    assert clean(app)
    whole = demo("handbook", handbook_part="J2 见事", **{"as": LEADER})
    assert OTHERS.search(texts(whole))


@pytest.mark.parametrize("page", ["upload", "history"])
def test_reporting_pages_hold_own_files_only(demo, page):
    assert clean(demo(page, **{"as": STAFF, "history-unit": "县人社局", "unit": "U08"}))


def test_the_gate_knows_rows_in_every_form():
    """As stored, as behind a figure, under the headings people see; not sums of them."""
    stored, behind = {"_submission": [1]}, {name: ["x"] for name in COLUMNS}
    for rows in (stored, behind, {"单元格": ["C6"]}, {"单\u2060元\u2060格": ["C6"]}, {"Excel行": [7]}):
        assert marks_of(pd.DataFrame(rows).columns)
        with pytest.raises(UngatedRowsError):
            frame_for(pd.DataFrame(rows), CODE)
    assert marks_of(["名称", "得分", "名次", "数值"]) == frozenset()


def test_a_table_of_rows_past_the_gate_is_not_drawn(demo_file, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{demo_file}")

    def past_the_gate():
        import pandas as pd

        from pages.ui.shared import grid

        grid(pd.DataFrame({"单元格": ["C6"], "活动": ["别家的活动"]}))

    def as_another():
        import pandas as pd

        from pages import cached
        from pages.ui.shared import grid

        rows = pd.DataFrame({"submission": [1], "活动": ["别家的活动"]})
        grid(cached.store().reporting.rows_for("lingdao", rows))

    for script in (past_the_gate, as_another):
        app = AppTest.from_function(script, default_timeout=SECONDS)
        app.query_params["as"] = STAFF
        app.run()
        assert len(app.exception) == 1
        assert not app.dataframe


def attributes(path):
    """Names that are called or read as attributes in a file."""
    return {node.attr for node in sources.nodes(path) if isinstance(node, ast.Attribute)}


def called(path):
    """Attributes that are called in a file, also by being handed on with their arguments."""
    calls = [node for node in sources.nodes(path) if isinstance(node, ast.Call)]
    parts = [part for call in calls for part in (call.func, *call.args)]
    return {part.attr for part in parts if isinstance(part, ast.Attribute)}


PAGES = sources.files("pages/**/*.py")


@pytest.mark.parametrize("way", DRAWERS)
def test_one_place_draws_tables_and_one_hands_out_files(way):
    """What draws or hands out past `grid`, `lines` and `offer_…` would draw past the gate."""
    assert {path.as_posix() for path in PAGES if way in called(path)} == set(DRAWERS[way])


def test_pages_take_rows_from_the_gate_alone():
    """`dataset.ledgers` and the frames that scoring makes of it stay in the two rooms that gate them."""
    raw = {"ledgers", "fact_rows", "rows_behind", "located"}
    open_to = {
        path.as_posix()
        for path in PAGES
        if "dataset" in attributes(path)
        and "ledgers" in attributes(path)
        and not path.as_posix().startswith(ROOMS)
    }
    assert open_to == set()
    named = {
        path.as_posix()
        for path in PAGES
        for _module, name in sources.imports(path)
        if name in raw and not path.as_posix().startswith(ROOMS)
    }
    assert named == set()


def test_the_store_alone_lets_rows_through():
    makers = {
        path.as_posix()
        for path in sources.files(*sources.PRODUCT)
        for node in sources.nodes(path)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == VisibleRows.__name__
    }
    assert makers == set(CONSTRUCTS)


@pytest.mark.breadth(1)
@pytest.mark.parametrize(
    "command",
    [
        ("explain", "--by", "unit", "--entity", "U08", "--rows"),
        ("explain", "--by", "county", "--rows"),
        ("change", "--by", "county", "--item", "K2"),
        ("change", "--by", "county", "--json"),
        ("handbook",),
    ],
    ids=lambda command: command[0],
)
def test_the_command_line_answers_as_the_account(demo_url, run, command):
    everyone, own = (run(*command, *PERIOD, *who, db=demo_url) for who in ((), ("--as", CODE)))
    assert everyone.code == own.code == 0
    assert OTHERS.search(everyone.out)
    assert not OTHERS.search(own.out)


@pytest.mark.parametrize("who", [CODE, "nobody"])
def test_the_command_line_refuses_what_the_account_may_not(demo_url, run, tmp_path, who):
    for command in (
        ("template", "--unit", "U08", *PERIOD, "--out", tmp_path / "a.xlsx"),
        ("brief", *PERIOD, "--format", "xlsx", "--out", tmp_path / "b.xlsx"),
        ("chart", "reach", "--by", "brand", *PERIOD, "--out", tmp_path / "c.png"),
    ):
        answer = run(*command, "--as", who, db=demo_url)
        assert answer.code != 0, command
        assert "要用" in answer.err or "只能" in answer.err or "没有代码为" in answer.err
    assert list(tmp_path.glob("*.xlsx")) + list(tmp_path.glob("*.png")) == []


def test_an_account_without_a_unit_sees_nothing(demo_url):
    """Tried: a 填报员 whose unit is empty was taken for somebody who may see all."""
    with Store.open(demo_url, migrate=False) as store:
        rows = store.reporting.dataset(FRAMEWORK, parse_period("2023Q4")).ledgers["L05"]
        assert len(store.reporting.rows_for(SYSTEM, rows)) == len(rows) > 0
        with store.database.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE account SET unit = NULL WHERE code = 'u06'")
        assert len(store.reporting.rows_for(CODE, rows)) == 0
        for gone in ("nobody", "", " "):
            with pytest.raises(StoreError):
                store.reporting.rows_for(gone, rows)
        with pytest.raises(KeyError):
            store.reporting.rows_for(CODE, pd.DataFrame({"name": ["a"]}))
        store.people.ensure_account(Account(CODE, "停用的", "填报员", UNIT, active=False, demo=True), SYSTEM)
        with pytest.raises(StoreError, match="已停用"):
            store.reporting.rows_for(CODE, rows)


def test_what_staff_see_of_others_is_listed_for_each_of_their_pages():
    """On purpose, in docs/安全.md; a new page of theirs has to say it, too."""
    text = (REPO / "docs" / "安全.md").read_text(encoding="utf-8")
    table = text.partition("| 在哪里 | 看得到别家的什么 |")[2].partition("\n\n")[0]
    listed = [line.split("|")[1].strip() for line in table.splitlines()[2:]]
    assert listed == [page.title for page in PAGES_OF if load_rights().reach("填报员", page.act)]
