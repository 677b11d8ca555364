"""What a unit's next upload is compared with: its latest revision of the quarter, as it was typed."""

import pandas as pd

from metrics.framework import parse_period
from metrics.ingest import check_workbook, write_template
from metrics.ingest.revisions.diff import diff
from metrics.store.database import SYSTEM
from tests.kit.workbooks import FRAMEWORK, activity, send

QUARTER = parse_period("2023Q1")


def previous(store, unit="U08", period=QUARTER):
    return store.reporting.context(FRAMEWORK, unit, period, SYSTEM).previous


def names(frame):
    return frame["activity_name"].tolist()


def test_before_the_first_revision_there_is_none(store):
    send(store, "U09", "2023Q1", {"L05": [activity(1)]})
    send(store, "U08", "2022Q4", {"L05": [activity(2)]})
    assert previous(store) == {}


def test_the_latest_revision_counts_whether_approved_or_returned(store):
    send(store, "U08", "2023Q1", {"L05": [activity(1)], "L12": []}, approve=True)
    assert names(previous(store)["L05"]) == ["活动1"]
    second = send(store, "U08", "2023Q1", {"L05": [activity(1), activity(2)]})
    assert names(previous(store)["L05"]) == ["活动1", "活动2"]
    store.reporting.give_back(second.id, "office", "请补全")
    assert names(previous(store)["L05"]) == ["活动1", "活动2"]


def test_a_stored_workbook_uploaded_again_is_the_very_same(store):
    rows = pd.DataFrame(
        {
            "held_on": [pd.Timestamp(2023, 2, day) for day in (3, 4, 5)],
            "activity_name": ["甲", "乙", "丙"],
            "activity_type": "微宣讲",
            "sessions": 1,
            "attendances": [12, "220余人", "1.8万"],
            "organiser_type": "成员单位",
        }
    )
    content = write_template(
        FRAMEWORK, "U08", QUARTER, store.reporting.context(FRAMEWORK, "U08", QUARTER, SYSTEM), {"L05": rows}
    )
    first = check_workbook(
        content, "x.xlsx", FRAMEWORK, store.reporting.context(FRAMEWORK, "U08", QUARTER, SYSTEM)
    )
    store.reporting.submit(first, content, "u08")
    context = store.reporting.context(FRAMEWORK, "U08", QUARTER, SYSTEM)
    turned = write_template(FRAMEWORK, "U08", QUARTER, context, {"L05": rows[::-1]})
    second = check_workbook(turned, "x.xlsx", FRAMEWORK, context)
    found = diff(FRAMEWORK, context.previous, second)["L05"]
    assert (found.is_empty, found.same) == (True, 3)
    codes = [
        one.ledgers["L05"].frame.set_index("activity_name")["activity_code"].to_dict()
        for one in (first, second)
    ]
    assert codes[0] == codes[1]
