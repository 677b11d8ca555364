"""典型与现场 of all counties: every card of every county, and pictures only where they were handed up."""

import pytest

from metrics.province import REFUSED, TAKEN, collect, latest, package_of, sights_across, thumbnails_across
from metrics.province.packages import opened, public_text, sealed_bytes
from metrics.scoring.why import SEEN
from tests.kit.provinces import COUNTIES, MISSING, ONE, QUARTER, once, pictured


@pytest.mark.long
def test_every_card_of_every_county_is_there(served_province):
    province = served_province.province
    found = sights_across(province, QUARTER)
    assert set(found["county"]) == {code for code, *_ in COUNTIES} - {MISSING}
    assert set(found["ledger"]) <= SEEN
    assert set(found["city"]) == {"东市", "西市"}
    assert not found["unit_name"].eq("").any()
    # What an earlier program has computed is read of the package itself.
    latest(province, QUARTER)[ONE].sights.rename(province.folder / "aside")
    try:
        again_read = sights_across(province, QUARTER)
    finally:
        (province.folder / "aside").rename(latest(province, QUARTER)[ONE].sights)
    assert again_read.to_csv() == found.to_csv()


def test_a_picture_comes_with_its_row_and_no_other(small_province, tmp_path):
    province, box = small_province.begin(tmp_path / "province"), tmp_path / "in"
    given, at = pictured(small_province.handovers[ONE])
    box.mkdir()
    content = package_of(given, small_province.key(ONE))
    (box / given.file).write_bytes(content)
    assert [one.state for one in collect(province, box, once)] == [TAKEN]
    public = public_text(small_province.folder / "keys" / f"{ONE}.pub")
    assert opened(sealed_bytes(content), public, "甲县").thumbnails == given.thumbnails
    asked = [(ONE, at), (ONE, (at[0], at[1], at[2] + 9999)), (MISSING, at)]
    assert thumbnails_across(province, QUARTER, asked) == {(ONE, at): given.thumbnails[at]}


@pytest.mark.parametrize("content", [b"<svg onload='x()'>", b"RIFF____WEBP" + bytes(300 << 10)])
def test_nothing_else_comes_in_place_of_a_picture(small_province, tmp_path, content):
    province, box = small_province.begin(tmp_path / "province"), tmp_path / "in"
    given, _ = pictured(small_province.handovers[ONE], content)
    box.mkdir()
    (box / given.file).write_bytes(package_of(given, small_province.key(ONE)))
    (result,) = collect(province, box, once)
    assert result.state == REFUSED
    assert "不是本系统做的小图" in result.words
