"""What goes back: a fact two counties claim is found, ruled, answered, followed, and then no longer found."""

import json
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pandas as pd
import pytest

from metrics.county import CLAIMED, ELSEWHERE, UNKNOWN, version_of
from metrics.doubts import ID, row_ids
from metrics.province import (
    KNOWN,
    TAKEN,
    ProvinceError,
    RefusedError,
    answers,
    collect,
    compact,
    crossing,
    framework_of,
    issued_framework,
    lake_rows,
    make_keys,
    package_of,
    private_key,
    province_rulings,
    public_text,
    received_answer,
    rule,
    sources,
    write_answers,
)
from tests.kit.provinces import COUNTIES, FIRM, HONOUR, ONE, OTHER, QUARTER, again, claiming, once, scored


def without(given, row, keep):
    """The county's next publication, when its office has ruled that a row counts elsewhere."""
    spec, frame = given.framework.ledgers[row.ledger], given.data.ledgers[row.ledger]
    kept = frame[row_ids(spec, frame).ne(row.id)].reset_index(drop=True)
    assert len(kept) == len(frame) - 1
    rulings = ((row.id, keep),)
    data = replace(
        given.data,
        ledgers={**given.data.ledgers, row.ledger: kept},
        version=version_of(given.data.submissions.values(), rulings),
    )
    return scored(again(given, data=data, rulings=rulings))


@pytest.fixture(scope="module")
def claimed(small_province, tmp_path_factory):
    """Five counties collected in one run; two of them claim one honour."""
    folder = tmp_path_factory.mktemp("claimed")
    made = {code: claiming(small_province.handovers[code]) for code in (ONE, OTHER)}
    box = small_province.lay(folder / "in")
    for code, given in made.items():
        (box / given.file).write_bytes(package_of(given, small_province.key(code)))
    province = small_province.begin(folder / "province")
    results = list(collect(province, box, once))
    assert [(one.state, one.differences) for one in results] == [(TAKEN, ())] * 5
    make_keys(folder / "keys", "320000")
    return province, made, private_key(folder / "keys" / "320000.key"), folder


def honours(province):
    return [
        one
        for one in crossing(province, framework_of(province), QUARTER)
        if one.kind == CLAIMED and set(one.counties) == {ONE, OTHER}
    ]


def test_an_honour_two_counties_claim_is_found_with_its_cells(claimed):
    province, made, _, _ = claimed
    (found,) = honours(province)
    assert "甲县和丙县都报了荣誉台账里的“省五一劳动奖状（示例）”" in found.words
    for row in found.rows:
        given = made[row.county]
        frame = given.data.ledgers["L06"]
        (at,) = frame.index[row_ids(given.framework.ledgers["L06"], frame).eq(row.id)]
        assert (row.submission, row.row) == (frame.at[at, "_submission"], frame.at[at, "_row"])
        assert row.text == HONOUR["honour_title"]


def test_firms_in_two_registers_and_firms_nobody_can_tell_are_asked_about(claimed):
    province, made, _, _ = claimed
    unknown = [one for one in crossing(province, framework_of(province), QUARTER) if one.kind == UNKNOWN]
    (firm,) = [one for one in unknown if set(one.counties) == {ONE, OTHER}]
    assert FIRM in firm.words
    roster = made[ONE].data.ledgers["L15"].drop_duplicates("enterprise_code", keep="last")
    (asked,) = [one for one in unknown if one.counties == (ONE,)]
    assert len(asked.rows) == roster["credit_code"].isna().sum() > 0


