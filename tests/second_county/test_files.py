"""Every file the program hands out in the second county: no word in it or its name is the first one's."""

import json

import pytest

from metrics.reports.write.kinds import KINDS
from tests.kit.foreign_words import foreign, foreign_in_file, unpacked
from tests.kit.project import REPO

HOME = REPO / "sample_data" / "qinglan"
QUARTER = "2024Q3"
#: Level of a kind of report → whose.
WHOSE = {"enterprise": "Greenridge Bamboo Co., Ltd.", "brand": "竹乡巧匠", "unit": "U06", "town": "城关镇"}


def folder(tmp_path):
    (tmp_path / "out").mkdir(exist_ok=True)
    return tmp_path / "out"


def written(home):
    return [(path.name, path.read_bytes()) for path in sorted(home.rglob("*")) if path.is_file()]


def clean(files):
    return {name: found for name, content in files if (found := foreign_in_file(name, content))}


def whole(content):
    return b"".join(unpacked(content)).decode("utf-8", "ignore")


def entity_of(kind):
    return ["--entity", WHOSE[KINDS[kind].level]] if KINDS[kind].level else []


@pytest.mark.breadth(2)
@pytest.mark.parametrize("kind", list(KINDS))
def test_the_paragraphs_of_every_report(run, second_url, kind):
    answer = run(
        "brief", "--period", QUARTER, "--kind", kind, *entity_of(kind), "--paragraphs", db=second_url
    )
    if answer.code == 0:
        json.loads(answer.out)
    assert foreign(answer.out + answer.err) == set()


@pytest.mark.parametrize(
    ("kind", "form"),
    [
        ("special", "docx"),
        ("leaders", "pdf"),
        pytest.param("special", "pdf", marks=pytest.mark.long),
        pytest.param("book", "xlsx", marks=pytest.mark.long),
    ],
)
def test_a_report_as_a_file_with_the_name_it_is_given(run, second_url, tmp_path, monkeypatch, kind, form):
    monkeypatch.chdir(folder(tmp_path))
    answer = run(
        "brief", "--period", QUARTER, "--kind", kind, "--format", form, "--charts", "无", db=second_url
    )
    assert answer.code == 0, answer.err
    files = written(folder(tmp_path))
    assert len(files) == 1
    assert files[0][0].startswith("青岚县")
    assert clean(files) == {}
    assert "青岚" in whole(files[0][1])


@pytest.mark.browser
@pytest.mark.long
@pytest.mark.parametrize("kind", list(KINDS))
def test_a_report_with_its_charts(run, second_url, tmp_path, monkeypatch, chromium, kind):
    monkeypatch.chdir(folder(tmp_path))
    for form in ("pdf", "docx", "xlsx") if kind != "charts" else ("zip",):
        answer = run(
            "brief", "--period", QUARTER, "--kind", kind, *entity_of(kind), "--format", form, db=second_url
        )
        assert answer.code in (0, 2), answer.err
    assert written(folder(tmp_path))
    assert clean(written(folder(tmp_path))) == {}


def test_templates_set_up_workbook_and_slips(run, second_url, tmp_path):
    out = folder(tmp_path)
    for words in (
        ("county", "template", "--out", out / "空白.xlsx"),
        ("county", "export", "--out", out / "现在.xlsx"),
        ("county", "templates", "--period", "2024Q4", "--out", out / "全部模板.zip"),
        ("county", "slips", "--out", out / "登录条.xlsx", "--only", "u06"),
    ):
        answer = run(*words, db=second_url)
        assert answer.code == 0, answer.err
        assert foreign(answer.out + answer.err) == set()
    files = written(out)
    assert len(files) == 4
    assert clean(files) == {}
    # One for each unit that is still there: the merged one is not asked any more.
    names = [
        part for part in whole(dict(files)["全部模板.zip"]).split("青岚县产改台账_") if "2024Q4.xlsx" in part
    ]
    assert len(names) == 11
    assert not any(name.startswith("U05") for name in names)


def test_a_marked_copy_and_what_is_found_in_bad_workbooks(run, second_url, tmp_path):
    bad = sorted(
        path for path in (REPO / "sample_data" / "sihong" / "bad").iterdir() if path.suffix == ".xlsm"
    )
    good = next((HOME / "workbooks" / "2024Q1").glob("*U11*"))
    for number, file in enumerate([good, *bad]):
        words = ["--marked", folder(tmp_path)] if file is good else []
        copy = tmp_path / f"工作簿{number}{file.suffix}"
        copy.write_bytes(file.read_bytes())
        answer = run("check", copy, "--unit", "U11", "--period", "2024Q1", *words, db=second_url)
        if file is good:
            assert "约40人" in answer.out
        assert foreign(answer.out + answer.err) == set()
    assert len(written(folder(tmp_path))) == 1
    assert clean(written(folder(tmp_path))) == {}
