"""`not-ours`: what others typed under a brand is listed, ruled not to be the brand's, and taken back."""

import io
from dataclasses import replace

import pandas as pd
import pytest

from metrics.county import DISOWNED_COLUMN, version_of
from metrics.doubts import foreign_rows
from metrics.framework import parse_period
from metrics.province.packages import as_parquet
from metrics.scoring import prepare, score_book
from metrics.store import Store
from metrics.store.database import SYSTEM
from metrics.store.reporting import RuledRow, not_ours
from tests.kit.sample_scores import FRAMEWORK

QUARTER = parse_period("2023Q4")


@pytest.fixture
def first(demo_url):
    """The first row under another's brand."""
    with Store.open(demo_url, migrate=False) as store:
        every = foreign_rows(FRAMEWORK, store.reporting.dataset(FRAMEWORK, QUARTER, ruled=False))
    return every.iloc[0]


def marked(url, ledger):
    with Store.open(url, migrate=False) as store:
        rows = store.reporting.dataset(FRAMEWORK, QUARTER).ledgers[ledger]
    return int(rows[DISOWNED_COLUMN].sum()) if DISOWNED_COLUMN in rows else 0


@pytest.mark.long
def test_a_row_is_listed_ruled_and_taken_back(run, demo_url, first):
    of = ("--brand", first["brand"], "--period", "2023Q4", "--as", "shenhe")
    table = pd.read_csv(io.StringIO(run("not-ours", *of, db=demo_url).out), dtype=str)
    assert first["code"] in set(table["code"])
    assert set(table["brand"]) == {first["brand"]}
    with Store.open(demo_url, migrate=False) as store:
        taken = store.care.audit_rows(SYSTEM, action="download")
    assert taken["account"].tolist() == ["shenhe"]
    one = (*of, "--row", first["code"])
    assert "写明理由" in run("not-ours", *one, db=demo_url).err
    assert "里没有 A99" in run("not-ours", *of, "--row", "A99", "--why", "不是", db=demo_url).err
    done = run("not-ours", *one, "--why", "科技局来电", db=demo_url)
    assert (done.code, first["brand"] in done.err) == (0, True)
    assert marked(demo_url, first["ledger"]) >= 1
    assert run("not-ours", *one, "--take-back", db=demo_url).code == 0
    assert marked(demo_url, first["ledger"]) == 0


def test_the_office_above_has_the_rows_with_the_mark_and_the_same_scores(demo_url, first):
    row = RuledRow(first["ledger"], first["unit"], first["quarter"], first["id"])
    with Store.open(demo_url, migrate=False) as store:
        store.rulings.rule(not_ours(first["brand"], row, "科技局来电"), "shenhe")
        data = store.reporting.dataset(FRAMEWORK, QUARTER)
        held = tuple(store.reporting.leading_rows(QUARTER))
    assert version_of(data.submissions.values(), held) == data.version
    sent = {code: pd.read_parquet(io.BytesIO(as_parquet(rows))) for code, rows in data.ledgers.items()}
    assert sent[first["ledger"]][DISOWNED_COLUMN].sum() >= 1
    for level in ("brand", "unit"):
        here, above = (
            score_book(prepare(FRAMEWORK, one), level).scores for one in (data, replace(data, ledgers=sent))
        )
        pd.testing.assert_frame_equal(here, above)
