"""Whose county a database is: in versions, each from a day on, that change no period before it."""

from datetime import date

import pytest
from pandas.testing import assert_frame_equal
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from metrics.framework import LEVELS, NO_COUNTY, FrameworkError, load_framework, parse_period
from metrics.scoring import prepare, score_book, score_table
from metrics.store import Store, StoreError
from metrics.store.database import SYSTEM, unit
from metrics.store.office import CountyDraft
from metrics.store.people import Account, units
from tests.kit.county_packages import SIHONG, open_store
from tests.kit.workbooks import activity, enterprise, send

Q1, Y2023, Y2024 = (parse_period(code) for code in ("2023Q1", "2023", "2024"))
DAY = date(2024, 1, 1)
UNITS, TOWNS, COUNTY = "vocab/units.csv", "vocab/towns.csv", "county.toml"
REASON = "机构改革，科技局并入工信局；大楼街道改名。"


def with_words(package, *changes):
    """The package with texts of its files replaced; each is there."""
    files = dict(package.by_name)
    for name, old, new in changes:
        text = files[name].decode("utf-8")
        assert old in text, (name, old)
        files[name] = text.replace(old, new, 1).encode("utf-8")
    return package.changed(files)


REFORMED = with_words(
    SIHONG,
    (UNITS, "县科学技术局", "县科技创新局"),
    (TOWNS, "大楼街道", "新楼街道"),
    (COUNTY, "U01 = 60", "U01 = 30"),
)


def keep(store, package=REFORMED, starts=DAY, reason=REASON, account="guanli"):
    return store.office.save_county(CountyDraft(package, starts, reason), account)


def stored_units(store):
    with store.database.engine.connect() as connection:
        return dict(connection.execute(select(unit.c.code, unit.c.name)).all())


def scores(store, period):
    framework = store.office.framework_for(period)
    prepared = prepare(framework, store.reporting.dataset(framework, period))
    return {level: score_table(framework, score_book(prepared, level)) for level in LEVELS}


def report(store):
    """Rows of both years on which units, enterprises and the duty of U01 score."""
    for year in ("2023", "2024"):
        roster = [enterprise(number) for number in range(1, 41)]
        held = [
            activity(number, f"{year}-02-0{number}", enterprise_code=f"E{number:03d}", attendances=40)
            for number in range(1, 5)
        ]
        send(store, "U01", f"{year}Q1", {"L15": roster, "L05": held}, approve=True)


# --- versions and the periods they hold for


def test_the_first_county_holds_for_every_period(store):
    (first,) = store.office.county_versions()
    assert (first.id, first.hash, first.starts_on) == (1, SIHONG.hash, date.min)
    assert (first.reason, first.account) == ("建县", SYSTEM)
    assert store.office.county() == store.office.county(Y2023) == SIHONG
    assert store.office.begin_county(REFORMED) is None
    assert store.office.county() == SIHONG


def test_another_county_holds_from_its_day_on_and_old_periods_keep_their_words(store, database_url):
    kept = keep(store)
    with open_store(database_url) as again:
        assert again.office.county_versions()[-1] == kept
        assert [again.office.county(period) for period in (Y2023, Y2024, None)] == [
            SIHONG,
            REFORMED,
            REFORMED,
        ]
        before, after = again.office.framework_for(Y2023), again.office.framework_for(Y2024)
    assert (before, after) == (load_framework(SIHONG), load_framework(REFORMED))
    assert (before.unit["U07"].name, after.unit["U07"].name) == ("县科学技术局", "县科技创新局")
    assert ["大楼街道" in one.vocabularies["towns"].names() for one in (before, after)] == [True, False]
    assert (before.duty.own["U01"], after.duty.own["U01"]) == (60, 30)
    assert before.hash != after.hash
    assert stored_units(store)["U07"] == "县科技创新局"


@pytest.mark.parametrize(
    ("period", "reformed"), [("2023Q4", False), ("2023", False), ("2024Q1", True), ("2024H1", True)]
)
def test_a_period_is_of_the_county_at_its_end(store, period, reformed):
    keep(store)
    assert store.office.county(parse_period(period)) == (REFORMED if reformed else SIHONG)


def test_a_later_day_goes_before_a_later_saying(store):
    keep(store)
    mended = with_words(SIHONG, (TOWNS, "双沟镇", "双沟古镇"))
    earlier = keep(store, mended, date(2023, 7, 1), "双沟镇 2023 年改名，补录。")
    assert earlier.starts_on == date(2023, 7, 1)
    wanted = {"2023Q2": SIHONG, "2023Q3": mended, "2023": mended, "2024": REFORMED}
    assert {code: store.office.county(parse_period(code)) for code in wanted} == wanted
    assert store.office.county() == REFORMED
    assert stored_units(store)["U07"] == "县科技创新局", "what is of the past does not rename a unit of today"


