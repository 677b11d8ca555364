"""`close-enterprise`: off the roster at once with a reason, and back again."""

import io

import pandas as pd

CLOSED = ("--enterprise", "E017", "--period", "2023Q4", "--as", "shenhe")


def enterprises(run, url):
    table = run("score", "--period", "2023", "--by", "enterprise", db=url).out
    return set(pd.read_csv(io.StringIO(table), dtype={"code": str})["code"])


def test_an_enterprise_that_closed_is_scored_no_more_until_that_is_taken_back(run, demo_url):
    assert "写明理由" in run("close-enterprise", *CLOSED, db=demo_url).err
    before = enterprises(run, demo_url)
    done = run("close-enterprise", *CLOSED, "--why", "12月注销", db=demo_url)
    assert (done.code, "E017" in done.err) == (0, True)
    assert before - enterprises(run, demo_url) == {"E017"}
    back = run("close-enterprise", *CLOSED, "--take-back", db=demo_url)
    assert back.code == 0
    assert enterprises(run, demo_url) == before
