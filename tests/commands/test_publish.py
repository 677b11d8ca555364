"""`publish`, `lock`, `reopen`, `publications` on the sample county."""

import pytest

from metrics.framework import load_framework, parse_period
from metrics.framework.model import LEVELS
from metrics.store.database import SYSTEM
from tests.kit.county_packages import SIHONG, open_store

Q3, Q4 = "2023Q3", "2023Q4"


def scores(run, url):
    return run("score", "--period", Q3, "--by", "county", db=url).out.splitlines()[1].split(",")


def test_what_is_published_is_what_was_scored_at_every_level(run, demo_url):
    answer = run("publish", "--period", Q3, "--note", "联席会议审定", "--as", "shenhe", db=demo_url)
    assert (answer.code, "21 份报送" in answer.err) == (0, True)
    (record,) = run("publications", "--json", db=demo_url).json
    assert (record["period"], record["state"], record["note"]) == (Q3, "published", "联席会议审定")
    assert f"审计链头 第 {record['audit_id']} 行 {record['audit_hash']}" in answer.err
    assert f"审计 {record['audit_id']}:{record['audit_hash']}" in answer.out
    with open_store(demo_url) as store:
        frozen = {level: store.office.published_scores(record["id"], level) for level in LEVELS}
        assert record["data_version"] == store.reporting.data_version(parse_period(Q3))
        assert record["framework_version"] == store.office.framework_in_force(parse_period(Q3)).hash
    assert len(frozen["unit"]) == len(load_framework(SIHONG).units)
    assert f"{frozen['county']['total'].iloc[0]:.6f}" == f"{float(scores(run, demo_url)[-3]):.6f}"


@pytest.mark.long
def test_a_published_quarter_takes_no_more_until_it_is_reopened_with_a_reason(run, demo_url, tmp_path):
    assert run("publish", "--period", Q3, "--as", "shenhe", db=demo_url).code == 0
    again = run("publish", "--period", Q3, "--as", "shenhe", db=demo_url)
    assert (again.code, "已经发布" in again.err) == (2, True)
    template = tmp_path / "模板.xlsx"
    run("template", "--unit", "U14", "--period", Q3, "--out", template, db=demo_url)
    late = run("submit", template, "--as", "u14", db=demo_url)
    assert (late.code, "已发布" in late.err) == (2, True)
    assert run("lock", "--period", Q3, "--as", "guanli", db=demo_url).code == 0
    mute = run("reopen", "--period", Q3, "--why", " ", "--as", "guanli", db=demo_url)
    assert (mute.code, "原因" in mute.err) == (2, True)
    assert run("reopen", "--period", Q3, "--why", "补报", "--as", "guanli", db=demo_url).code == 0
    assert run("submit", template, "--as", "u14", db=demo_url).code == 0
    (record,) = run("publications", "--json", db=demo_url).json
    assert (record["state"], record["why"]) == ("reopened", "补报")


def test_what_waits_for_a_decision_is_named(run, demo_url):
    answer = run("publish", "--period", Q4, "--as", "shenhe", db=demo_url)
    assert answer.code == 2
    assert "U13 2023Q4 第 2 版" in answer.err
    assert run("publications", db=demo_url).out == ""


@pytest.mark.long
def test_roles_and_wrong_usage(run, demo_url):
    for verb, account in (("publish", "u08"), ("publish", "lingdao"), ("lock", "shenhe")):
        answer = run(verb, "--period", Q3, "--as", account, db=demo_url)
        assert (answer.code, "要用" in answer.err) == (2, True)
    answer = run("reopen", "--period", Q3, "--why", "补报", "--as", "shenhe", db=demo_url)
    assert (answer.code, "要用" in answer.err) == (2, True)
    assert run("lock", "--period", Q3, "--as", "guanli", db=demo_url).code == 2
    assert run("publish", "--period", "2023-11", "--as", "shenhe", db=demo_url).code == 2
    assert run("publish", "--period", Q3, db=demo_url).code == 2
    assert run("reopen", "--period", Q3, "--as", "guanli", db=demo_url).code == 2


def test_an_empty_database_has_nothing_to_publish(run, own_database):
    answer = run("publish", "--period", Q3, "--as", SYSTEM, db=own_database)
    assert (answer.code, "还没有开放报送" in answer.err) == (2, True)