def test_a_ruling_goes_back_is_followed_and_ends_the_matter(claimed, small_province, tmp_path):
    province, made, key, _ = claimed
    (found,) = honours(province)
    first = {one.code: one for one in answers(province, QUARTER)}
    assert first.keys() == {code for code, *_ in COUNTIES}
    mine = next(one for one in first[OTHER].findings if one.key == found.key)
    assert (mine.other, mine.verdict) == ("321301 甲县", "")
    (told,) = mine.rows
    assert told.id == next(row.id for row in found.rows if row.county == OTHER)
    with pytest.raises(ProvinceError, match="只能认定计在"):
        rule(province, found, "320501", why="x", by="周")
    with pytest.raises(ProvinceError, match="理由"):
        rule(province, found, ONE, why=" ", by="周")
    list(write_answers(province, QUARTER, key, tmp_path / "first"))
    assert {one.number for one in answers(province, QUARTER)} == {1}, "what was said already is not news"
    rule(province, found, ONE, why="获奖单位在甲县", by="周处长")
    assert province_rulings(province)[found.key].keep == ONE
    second = {one.code: one for one in answers(province, QUARTER)}
    assert {code: one.number for code, one in second.items() if one.number > 1} == {ONE: 2, OTHER: 2}
    ruled = next(one for one in second[OTHER].findings if one.key == found.key)
    assert ruled.verdict == "苏省认定计在甲县（周处长：获奖单位在甲县）。"
    later = without(made[OTHER], told, f"{ELSEWHERE}{ruled.other}")
    box = tmp_path / "in"
    box.mkdir()
    (box / later.file).write_bytes(package_of(later, small_province.key(OTHER)))
    (result,) = collect(province, box, once)
    assert (result.state, result.differences) == (TAKEN, ())
    assert honours(province) == []
    assert [one.state for one in collect(province, box, once)] == [KNOWN]


def test_answers_come_only_from_who_is_believed(claimed, tmp_path):
    province, _, key, folder = claimed
    files = {
        made.code: (made, file) for made, file in write_answers(province, QUARTER, key, tmp_path / "out")
    }
    public = public_text(folder / "keys" / "320000.pub")
    made, file = files[ONE]
    assert received_answer(file, public, "甲县") == made
    assert made.standing.counties == 5
    assert made.standing.city_counties == 3
    make_keys(folder, "other")
    refused = {
        "这是给甲县的反馈": (file, public, "丙县"),
        "签名不是苏省登记的密钥": (file, public_text(folder / "other.pub"), "甲县"),
    }
    with ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, whole in members.items():
        content = bytearray(whole)
        content[len(content) // 2] ^= 1
        altered = tmp_path / f"{name}.kdf"
        altered.write_bytes(zipped({**members, name: bytes(content)}))
        with pytest.raises(RefusedError):
            received_answer(altered, public, "甲县")
    framework = tmp_path / "framework.kdf"
    framework.write_bytes(issued_framework(province, key))
    refused["这是下发的指标，这里要的是反馈"] = (framework, public, "甲县")
    for words, asked in refused.items():
        with pytest.raises(RefusedError, match=words):
            received_answer(*asked)
    told = json.loads(members["content"])
    assert told["county"] == "甲县"


def zipped(files):
    sink = BytesIO()
    with ZipFile(sink, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return sink.getvalue()


@pytest.mark.long
def test_a_compacted_lake_says_the_same_and_takes_newer_packages(claimed, small_province, tmp_path):
    province = claimed[0]
    before = rows(province)
    assert len(sources(province, QUARTER, "L05")) == 5
    assert compact(province, QUARTER) > 0
    assert len(sources(province, QUARTER, "L05")) == 2, "one file a city"
    pd.testing.assert_frame_equal(rows(province), before)
    assert compact(province, QUARTER) == 0
    given = small_province.handovers["321302"]
    fewer = given.data.ledgers["L05"].iloc[1:].reset_index(drop=True)
    later = scored(again(given, data=replace(given.data, ledgers={**given.data.ledgers, "L05": fewer})))
    box = tmp_path / "in"
    box.mkdir()
    (box / later.file).write_bytes(package_of(later, small_province.key("321302")))
    assert [one.state for one in collect(province, box, once)] == [TAKEN]
    after = rows(province)
    assert len(after) == len(before) - 1
    assert (after["_county"] == "321302").sum() == len(fewer)
    compact(province, QUARTER)
    pd.testing.assert_frame_equal(rows(province), after)


def rows(province):
    found = lake_rows(province, QUARTER, "L05")
    return found.sort_values(["_county", "_submission", "_row"]).reset_index(drop=True)


def test_a_row_has_its_id_by_its_place_in_the_whole_county(claimed):
    province, made, _, _ = claimed
    roster = lake_rows(province, QUARTER, "L15")
    spec = made[ONE].framework.ledgers["L15"]
    mine = roster[roster["_county"].eq(ONE)]
    assert set(row_ids(spec, mine)) == set(row_ids(spec, made[ONE].data.ledgers["L15"]))
    assert ID not in roster
