"""上报与反馈 on the page of periods: a package goes up, answers and frameworks come down, looked at first."""

from dataclasses import replace

import pytest

from metrics.county import CLAIMED, Returned, ReturnedFinding, ReturnedStanding
from metrics.framework import LEVELS, VISIBLE, parse_period, read_files
from metrics.framework.editing import SetWeight, apply
from metrics.province import begin, collect, make_keys, private_key
from metrics.province.letters import FRAMEWORK_ISSUED, RETURN, letter
from metrics.province.packages import as_json, opened, sealed_bytes
from metrics.store.database import SYSTEM
from tests.kit import office
from tests.kit.office import button, clean, labels, page, words
from tests.kit.pages import ADMIN, REVIEWER
from tests.kit.publishing import publish

fresh_caches, county, offered = office.fresh_caches, office.county, office.offered

Q3 = parse_period("2023Q3")
CODE = "321324"
ABOVE = {"periods_view": "上报与反馈"}
STANDING = ReturnedStanding(71.5, 3, 95, 2, 6, "宿迁市", 1, 3)
FOUND = ReturnedFinding(CLAIMED, "marks", "两县都报了“活动1”。", "321302 乙县")


@pytest.fixture
def keys(tmp_path, monkeypatch):
    """The server's folder of keys."""
    monkeypatch.setattr("pages.ui.handing_up.KEYS", tmp_path / "keys")
    return tmp_path / "keys"


def taken(store, action):
    return store.care.audit_rows(SYSTEM, action=action).to_dict("records")


def test_a_pair_of_keys_is_made_on_the_page_once(county, keys):
    at = page("periods", REVIEWER, **ABOVE)
    at.text_input(key="keys-code").set_value("32")
    clean(button(at, "做一对密钥").click().run())
    assert "六位数字" in at.error[0].value
    assert not keys.exists()
    at.text_input(key="keys-code").set_value(CODE)
    clean(button(at, "做一对密钥").click().run())
    assert "密钥已做好" in words(at)
    assert (keys / f"{CODE}.key").stat().st_mode & 0o077 == 0
    assert CODE in str(taken(county, "download")[0])
    assert "还没有发布的报告期" in words(at)
    assert "做一对密钥" not in labels(at)


@pytest.mark.long
def test_a_publication_is_taken_from_the_page_and_collected_with_originals(county, keys, offered, tmp_path):
    make_keys(keys, CODE)
    publish(county, Q3, LEVELS)
    at = page("periods", REVIEWER, **ABOVE)
    clean(at.checkbox(key="hand-up-originals").check().run())
    content = offered["下载上报包（2023年第三季度，第 1 次发布）"]()
    box = tmp_path / "box"
    box.mkdir()
    name = f"泗洪县_{CODE}_2023Q3_r1.kdj"
    (box / name).write_bytes(content)
    assert name in words(at)
    assert name in str(next(row for row in taken(county, "download") if "上报包" in str(row)))
    counties = tmp_path / "counties.csv"
    counties.write_text(f"代码,名称,市,公钥\n{CODE},泗洪县,宿迁市,keys/{CODE}.pub\n", encoding="utf-8")
    province = begin(tmp_path / "province", "江苏省", counties)
    (result,) = collect(province, box)
    assert (result.state, result.differences) == ("收下", ())
    given = opened(sealed_bytes(content), province.counties[CODE].key, "泗洪县")
    framework = county.office.framework_for(Q3)
    wanted = {info.sha256 for info in county.reporting.dataset(framework, Q3).submissions.values()}
    assert given.originals.keys() == wanted
    for sha, original in given.originals.items():
        assert original == county.reporting.original(sha, SYSTEM)[1]
    assert b"" not in given.originals.values()


def test_what_does_not_hold_any_more_is_not_handed_up(county, keys, offered):
    make_keys(keys, CODE)
    publish(county, Q3)
    county.office.reopen(Q3, "guanli", "补报")
    assert "还没有发布的报告期" in words(page("periods", REVIEWER, **ABOVE))
    assert not [label for label in offered if "上报包" in label]


