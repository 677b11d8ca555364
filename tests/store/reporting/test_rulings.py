"""Rulings: append-only, undone by a new row, audited; rows they leave out; revisions side by side."""

import pytest
from alembic import command
from sqlalchemy import create_engine, inspect
from sqlalchemy.exc import DBAPIError

from metrics.framework import PeriodError, parse_period
from metrics.store import Store, StoreError
from metrics.store.database import SYSTEM
from metrics.store.database.migrate import configuration
from metrics.store.reporting import DIFFERENT, SAME, UNDONE, VERIFIED, RuledRow, Ruling
from tests.kit.county_packages import open_store
from tests.kit.workbooks import FRAMEWORK, activity, send

Q1, Q2, YEAR = (parse_period(code) for code in ("2023Q1", "2023Q2", "2023"))


def row(unit, period="2023Q1", name="活动1"):
    return RuledRow("L05", unit, period, f"L05/{unit}/{period}/2023-02-15//微宣讲/{name}#1")


def same(*units, lead, key="Q101|甲", **more):
    rows = tuple(row(unit) for unit in units)
    return Ruling("Q101", key, SAME, row(lead).id, rows, **more)


@pytest.fixture
def twice(store):
    """Two units that reported the same activity, approved."""
    for unit in ("U08", "U21"):
        send(
            store,
            unit,
            "2023Q1",
            {"L05": [activity(1), activity(2, activity_name=f"{unit}自己的")]},
            approve=True,
        )
    return store


def counted(store, period=Q1, **more):
    return store.reporting.dataset(FRAMEWORK, period, **more).ledgers["L05"]["_unit"].tolist()


def test_the_row_that_repeats_is_left_out_and_listed(twice):
    before = twice.reporting.dataset(FRAMEWORK, Q1)
    assert len(before.ruled_out) == 0
    twice.rulings.rule(same("U08", "U21", lead="U08", note="园区协助"), "office")
    data = twice.reporting.dataset(FRAMEWORK, Q1)
    assert counted(twice) == ["U08", "U08", "U21"]
    assert data.ruled_out[["unit", "period", "row", "name", "lead"]].to_numpy().tolist() == [
        ["U21", "2023Q1", 5, "活动1", row("U08").id]
    ]
    assert counted(twice, ruled=False) == ["U08", "U08", "U21", "U21"]
    assert counted(twice, YEAR) == ["U08", "U08", "U21"]


def test_the_version_moves_with_every_ruling_and_back_with_its_undoing(twice):
    empty = twice.reporting.data_version(Q1)
    twice.rulings.rule(same("U08", "U21", lead="U08"), "office")
    first = twice.reporting.data_version(Q1)
    assert twice.reporting.dataset(FRAMEWORK, Q1).version == first != empty
    assert twice.reporting.dataset(FRAMEWORK, Q1, ruled=False).version == empty
    twice.rulings.rule(same("U08", "U21", lead="U21"), "office")
    assert twice.reporting.data_version(Q1) not in (empty, first)
    assert counted(twice) == ["U08", "U21", "U21"]
    twice.rulings.undo("Q101|甲", "office")
    assert twice.reporting.data_version(Q1) == empty
    assert counted(twice) == ["U08", "U08", "U21", "U21"]


def test_what_leaves_no_row_out_moves_no_version(twice):
    before = twice.reporting.data_version(Q1)
    twice.rulings.rule(Ruling("Q101", "Q101|甲", DIFFERENT, rows=(row("U08"), row("U21"))), "office")
    twice.rulings.rule(Ruling("Q201", "Q201|乙", VERIFIED, note="已核实"), "office")
    assert twice.reporting.data_version(Q1) == before
    assert len(counted(twice)) == 4