def test_a_correction_holds_from_when_what_it_corrects_did(store):
    keep(store)
    right = with_words(REFORMED, (TOWNS, "新楼街道", "新大楼街道"))
    assert keep(store, right, None, "街道名称写错了。").starts_on == DAY
    assert [store.office.county(period) for period in (Y2023, Y2024)] == [SIHONG, right]
    keep(store, SIHONG, None, "没有改革。")
    assert store.office.county(Y2024) == SIHONG


def test_the_same_words_can_begin_earlier(store):
    keep(store)
    keep(store, REFORMED, date(2023, 10, 1), "改名是 2023 年 10 月的事。")
    periods = [parse_period(code) for code in ("2023Q3", "2023Q4", "2024")]
    assert [store.office.county(period) for period in periods] == [SIHONG, REFORMED, REFORMED]


def test_a_unit_of_the_past_that_is_no_more_is_in_the_database(store):
    keep(store)
    gone = b"U30,\xe5\x8e\xbf\xe6\x97\xa7\xe5\xb1\x80,,L05,,,\n"
    assert "U30" not in stored_units(store)
    keep(store, SIHONG.changed({UNITS: SIHONG.by_name[UNITS] + gone}), date(2023, 1, 1), "补录旧单位。")
    assert stored_units(store)["U30"] == "县旧局"
    assert stored_units(store)["U07"] == "县科技创新局"


def test_a_unit_that_is_no_more_stays_in_the_database(store):
    before = stored_units(store)
    lines = SIHONG.by_name[UNITS].splitlines(keepends=True)
    keep(store, SIHONG.changed({UNITS: b"".join(line for line in lines if not line.startswith(b"U21"))}))
    assert "U21" not in store.office.framework_for(Y2024).unit
    assert "U21" in store.office.framework_for(Y2023).unit
    assert stored_units(store) == before


# --- scores


@pytest.mark.long
def test_scores_of_the_years_before_stay_to_the_bit(store):
    report(store)
    before = {year: scores(store, year) for year in (Y2023, Y2024)}
    keep(store)
    after = {year: scores(store, year) for year in (Y2023, Y2024)}
    for level in LEVELS:
        assert_frame_equal(after[Y2023][level], before[Y2023][level], check_exact=True)
    new, old = (tables[Y2024]["unit"].drop(columns=["name", "rank"]).fillna(-1) for tables in (after, before))
    moved = new != old
    assert list(moved.index[moved.any(axis="columns")]) == ["U01"], "the duty of U01 is another"
    assert (new.loc["U01"] >= old.loc["U01"]).all(), "who answers for fewer enterprises has less to do"
    assert after[Y2024]["unit"]["name"].to_dict()["U07"] == "县科技创新局"


@pytest.mark.long
def test_what_was_published_before_is_what_it_was(store):
    report(store)
    versions = {
        "data_version": store.reporting.data_version(Q1),
        "framework_version": store.office.framework_for(Q1).hash,
    }
    done = store.office.publish(Q1, "guanli", scores(store, Q1), **versions)
    keep(store)
    assert store.office.framework_for(Q1).hash == done.framework_version
    again = scores(store, Q1)
    for level in LEVELS:
        assert_frame_equal(store.office.published_scores(done.id, level), again[level], check_exact=True)


# --- who may, and what is kept of it


@pytest.mark.parametrize("account", ["office", "u01", "nobody"])
def test_only_who_may_edit_the_county_does(store, account):
    with pytest.raises(StoreError):
        keep(store, account=account)
    assert len(store.office.county_versions()) == 1
    assert stored_units(store)["U07"] == "县科学技术局"


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"reason": " \n"}, StoreError, "要写明理由"),
        ({"package": SIHONG}, StoreError, "县情没有改动"),
        ({"package": SIHONG, "starts": None}, StoreError, "县情没有改动"),
        ({"package": SIHONG, "starts": date(2023, 1, 1)}, StoreError, "县情没有改动"),
        ({"package": SIHONG.changed({COUNTY: b"nmae = 'x'"})}, FrameworkError, r"county\.toml.*nmae"),
        (
            {"package": with_words(SIHONG, (UNITS, "L01|L02|L05|L13", "L99"))},
            FrameworkError,
            r"units\.csv.*没有台账“L99”",
        ),
    ],
    ids=str,
)
def test_what_cannot_be_kept_is_refused_and_nothing_is_stored(store, given, error, said):
    with pytest.raises(error, match=said):
        keep(store, **given)
    assert len(store.office.county_versions()) == 1
    assert len(store.care.audit_rows(SYSTEM, action="county")) == 1