def answered(county, **changes):
    (done,) = county.office.publications()
    made = Returned("苏省", CODE, "泗洪县", Q3.code, 1, done.audit_hash, 1, STANDING, (FOUND,))
    return replace(made, **changes)


def drop(at, keys, name, content, public="320000"):
    """The page with a letter and a key dropped on it."""
    at.file_uploader(key="take-in-file").set_value([(name, content, "application/octet-stream")])
    pub = (keys / f"{public}.pub").read_bytes()
    return clean(
        at.file_uploader(key="take-in-key").set_value([("320000.pub", pub, "application/octet-stream")]).run()
    )


def test_an_answer_is_looked_at_then_taken_in(county, keys):
    make_keys(keys, "320000")
    publish(county, Q3)
    key = private_key(keys / "320000.key")
    content = letter(RETURN, "苏省", as_json(answered(county).as_record()), key)
    at = drop(page("periods", REVIEWER, **ABOVE), keys, "反馈.kdf", content)
    assert "苏省对2023年第三季度第 1 次发布的第 1 次反馈" in words(at)
    assert "两县都报了“活动1”" in words(at)
    assert county.office.returned(Q3) is None, "looking takes nothing in"
    clean(button(at, "收下").click().run())
    assert "已收下：1 条，在“数据质量”页处理" in words(at)
    assert county.office.returned(Q3) == answered(county)
    (told,) = taken(county, "take-in")
    assert "反馈.kdf" in str(told)


@pytest.mark.breadth(2)
@pytest.mark.parametrize("fault", ["altered", "other key", "other county", "older", "no letter"])
def test_a_bad_letter_is_refused_by_a_sentence(county, keys, fault):
    for code in ("320000", "330000"):
        make_keys(keys, code)
    publish(county, Q3)
    key = private_key(keys / "320000.key")
    given = answered(county, **{"county": "甲县"} if fault == "other county" else {})
    content = letter(RETURN, "苏省", as_json(given.as_record()), key)
    if fault == "altered":
        content = content.replace("宿迁市".encode(), "南京市".encode())
    if fault == "no letter":
        content = b"nothing"
    if fault == "older":
        county.office.take_in(answered(county, number=2), "shenhe")
    public = "330000" if fault == "other key" else "320000"
    at = drop(page("periods", REVIEWER, **ABOVE), keys, "反馈.kdf", content, public)
    if fault == "older":
        clean(button(at, "收下").click().run())
    told = {
        "altered": "不是完整的上报包",
        "other key": "签名不是苏省登记的密钥做的",
        "other county": "这是给甲县的反馈",
        "older": "已经收过苏省的第 2 次反馈",
        "no letter": "不是完整的上报包",
    }
    assert told[fault] in at.error[0].value
    assert county.office.returned(Q3) == (answered(county, number=2) if fault == "older" else None)
    if fault != "older":
        assert "收下" not in labels(at)


@pytest.mark.long
def test_a_framework_from_above_is_laid_on_the_desk_of_who_may_change_it(county, keys):
    make_keys(keys, "320000")
    before = county.office.framework_versions()
    files = apply(dict(read_files()), (SetWeight("K1", 2.0),))
    content = letter(FRAMEWORK_ISSUED, "苏省", files[VISIBLE], private_key(keys / "320000.key"))
    at = drop(page("periods", REVIEWER, **ABOVE), keys, "指标.kdf", content)
    assert "苏省下发的指标" in words(at)
    assert "放进“指标管理”" not in labels(at)
    at = drop(page("periods", ADMIN, **ABOVE), keys, "指标.kdf", content)
    assert "K1" in words(at)
    clean(button(at, "放进“指标管理”").click().run())
    assert "已放进“指标管理”" in words(at)
    ((_, edits),) = at.session_state["manage-edits"].items()
    assert [(one.content.encode(), one.issued_by) for one in edits] == [(files[VISIBLE], "苏省")]
    assert county.office.framework_versions() == before, "saved only after its check-up"