def test_a_later_quarters_ruling_leaves_earlier_versions_alone(twice):
    send(twice, "U08", "2023Q2", {"L05": [activity(1)]}, approve=True)
    first, second = twice.reporting.data_version(Q1), twice.reporting.data_version(Q2)
    rows = (row("U08", "2023Q2"), row("U21", "2023Q2"))
    twice.rulings.rule(Ruling("Q101", "Q101|later", SAME, rows[0].id, rows), "office")
    assert twice.reporting.data_version(Q1) == first
    assert twice.reporting.data_version(Q2) != second


def test_a_ruling_ends_when_the_row_is_another_one(twice):
    twice.rulings.rule(same("U08", "U21", lead="U08"), "office")
    send(twice, "U21", "2023Q1", {"L05": [activity(1, activity_name="换了一场")]}, approve=True)
    assert counted(twice) == ["U08", "U08", "U21"]
    assert len(twice.reporting.dataset(FRAMEWORK, Q1).ruled_out) == 0


def test_a_ruling_follows_the_row_to_another_place_and_code(twice):
    twice.rulings.rule(same("U08", "U21", lead="U08"), "office")
    moved = [activity(7, activity_name="新的第一行"), activity(9, activity_name="活动1", attendances=99)]
    send(twice, "U21", "2023Q1", {"L05": moved}, approve=True)
    assert twice.reporting.dataset(FRAMEWORK, Q1).ruled_out["row"].tolist() == [6]


def test_the_row_counts_when_the_one_that_leads_is_gone(twice):
    twice.rulings.rule(same("U08", "U21", lead="U08"), "office")
    send(twice, "U08", "2023Q1", {"L05": [activity(2)]}, approve=True)
    assert counted(twice).count("U21") == 2


def test_rulings_are_kept_with_who_when_and_why(twice):
    given = same("U08", "U21", lead="U08", note=" 园区协助 ")
    kept = twice.rulings.rule(given, "office")
    assert (kept.account, kept.note, kept.lead_unit) == ("office", "园区协助", "U08")
    assert kept.at.tzinfo is not None
    assert twice.rulings.holding() == [kept]
    assert twice.rulings.rule(given, "office2") == kept, "the same again is the one that holds"
    undone = twice.rulings.undo(given.key, "chief", note="看错了")
    assert (undone.verdict, undone.account, undone.note) == (UNDONE, "chief", "看错了")
    assert twice.rulings.holding() == []
    assert [one.verdict for one in twice.rulings.history()] == [SAME, UNDONE]
    assert twice.rulings.history("other") == []
    again = twice.rulings.rule(given, "office")
    assert [one.id for one in twice.rulings.holding()] == [again.id]


def test_every_ruling_leaves_an_audit_row(twice):
    twice.rulings.rule(same("U08", "U21", lead="U08"), "office")
    twice.rulings.undo("Q101|甲", "chief")
    rows = twice.care.audit_rows(SYSTEM, action="ruling")
    assert rows["account"].tolist() == ["office", "chief"]
    assert [detail["verdict"] for detail in rows["detail"]] == [SAME, UNDONE]
    assert rows["subject"].tolist() == ["ruling 1", "ruling 2"]


@pytest.mark.parametrize(
    ("ruling", "account", "said"),
    [
        (Ruling("Q201", "k", VERIFIED, note=" "), "office", "写明理由"),
        (Ruling("Q201", "k", VERIFIED, note="好"), " ", "谁认定"),
        (Ruling("Q201", "k", "maybe"), "office", "不认识"),
        (Ruling("Q201", "k", UNDONE), "office", "不认识"),
        (Ruling("Q101", "k", SAME, "elsewhere", (row("U08"), row("U21"))), "office", "哪一行是主办"),
        (Ruling("Q101", "k", SAME, row("U08").id, (row("U08"),)), "office", "两行"),
    ],
)
def test_a_ruling_that_says_too_little_is_refused(store, ruling, account, said):
    with pytest.raises(StoreError, match=said):
        store.rulings.rule(ruling, account)
    assert store.rulings.history() == []
    assert len(store.care.audit_rows(SYSTEM, action="ruling")) == 0


