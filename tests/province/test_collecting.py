"""Packages of five counties: verified, recomputed and collected, or refused while the others go on."""

import json
import threading
from dataclasses import replace
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pandas as pd
import pytest

from metrics.framework import VISIBLE, read_files
from metrics.province import (
    KNOWN,
    REFUSED,
    TAKEN,
    ProvinceError,
    begin,
    collect,
    collected,
    latest,
    make_keys,
    package_of,
    private_key,
    read_province,
)
from tests.kit.provinces import COUNTIES, QUARTER, again, once

FIRST = COUNTIES[0][0]


def members(content):
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def as_zip(files, kind=0):
    sink = BytesIO()
    with ZipFile(sink, "w", kind) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return sink.getvalue()


def states(results):
    return [one.state for one in results]


def refusal(province, folder, content):
    """Why one package is refused; nothing of it stays."""
    folder.mkdir()
    (folder / "x.kdj").write_bytes(content)
    (result,) = collect(province, folder, once)
    assert result.state == REFUSED
    assert list(collected(province)) == []
    assert [*province.folder.glob("incoming/*"), *province.folder.glob("lake/*")] == []
    return result.words


@pytest.fixture
def province(small_province, tmp_path):
    return small_province.begin(tmp_path / "province")


@pytest.fixture(scope="module")
def full(small_province, tmp_path_factory):
    """All five collected; read-only."""
    folder = tmp_path_factory.mktemp("full")
    province = small_province.begin(folder / "province")
    return province, list(collect(province, small_province.lay(folder / "in"), once))


def test_five_counties_are_collected_and_recomputed_without_a_difference(full, small_province):
    province, results = full
    assert states(results) == [TAKEN] * 5
    assert [one.differences for one in results] == [()] * 5
    there = latest(province, QUARTER)
    assert {code: one.package.read_bytes() for code, one in there.items()} == small_province.packages
    lake = pd.read_parquet(province.folder / "lake" / "ledger=L15")
    assert lake.groupby("_county").size().to_dict() == {
        code: len(one.data.ledgers["L15"]) for code, one in small_province.handovers.items()
    }
    assert read_province(province.folder) == province


def test_what_lies_there_is_not_collected_twice(full, tmp_path, small_province):
    province, _ = full

    def never(given):
        raise AssertionError(given.code)

    again_laid = small_province.lay(tmp_path / "in")
    assert states(collect(province, again_laid, never)) == [KNOWN] * 5
    assert len(list(collected(province))) == 5


def test_the_same_rows_make_the_same_package(small_province):
    given = small_province.handovers[FIRST]
    assert package_of(given, small_province.key(FIRST)) == small_province.packages[FIRST]


