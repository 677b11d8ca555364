"""延期: one unit has until a later day; everybody else's last day stays."""

from datetime import date, datetime

import pandas as pd
import pytest

from metrics.framework import SHANGHAI, parse_period
from metrics.store import StoreError
from metrics.store.database import SYSTEM
from metrics.words import reported_late
from tests.kit.workbooks import FRAMEWORK, activity, send

Q1, Q2 = parse_period("2023Q1"), parse_period("2023Q2")
DUE, LATER, BETWEEN = date(2023, 4, 15), date(2023, 4, 25), date(2023, 4, 20)
BETWEEN_NOON = datetime(2023, 4, 20, 12, tzinfo=SHANGHAI)


@pytest.fixture
def office(store):
    store.reporting.ensure_period(Q1, DUE)
    return store


def days_of(store, on):
    board = store.reporting.board(FRAMEWORK, Q1, on).set_index("unit")
    return {unit: (board["due_on"][unit].date(), board["state"][unit]) for unit in ("U08", "U09")}


def test_the_unit_alone_has_longer(office):
    office.reporting.extend("U08", Q1, LATER, " 机构改革 ", "boss")
    assert days_of(office, BETWEEN) == {"U08": (LATER, "missing"), "U09": (DUE, "late")}
    assert days_of(office, date(2023, 4, 26))["U08"] == (LATER, "late")
    assert [info.due_on for info in office.reporting.periods("U08")] == [LATER]
    assert [info.due_on for info in office.reporting.periods()] == [DUE]
    assert [info.due_on for info in office.reporting.periods("U09")] == [DUE]
    [told] = office.care.audit_rows(SYSTEM, action="extend").to_dict("records")
    assert (told["subject"], told["account"]) == ("U08 2023Q1", "boss")
    assert told["detail"] == {"due_on": "2023-04-25", "before": "2023-04-15", "why": "机构改革"}


def test_what_comes_in_before_the_later_day_is_not_late(office):
    office.reporting.extend("U08", Q1, LATER, "机构改革", "boss")
    for unit in ("U08", "U09"):
        send(office, unit, "2023Q1", {"L05": [activity(1)]}, at=BETWEEN_NOON)
    own = {(one.unit, one.period): one.due_on for one in office.reporting.extensions()}
    assert reported_late(office.reporting.submissions(), {"2023Q1": DUE}, own) == {("U09", "2023Q1")}


def test_another_day_replaces_it_and_it_can_be_taken_back(office):
    office.reporting.extend("U08", Q1, BETWEEN, "机构改革", "boss")
    office.reporting.extend("U08", Q1, LATER, "还要几天", "boss")
    [held] = office.reporting.extensions()
    assert (held.due_on, held.why, held.account) == (LATER, "还要几天", "boss")
    office.reporting.take_back_extension("U08", Q1, "boss")
    assert office.reporting.extensions() == []
    befores = [row["before"] for row in office.care.audit_rows(SYSTEM, action="extend")["detail"]]
    assert befores == ["2023-04-15", "2023-04-20", "2023-04-25"]
    with pytest.raises(StoreError, match="没有延期"):
        office.reporting.take_back_extension("U08", Q1, "boss")


@pytest.mark.parametrize(
    ("unit", "period", "until", "why", "said"),
    [
        ("U08", Q1, DUE, "机构改革", "延期要晚于这一天"),
        ("U08", Q1, LATER, "  ", "写明原因"),
        ("U99", Q1, LATER, "机构改革", "U99"),
        ("U08", Q2, LATER, "机构改革", "还没有开放报送"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(office, unit, period, until, why, said):
    before = office.database.mark()
    with pytest.raises(StoreError, match=said):
        office.reporting.extend(unit, period, until, why, "boss")
    assert (office.database.mark(), office.reporting.extensions()) == (before, [])


def test_a_closed_quarter_is_not_extended(office):
    send(office, "U08", "2023Q1", {"L05": [activity(1)]}, approve=True)
    framework = office.office.framework_in_force(Q1)
    versions = {"data_version": office.reporting.data_version(Q1), "framework_version": framework.hash}
    office.office.publish(
        Q1, "boss", {"county": pd.DataFrame({"total": [1.0]}, index=["county"])}, **versions
    )
    with pytest.raises(StoreError, match="已发布，不能再延期"):
        office.reporting.extend("U09", Q1, LATER, "机构改革", "boss")