def test_undoing_nothing_is_refused(store):
    with pytest.raises(StoreError, match="没有认定"):
        store.rulings.undo("k", "office")


def test_no_fact_is_ruled_away_altogether(store):
    for unit in ("U07", "U08", "U21"):
        send(store, unit, "2023Q1", {"L05": [activity(1)]}, approve=True)
    store.rulings.rule(same("U07", "U08", lead="U07", key="a"), "office")
    store.rulings.rule(same("U08", "U21", lead="U08", key="b"), "office")
    with pytest.raises(StoreError, match="每一行都去掉"):
        store.rulings.rule(same("U21", "U07", lead="U21", key="c"), "office")
    assert counted(store) == ["U07"]
    store.rulings.rule(same("U07", "U08", lead="U08", key="a"), "office")
    assert counted(store) == ["U08"], "turning a ruling round is no contradiction to itself"


def test_the_database_itself_keeps_rulings(store):
    store.rulings.rule(Ruling("Q201", "k", VERIFIED, note="好"), "office")
    for statement in ("UPDATE ruling SET verdict = 'same'", "DELETE FROM ruling"):
        with pytest.raises(DBAPIError, match="never changed"), store.database.engine.begin() as connection:
            connection.exec_driver_sql(statement)


def test_a_database_of_the_first_version_is_upgraded_with_its_rows(tmp_path):
    path = tmp_path / "old.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = configuration()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        assert not inspect(connection).has_table("ruling")
        connection.exec_driver_sql(
            "INSERT INTO period VALUES ('2023Q1','2023-01-01','2023-03-31',NULL,'open')"
        )
    engine.dispose()
    with pytest.raises(StoreError, match="结构比程序旧"):
        Store.open(f"sqlite:///{path}", migrate=False)
    with open_store(f"sqlite:///{path}") as store:
        assert [info.code for info in store.reporting.periods()] == ["2023Q1"]
        assert store.rulings.rule(Ruling("Q201", "k", VERIFIED, note="好"), SYSTEM).id == 1


def revised(store, *revisions):
    for number, approve in enumerate(revisions, 1):
        send(store, "U08", "2023Q1", {"L05": [activity(n) for n in range(number)]}, approve=approve)
    found = store.reporting.revisions(FRAMEWORK, YEAR)
    infos = found.rows.submissions
    return [(infos[a].revision, infos[b].revision) for a, b in found.pairs], found


@pytest.mark.parametrize(
    ("revisions", "pair"),
    [
        ((True,), []),
        ((True, False), [(1, 2)]),
        ((False, False), [(1, 2)]),
        ((True, False, False), [(1, 3)]),
        ((True, True, False), [(2, 3)]),
    ],
)
def test_the_newest_revision_stands_beside_the_one_it_replaces(store, revisions, pair):
    assert revised(store, *revisions)[0] == pair


def test_both_revisions_come_with_their_rows_and_places(store):
    _, found = revised(store, True, False)
    rows = found.rows.ledgers["L05"]
    assert rows.groupby("_submission").size().tolist() == [1, 2]
    assert str(found.rows.cell(found.pairs[0][1], "L05", 6, "activity_name")) == "活动台账!C6"
    assert set(found.rows.ledgers) == set(FRAMEWORK.ledgers)


def test_a_returned_revision_is_not_compared(store):
    send(store, "U08", "2023Q1", {"L05": [activity(1)]}, approve=True)
    second = send(store, "U08", "2023Q1", {"L05": [activity(2)]})
    store.reporting.give_back(second.id, "office", "缺行")
    assert store.reporting.revisions(FRAMEWORK, YEAR).pairs == ()


def test_revisions_of_a_month_are_refused(store):
    with pytest.raises(PeriodError):
        store.reporting.revisions(FRAMEWORK, parse_period("2023-02"))