def test_an_altered_byte_is_refused_wherever_it_stands(province, small_province, tmp_path):
    files = members(small_province.packages[FIRST])
    for number, name in enumerate(files):
        content = bytearray(files[name])
        content[len(content) // 2] ^= 1
        words = refusal(province, tmp_path / str(number), as_zip({**files, name: bytes(content)}))
        assert any(part in words for part in ("校验码", "签名", "清单")), words


def test_a_member_more_or_less_is_refused(province, small_province, tmp_path):
    files = members(small_province.packages[FIRST])
    assert "清单以外的文件 x.txt" in refusal(province, tmp_path / "more", as_zip({**files, "x.txt": b""}))
    less = {name: content for name, content in files.items() if name != "ledgers/L05.parquet"}
    assert "缺少 ledgers/L05.parquet" in refusal(province, tmp_path / "less", as_zip(less))
    whole = small_province.packages[FIRST]
    assert "没有传完" in refusal(province, tmp_path / "half", whole[: len(whole) // 2])
    assert "不是完整的上报包" in refusal(province, tmp_path / "none", b"PK")


def test_a_foreign_key_is_refused(province, small_province, tmp_path):
    make_keys(tmp_path / "keys", "other")
    foreign = package_of(small_province.handovers[FIRST], private_key(tmp_path / "keys" / "other.key"))
    assert "签名不是甲县登记的密钥" in refusal(province, tmp_path / "in", foreign)
    # Its own signature under the county's key name does not help.
    files = members(foreign)
    told = json.loads(files["manifest.sig"])
    told["key"] = json.loads(members(small_province.packages[FIRST])["manifest.sig"])["key"]
    forged = as_zip({**files, "manifest.sig": json.dumps(told).encode()})
    assert "签名和清单对不上" in refusal(province, tmp_path / "forged", forged)


def test_a_package_of_another_county_is_refused(province, small_province, tmp_path):
    given, other = (small_province.handovers[code] for code, *_ in COUNTIES[:2])
    words = refusal(
        province, tmp_path / "in", package_of(replace(other, code=given.code), small_province.key(given.code))
    )
    assert words.startswith("包里是乙县的数据")
    assert "登记的是甲县" in words
    stranger = package_of(replace(given, code="110101"), small_province.key(FIRST))
    assert "不在苏省的登记名单里" in refusal(province, tmp_path / "stranger", stranger)


def test_another_framework_is_refused(province, small_province, tmp_path):
    text = read_files()[VISIBLE].decode("utf-8").replace('version = "2024.1"', 'version = "2024.9"', 1)
    given = replace(small_province.handovers[FIRST], framework_text=text)
    words = refusal(province, tmp_path / "in", package_of(given, small_province.key(FIRST)))
    assert "不是按省里的指标计分" in words


def test_a_zip_bomb_is_refused_unopened(province, small_province, tmp_path):
    files = members(small_province.packages[FIRST])
    bomb = as_zip({**files, "ledgers/L99.parquet": bytes(50_000_000)}, ZIP_DEFLATED)
    assert len(bomb) < 5_000_000
    assert "压缩" in refusal(province, tmp_path / "in", bomb)


def test_a_bad_package_stops_no_other(province, small_province, tmp_path):
    folder = small_province.lay(tmp_path / "in", FIRST, COUNTIES[1][0])
    (folder / "0坏.kdj").write_bytes(b"nothing")
    results = list(collect(province, folder, once))
    assert states(results) == [REFUSED, TAKEN, TAKEN]
    assert results[0].file == "0坏.kdj"


def test_rows_that_cannot_be_scored_are_one_county_s_fault(province, small_province, tmp_path):
    folder = small_province.lay(tmp_path / "in", COUNTIES[1][0])
    given = small_province.handovers[FIRST]
    ledgers = {code: rows for code, rows in given.data.ledgers.items() if code != "L05"}
    poisoned = replace(given, data=replace(given.data, ledgers=ledgers))
    (folder / "0.kdj").write_bytes(package_of(poisoned, small_province.key(FIRST)))
    first, second = collect(province, folder, once)
    assert (first.state, second.state) == (REFUSED, TAKEN)
    assert "得分算不出来（KeyError" in first.words


def test_a_manifest_that_is_none_is_refused(province, tmp_path):
    for number, said in enumerate((b"[" * 100_000, b"{}", b"nothing", b"[1]")):
        words = refusal(
            province, tmp_path / str(number), as_zip({"manifest.json": said, "manifest.sig": b"{}"})
        )
        assert "没有可读的清单" in words


def test_only_what_is_newer_and_follows_is_taken(province, small_province, tmp_path):
    first = small_province.handovers[FIRST]
    key = small_province.key(FIRST)
    second = again(first)
    for number, given in enumerate((first, second)):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / given.file).write_bytes(package_of(given, key))
        assert states(collect(province, folder, once)) == [TAKEN]
    assert latest(province, QUARTER)[FIRST].revision == 2
    assert len(list((province.folder / "lake" / "ledger=L15").rglob("*.parquet"))) == 1
    late, twin, stray = tmp_path / "late", tmp_path / "twin", tmp_path / "stray"
    for folder, given, words in (
        (late, replace(first, chain="other"), "已经收过更新的第 2 次"),
        (twin, replace(second, program="other"), "内容却不同"),
        (stray, again(second, before="not what there was"), "接不上"),
    ):
        folder.mkdir()
        (folder / given.file).write_bytes(package_of(given, key))
        (result,) = collect(province, folder, once)
        assert result.state == REFUSED
        assert words in result.words
    assert latest(province, QUARTER)[FIRST].revision == 2


def test_every_difference_from_the_published_scores_is_named(province, small_province, tmp_path):
    given = small_province.handovers[FIRST]
    unit, county = given.tables["unit"].copy(), given.tables["county"].copy()
    code = unit.index[3]
    unit.loc[code, "K1"] = 99.0
    county["total"] += 1.0
    changed = replace(given, tables={**given.tables, "unit": unit, "county": county})
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / given.file).write_bytes(package_of(changed, small_province.key(FIRST)))
    (result,) = collect(province, folder, once)
    assert result.state == TAKEN
    assert {(one.level, one.code, one.column) for one in result.differences} == {
        ("unit", code, given.framework.node["K1"].name),
        ("county", "county", "总分"),
    }
    assert latest(province, QUARTER)[FIRST].differences == result.differences
    assert next(one for one in result.differences if one.level == "unit").published == "99.0"


def test_two_collectors_at_once_leave_each_package_once(province, small_province, tmp_path):
    folder = small_province.lay(tmp_path / "in", *(code for code, *_ in COUNTIES[:2]))
    results, start = [], threading.Barrier(2)

    def work():
        start.wait()
        results.extend(collect(province, folder, once))

    both = [threading.Thread(target=work) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(results) == 4
    assert {one.state for one in results} <= {TAKEN, KNOWN}
    assert {one.code for one in collected(province)} == {code for code, *_ in COUNTIES[:2]}
    assert len(list(collected(province))) == 2
    assert not list((province.folder / "incoming").iterdir())


def test_rows_that_a_stopped_collector_left_out_of_the_lake_come_with_the_next_run(
    province, small_province, tmp_path
):
    folder = small_province.lay(tmp_path / "in", FIRST)
    assert states(collect(province, folder, once)) == [TAKEN]
    (lost,) = (province.folder / "lake" / "ledger=L05").rglob("*.parquet")
    before = lost.read_bytes()
    lost.unlink()
    assert states(collect(province, folder, once)) == [KNOWN]
    assert lost.read_bytes() == before


def test_a_province_keeps_its_framework_once_it_has_collected(province, small_province, tmp_path):
    small_province.begin(province.folder)  # the same list again
    assert states(collect(province, small_province.lay(tmp_path / "in", FIRST), once)) == [TAKEN]
    other = tmp_path / "other.toml"
    other.write_text("# another", encoding="utf-8")
    with pytest.raises(ProvinceError, match="不能换指标"):
        begin(province.folder, "苏省", small_province.counties, other)


def test_what_is_no_province_is_said(tmp_path):
    with pytest.raises(ProvinceError, match="province init"):
        read_province(tmp_path)
    bad = tmp_path / "bad.csv"
    bad.write_text("代码,名称\n1,甲\n", encoding="utf-8")
    with pytest.raises(ProvinceError, match="四列"):
        begin(tmp_path / "p", "苏省", bad)
