"""Shows, in a process of its own, that what CONTRIBUTING.md adds to a copy of the program works there.

    python tests/drills.py DATABASE      # the copy is the first folder on the path

Prints one JSON object: drill → what went wrong, empty where nothing did. DATABASE is a file with the sample
county.
"""

import json
import os
import sys
import traceback
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp
from types import SimpleNamespace

import openpyxl
from click.testing import CliRunner

QUARTER = "2023Q4"
ADMIN = "guanli"
URL = f"sqlite:///{sys.argv[1]}"
HERE = Path(mkdtemp())


def answer(*words):
    """A verb's exit code, stdout and all it printed."""
    main = import_module("metrics.cli").main
    result = CliRunner(env={"DATABASE_URL": URL}).invoke(main, [str(word) for word in words])
    return result.exit_code, result.stdout, result.output[-2000:] or repr(result.exception)


def run(*words):
    """What a verb printed; an exit code other than 0 is an error with its messages."""
    code, printed, said = answer(*words)
    assert code == 0, said
    return printed


def scores(level):
    """Framework and scores of a quarter of the sample county, by today's files of the framework."""
    framework_room = import_module("metrics.framework")
    county = framework_room.read_package("sample_data/sihong/county")
    framework, period = framework_room.load_framework(county), framework_room.parse_period(QUARTER)
    with import_module("metrics.store").Store.open(URL) as store:
        data = store.reporting.dataset(framework, period)
    scoring = import_module("metrics.scoring")
    return framework, scoring.score_book(scoring.prepare(framework, data), level)


def measure():
    _, book = scores("unit")
    assert book.values["K4z"].max() >= 1
    assert "可看的载体数" in run("handbook")


def checked(unit, sheet, **cells):
    """What the check says of a unit's template in which one row of a sheet is filled: header → value."""
    out = HERE / f"{unit}.xlsx"
    run("template", "--unit", unit, "--period", QUARTER, "--out", out)
    book = openpyxl.load_workbook(out)
    header = next(row for row in book[sheet].iter_rows() if sum(bool(cell.value) for cell in row) > 2)
    for name, value in cells.items():
        (column,) = {cell.column for cell in header if str(cell.value).startswith(name)}
        book[sheet].cell(header[0].row + 1, column, value)
    book.save(out)
    return json.loads(answer("check", out, "--json")[1])["files"][0]


def kept_by_u01():
    """Let the line of U01 in the county's list of units say that it keeps the new ledger."""
    with import_module("metrics.store").Store.open(URL) as store:
        package, units = store.office.county(), "vocab/units.csv"
        listed = package.by_name[units].decode("utf-8")
        assert listed.count("|L15,") == 1
        changed = package.changed({units: listed.replace("|L15,", "|L15|L17,").encode("utf-8")})
        draft = import_module("metrics.store.office").CountyDraft(changed, None, "观摩接待也要报")
        store.office.save_county(draft, ADMIN)


def ledger():
    """Template and check of a unit that keeps it: U01, whose line of the county's list says so."""
    kept_by_u01()
    said = checked("U01", "观摩接待台账", 观摩团名称="邻县观摩团", 观摩日期="2023-11-20", 观摩人数=35)
    assert said["rows"]["观摩接待台账"] == 1, said
    assert "观摩接待台账" not in {finding["sheet"] for finding in said["findings"]}, said


def chart():
    charts = import_module("metrics.charts")
    framework, book = scores("enterprise")
    assert len(charts.draw("grades", framework, book).data) == 1
    assert (
        charts.table_twin("grades", framework, book)["个数"].sum() == book.scores[framework.root.id].count()
    )
    assert charts.alt_text("grades", framework, book).startswith("优")
    assert "grades" in answer("chart", "no-such-chart", "--period", QUARTER, "--out", HERE / "a.svg")[2]


def check():
    row = {
        "活动日期": "2023-11-20",
        "活动名称": "讲",
        "活动类型": "微宣讲",
        "场次": 1,
        "承办类型": "成员单位",
    }
    said = checked("U02", "活动台账", **row)
    assert "W398" in {finding["code"] for finding in said["findings"]}, said
    assert "W398" in run("codes")


def report():
    out = HERE / "card.docx"
    run("brief", "--kind", "card", "--period", QUARTER, "--format", "docx", "--out", out)
    document = import_module("docx").Document(out)
    text = "".join(paragraph.text for paragraph in document.paragraphs)
    assert "成绩单" in text


def method():
    framework = (
        'schema = 1\nid = "i"\nname = "指数"\nversion = "1"\n[score]\nscale = 100\n[[node]]\nid = "I"\n'
        '[[measure]]\nid = "a"\nparent = "I"\nnormalise = "halves"\n'
    )
    (HERE / "t.toml").write_text(framework, encoding="utf-8")
    (HERE / "c.csv").write_text("code,a\nx,1\ny,2\nz,3\n", encoding="utf-8")
    out = HERE / "o.csv"
    run("index", "--framework", HERE / "t.toml", "--data", HERE / "c.csv", "--key", "code", "--out", out)
    lines = import_module("pandas").read_csv(out).set_index("code")
    assert list(lines["I"]) == [0, 100, 100], lines
    whatif = import_module("metrics.scoring.whatif")
    assert whatif.Scenario(normalise="halves").normalise == "halves"


def permission():
    rights = import_module("metrics.framework.rights")
    reviewer, leader = (SimpleNamespace(role=role, unit="") for role in ("审核员", "领导"))
    assert rights.may(reviewer, "print-labels")
    assert not rights.may(leader, "print-labels")
    assert rights.refusal(leader, "print-labels") == "领导不能打印标签，要用审核员或管理员的账号。"
    assert "| 打印标签 | — | 全部 | — | 全部 |" in rights.table()


def verb():
    assert "items" in run("--help")
    assert run("items").count("\n") == 12


def page():
    from streamlit.testing.v1 import AppTest

    os.environ["DATABASE_URL"] = URL
    system, identity = import_module("metrics.store.database").SYSTEM, import_module("metrics.host").identity
    with import_module("metrics.store").Store.open(URL) as store:
        code = next(one.code for one in store.people.accounts(system) if one.role == "领导")
    told = {"account": code, "address": "", "session": "test"}
    setattr(import_module(identity.USER_MODULE), identity.USER_FUNCTION, lambda: told)
    roles = import_module("pages.roles")
    assert roles.page_of("items.py").title == "十二项"
    entry = Path(roles.__file__).with_name("main.py")
    app = AppTest.from_file(str(entry), default_timeout=120).run()
    app.switch_page("items.py").run()
    assert not app.exception, app.exception
    assert len(app.markdown) >= 12
    assert app.title[0].value == "十二项"


DRILLS = (measure, ledger, chart, check, report, method, permission, verb, page)


def main():
    """Run every drill; what one breaks does not keep the next from running."""
    told = {}
    for drill in DRILLS:
        try:
            drill()
        except Exception:  # noqa: BLE001 - told by the test of the drill
            told[drill.__name__] = traceback.format_exc(limit=-4)
        else:
            told[drill.__name__] = ""
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main()
