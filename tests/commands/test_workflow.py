"""`approve`, `return`, `withdraw`: who may, and what is said."""

import pytest


@pytest.fixture
def waiting(run, demo_url, tmp_path):
    """The number of a submission of U14 that waits for a decision."""
    path = tmp_path / "交通局.xlsx"
    run("template", "--unit", "U14", "--period", "2023Q4", "--out", path, db=demo_url)
    return run("submit", path, "--as", "u14", db=demo_url).out.split("\t")[0]


@pytest.mark.long
def test_the_unit_withdraws_what_waits_and_may_submit_it_again(run, demo_url, waiting, tmp_path):
    other = run("withdraw", waiting, "--as", "u08", db=demo_url)
    assert (other.code, "报送单位自己撤回" in other.err) == (2, True)
    done = run("withdraw", waiting, "--why", "发错了", "--as", "u14", db=demo_url)
    assert (done.code, "已撤回：U14 2023Q4 第1版" in done.err) == (0, True)
    again = run("submit", tmp_path / "交通局.xlsx", "--as", "u14", db=demo_url)
    assert "第2版" in again.out
    assert run("approve", waiting, "--as", "shenhe", db=demo_url).code == 2


def test_what_was_decided_is_not_withdrawn(run, demo_url, waiting):
    assert run("approve", waiting, "--as", "shenhe", db=demo_url).code == 0
    late = run("withdraw", waiting, "--as", "u14", db=demo_url)
    assert (late.code, "通过" in late.err) == (2, True)


@pytest.mark.long
@pytest.mark.parametrize("account", ["u08", "lingdao"])
def test_only_the_office_decides(run, demo_url, waiting, account):
    for arguments in (("approve", waiting), ("return", waiting, "--why", "再核对")):
        answer = run(*arguments, "--as", account, db=demo_url)
        assert (answer.code, "要用审核员或管理员的账号" in answer.err) == (2, True)
    assert "待审核" in run("status", "--period", "2023Q4", db=demo_url).out


def test_a_disabled_reviewer_decides_nothing(run, demo_url, waiting):
    assert run("user", "disable", "shenhe", "--as", "guanli", db=demo_url).code == 0
    answer = run("approve", waiting, "--as", "shenhe", db=demo_url)
    assert (answer.code, "已停用" in answer.err) == (2, True)
