"""The framework from above: signed, taken as the county's version, and recognised in what comes up."""

from dataclasses import replace

import pytest

from metrics.framework import VISIBLE, NodeSpec, load_framework, read_files
from metrics.framework.editing import (
    AddMeasure,
    AddNode,
    NameVersion,
    ReplaceText,
    SetTarget,
    SetWeight,
    apply,
)
from metrics.province import (
    RefusedError,
    issued_framework,
    make_keys,
    private_key,
    public_text,
    received_framework,
    recomputed,
)
from metrics.province.letters import under
from metrics.scoring import unpack_book
from tests.kit.provinces import FRAMEWORK_TEXT, scored

FIRST = "321301"
#: A group of the county's own, with an item and a measure.
OWN = (
    AddNode(NodeSpec(id="X", parent="total", name="本县特色", weight=5)),
    AddNode(NodeSpec(id="X1", parent="X", name="本县项目", weight=1, item=True)),
    AddMeasure(replace(load_framework().measure["K1a"], id="X1a", parent="X1", name="本县载体")),
)


@pytest.fixture(scope="module")
def province(small_province, tmp_path_factory):
    return small_province.begin(tmp_path_factory.mktemp("issuing") / "province")


def received(given, *more, by="苏省"):
    """A county's publication under what it took in from above, and changed since."""
    files = {**read_files(), VISIBLE: FRAMEWORK_TEXT.encode("utf-8")}
    files = apply(files, (ReplaceText(FRAMEWORK_TEXT, by), NameVersion("2024.9"), *more))
    return replace(given, framework_text=files[VISIBLE].decode("utf-8"))


def test_a_framework_comes_down_signed(province, tmp_path):
    make_keys(tmp_path, "320000")
    make_keys(tmp_path, "other")
    file = tmp_path / "x.kdf"
    file.write_bytes(issued_framework(province, private_key(tmp_path / "320000.key")))
    assert received_framework(file, public_text(tmp_path / "320000.pub")) == ("苏省", FRAMEWORK_TEXT)
    with pytest.raises(RefusedError, match="签名不是苏省"):
        received_framework(file, public_text(tmp_path / "other.pub"))


def test_what_was_issued_is_recognised_under_another_name(province, small_province):
    given = received(small_province.handovers[FIRST])
    assert given.framework.issued.by == "苏省"
    assert under(province, given) is given


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (SetWeight("K1", 9.0), "K1 有载体可看：权重，省里是 1，县里是 9"),
        (SetTarget("K2a", "E", 77.0), "K2a .*县里是 77"),
    ],
)
def test_what_was_changed_since_is_named(province, small_province, edit, words):
    with pytest.raises(RefusedError, match=words):
        under(province, received(small_province.handovers[FIRST], edit))


def test_somebody_else_s_framework_is_refused(province, small_province):
    with pytest.raises(RefusedError, match="不是按省里的指标计分"):
        under(province, received(small_province.handovers[FIRST], by="皖省"))


def test_a_county_s_own_group_counts_in_the_county_and_not_in_the_province(province, small_province):
    plain = small_province.handovers[FIRST]
    given = scored(received(plain, *OWN))
    made = recomputed(under(province, given))
    assert made["differences.json"] == b"[]"
    book = unpack_book(made["books/county"])
    published, without = given.tables["county"], plain.tables["county"]
    assert "X1" in published.columns
    assert "X1" not in book.scores.columns
    assert book.scores["total"].iloc[0] == pytest.approx(without["total"].iloc[0])
    assert published["total"].iloc[0] != pytest.approx(without["total"].iloc[0])