def test_the_audit_has_the_lines_that_changed(store):
    keep(store)
    first, second = store.care.audit_rows(SYSTEM, action="county").sort_values("id")["detail"]
    assert (first["starts"], first["reason"], first["hash"]) == ("", "建县", SIHONG.hash)
    assert set(first["changes"]) == set(SIHONG.by_name)
    assert all(line.startswith("+") for lines in first["changes"].values() for line in lines)
    assert (second["starts"], second["reason"], second["hash"]) == ("2024-01-01", REASON, REFORMED.hash)
    assert {name: [line[0] for line in lines] for name, lines in second["changes"].items()} == {
        UNITS: ["-", "+"],
        TOWNS: ["-", "+"],
        COUNTY: ["-", "+"],
    }
    assert second["changes"][COUNTY] == ["-U01 = 60", "+U01 = 30"]
    assert "县科技创新局" in second["changes"][UNITS][1]


def test_the_audit_says_a_correction_of_the_past_against_the_past(store):
    keep(store)
    keep(store, with_words(SIHONG, (TOWNS, "双沟镇", "双沟古镇")), date(2023, 7, 1), "补录。")
    detail = store.care.audit_rows(SYSTEM, action="county").sort_values("id")["detail"].iloc[-1]
    assert list(detail["changes"]) == [TOWNS]


@pytest.mark.parametrize(
    "statement", ["UPDATE county_version SET files = '{}'", "DELETE FROM county_version"]
)
def test_the_database_refuses_to_change_a_version(store, statement):
    with pytest.raises(DBAPIError, match="never changed"), store.database.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert store.office.county() == SIHONG


# --- databases that belong to nobody yet


def test_an_empty_database_has_no_county_and_answers(database_url):
    with Store.open(database_url, counties=[SIHONG]) as store:
        assert (store.office.county(), store.office.county_versions()) == (NO_COUNTY, [])
        assert store.office.framework() == store.office.framework_for(Y2023) == load_framework()
        assert [one.version for one in store.office.framework_versions()][-1] == load_framework().version
        assert (stored_units(store), store.reporting.periods()) == ({}, [])
        data = store.reporting.dataset(store.office.framework(), Y2023)
        assert all(frame.empty for frame in data.ledgers.values())
        books = [score_book(prepare(store.office.framework(), data), level) for level in LEVELS]
        assert [book.scores["total"].notna().sum() for book in books] == [0] * len(LEVELS)
        with pytest.raises(StoreError, match="U08"):
            store.people.ensure_account(Account("u08", "填报员", "填报员", "U08"))


def test_a_database_begins_with_a_county(database_url):
    with Store.open(database_url) as store:
        begun = store.office.begin_county(REFORMED)
        assert (begun.hash, begun.starts_on, begun.reason) == (REFORMED.hash, date.min, "建县")
        assert store.office.county(Y2023) == REFORMED
        assert stored_units(store) == {one.code: one.name for one in load_framework(REFORMED).units}
    with Store.open(database_url, counties=[SIHONG]) as again:
        assert again.office.county() == REFORMED, "a database that has a county is given no other"


def old_database(url, package):
    """A database of an earlier program: its units are there, and nobody has said of which county."""
    with Store.open(url) as store:
        store.database.write(units.seed, load_framework(package))


def test_a_database_of_an_earlier_program_is_of_the_county_whose_units_it_holds(database_url):
    old_database(database_url, SIHONG)
    with Store.open(database_url, counties=[REFORMED, SIHONG]) as store:
        (adopted,) = store.office.county_versions()
        assert (adopted.hash, adopted.reason, adopted.account) == (SIHONG.hash, "从以前的版本带入", SYSTEM)
    with Store.open(database_url, counties=[REFORMED, SIHONG]) as again:
        assert again.office.county_versions() == [adopted]


def test_a_database_of_another_county_is_not_made_ones(database_url):
    old_database(database_url, REFORMED)
    with Store.open(database_url, counties=[SIHONG]) as store:
        assert (store.office.county(), store.office.county_versions()) == (NO_COUNTY, [])
        assert stored_units(store)["U07"] == "县科技创新局"
