"""`framework` and `library`: a version as one file, out, checked, in; what was issued keeps its weights."""

import pytest

from metrics.framework import load_framework, load_library, parse_framework, parse_period, read_files
from metrics.province import private_key
from metrics.province.letters import FRAMEWORK_ISSUED, letter
from metrics.store.database import SYSTEM
from tests.kit.county_packages import SIHONG, open_store

OWN = load_framework(SIHONG)
TEXT = read_files()["visible.toml"].decode("utf-8")
GROUP = """
[[node]]
id = "X"
parent = "total"
name = "本县特色"

[[node]]
id = "X1"
parent = "X"
name = "见家乡"
item = true
"""
MEASURE = """
[[measure]]
id = "X1a"
parent = "X1"
name = "现场"
words = "活动的行数"
[measure.ledger]
kind = "credit"
source = ["L05"]
levels = ["E", "C"]
full_score = { E = 2 }
units = { E = "场", C = "%" }
per = { C = "roster" }

[[measure.ledger.term]]
value = "items"
source = "L05"
"""


@pytest.fixture
def file(tmp_path):
    def write(text=TEXT):
        path = tmp_path / "框架.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def bring_in(run, own_database):
    def call(path, name, *more, starts="2024Q1"):
        said = ("--name", name, "--from", starts, "--reason", "定的", "--as", SYSTEM)
        return run("framework", "import", path, *said, *more, db=own_database)

    return call


def with_group(text):
    """The text with a group of the county's own."""
    at = text.index("[[measure]]")
    return text[:at] + GROUP.lstrip() + "\n" + text[at:] + MEASURE


def test_a_version_goes_out_and_comes_in_as_one_file(run, own_database, bring_in, tmp_path):
    out = tmp_path / "out.toml"
    assert run("framework", "export", "--out", out, db=own_database).code == 0
    assert out.read_text(encoding="utf-8") == TEXT
    out.write_text(TEXT.replace("weight = 4", "weight = 5", 1), encoding="utf-8")
    checked = run("framework", "check", out, db=own_database)
    assert (checked.code, "有 1 处不同" in checked.out) == (0, True)
    assert "K 四个可看：权重：4 → 5" in checked.out
    assert run("framework", "check", out, "--json").json == {"K.weight": [4.0, 5.0]}
    kept = bring_in(out, "2024.2")
    assert (kept.code, kept.out.split("\t")[0]) == (0, "2024.2")
    again = run("framework", "export", "--framework-version", "2024.2", db=own_database).out
    assert parse_framework({**read_files(), "visible.toml": again.encode()}).node["K"].weight == 5
    with open_store(own_database) as store:
        actions = store.care.audit_rows(SYSTEM)["action"].tolist()
        (row,) = store.care.audit_rows(SYSTEM, action="framework")["detail"]
    assert actions.count("framework-export") == 2
    assert row["edits"] == ["用导入的文件替换全部内容"]
    assert row["changes"] == {"K.weight": [4.0, 5.0]}


@pytest.mark.breadth(2)
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('id = "kanjian"', "id = kanjian", "不是有效的 TOML"),
        ('source = ["L03"]', 'source = ["L99"]', "没有台账“L99”"),
        ('kind = "share"', 'kind = "magic"', "本程序没有“magic”"),
        ('value = "items"', 'value = "magic"', "本程序没有“magic”"),
        ("weight = 4", "weights = 4", "weights：不认识这个键"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_place(
    run, own_database, bring_in, file, old, new, said
):
    path = file(TEXT.replace(old, new, 1))
    for answer in (run("framework", "check", path, db=own_database), bring_in(path, "2024.2")):
        assert (answer.code, answer.out) == (2, "")
        assert said in answer.err
        assert answer.err.count("\n") == 1
    with open_store(own_database) as store:
        assert len(store.office.framework_versions()) == 2


@pytest.mark.long
def test_what_came_from_above_keeps_its_weights(run, own_database, bring_in, file):
    assert bring_in(file(), "省 2024", "--issued-by", "省总工会").code == 0
    issued = run("framework", "export", "--framework-version", "省 2024", db=own_database).out
    assert 'by = "省总工会"' in issued
    refused = [
        (issued.replace("weight = 4", "weight = 5", 1), "“K 四个可看”的权重是省总工会下发的，不能改"),
        (
            issued + MEASURE.replace('"X1"', '"K1"'),
            "“K1 有载体可看”是省总工会下发的，本县自己的项目和指标要另立一组",
        ),
        (issued.replace('parent = "J6"\nname = "覆盖"', 'parent = "J5"\nname = "覆盖"', 1), "不能移到别处"),
        (issued.partition("[issued]")[0], "不能去掉下发标记"),
        (TEXT.replace("weight = 4", "weight = 5", 1), "不能去掉下发标记"),
    ]
    for text, said in refused:
        answer = bring_in(file(text), "县 2024", starts="2024Q2")
        assert (answer.code, said in answer.err) == (2, True), answer.err
    own = bring_in(file(with_group(issued)), "县 2024", starts="2024Q2")
    assert own.code == 0, own.err
    # An earlier version that was never issued is no way around it.
    with open_store(own_database) as store:
        framework = store.office.framework(store.office.framework_versions()[-1].id)
    assert framework.issued.by == "省总工会"
    assert framework.node["X"].parent == "total"
    renewed = bring_in(
        file(TEXT.replace("weight = 4", "weight = 5", 1)), "省 2025", "--issued-by", "省总工会二"
    )
    assert renewed.code == 0, renewed.err


def test_the_library_is_listed(run, own_database):
    open_store(own_database).close()
    listed = run("library", db=own_database).out
    for entry in load_library():
        assert f"{entry.id}\t{entry.measure.name}\t" in listed
    (first,) = [one for one in run("library", "--json").json if one["id"] == "skill_training"]
    assert first["sheets"] == "活动台账（L05）"
    assert first["targets"].startswith("企业 40 人次/百人，")
    assert first["owners"]


def test_what_came_signed_is_received_as_a_version(run, own_database, tmp_path):
    for code in ("320000", "330000"):
        run("keys", "--code", code, "--out", tmp_path)
    file = tmp_path / "指标.kdf"
    key = private_key(tmp_path / "320000.key")
    file.write_bytes(letter(FRAMEWORK_ISSUED, "苏省", TEXT.encode("utf-8"), key))
    asked = ("--name", "2024.2", "--from", "2024Q1", "--as", SYSTEM)
    refused = run("framework", "receive", file, "--key", tmp_path / "330000.pub", *asked, db=own_database)
    assert refused.code == 2
    assert "签名不是苏省登记的密钥" in refused.err
    done = run("framework", "receive", file, "--key", tmp_path / "320000.pub", *asked, db=own_database)
    assert done.code == 0, done.err
    assert done.out.startswith("2024.2\t")
    with open_store(own_database) as store:
        kept = store.office.framework_in_force(parse_period("2024Q1"))
        assert store.office.framework(kept.id).issued.by == "苏省"
        assert kept.reason.startswith("苏省下发（")
