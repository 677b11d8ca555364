"""Photos of ledger rows: kept once, with the row through corrections, within reach, gone when they must."""

from datetime import datetime, timedelta
from io import BytesIO

import pandas as pd
import pytest
from PIL import Image
from sqlalchemy import func, select, update

from metrics.framework import SHANGHAI
from metrics.scoring import prepare, score_book
from metrics.store import StoreError
from metrics.store.database import SYSTEM, photo, photo_link, photo_place, picture
from metrics.store.photos import AGREED, FACELESS, INTERNAL, PhotoLinkError
from tests.kit.county_packages import open_store
from tests.kit.photo_books import QUARTER, activities, colour, reported, snapshot

#: How a picture of a newer telephone begins.
HEIC = b"\0\0\0\x18ftypheic"


def counted(store, table):
    return store.database.read(lambda connection: connection.scalar(select(func.count()).select_from(table)))


def deeds(store):
    rows = store.care.audit_rows("admin")
    return [action for action in rows["action"] if action.startswith("photo") or action == "download"]


def rows_of(number, *rows):
    return pd.DataFrame({"submission": number, "ledger": "L05", "row": list(rows)})


def test_photos_travel_with_their_row_through_a_correction_and_are_kept_once(store):
    first = reported(store, activities(3, [(2, snapshot()), (4, colour(1)), (4, snapshot())]))
    found = store.photos.of_submission(first.id, "u08")
    assert [[(number, str(where)) for number, where in one.places] for one in found] == [
        [(first.id, "活动台账!C2")],
        [(first.id, "活动台账!C4")],
        [(first.id, "活动台账!C4")],
    ]
    assert (counted(store, photo), counted(store, picture)) == (3, 2)
    assert {one.consent for one in found} == {INTERNAL}
    # The second revision has no pictures, another row before, and one row less.
    second = reported(store, activities(2, start=2))
    later = store.photos.of_submission(second.id, "u08")
    assert [one.id for one in later] == [found[1].id, found[2].id]
    assert [where.row for one in later for number, where in one.places if number == second.id] == [3, 3]
    assert [one.id for one in store.photos.left_behind(second.id, "u08")] == [found[0].id]
    kept = Image.open(BytesIO(store.photos.large(found[0].id, "u08")))
    assert (kept.format, kept.size, dict(kept.getexif())) == ("WEBP", (1600, 1200), {})
    small = store.photos.thumbnails([one.id for one in found], "u08")
    assert max(Image.open(BytesIO(small[found[0].id])).size) == 320


def test_a_photo_is_seen_by_whom_the_row_is_and_by_leaders_with_consent_only(store):
    info = reported(store, activities(2, [(2, colour(1)), (3, colour(2))]))
    first, second = store.photos.of_submission(info.id, "u08")
    ids = [first.id, second.id]
    for stranger in ("u09", "lingdao", "shenji"):
        assert store.photos.of_submission(info.id, stranger) == ()
        assert store.photos.thumbnails(ids, stranger) == {}
        for get in (store.photos.large, store.photos.take):
            with pytest.raises(StoreError, match="没有这张照片，或者不对这个账号开放"):
                get(first.id, stranger)
    assert len(store.photos.of_submission(info.id, "office")) == 2
    store.photos.agree(first.id, AGREED, "u08")
    assert store.photos.of_submission(info.id, "lingdao") == ()  # not approved yet
    store.reporting.approve(info.id, "office")
    assert [one.id for one in store.photos.of_submission(info.id, "lingdao")] == [first.id]
    assert set(store.photos.thumbnails(ids, "lingdao")) == {first.id}
    assert store.photos.of_submission(info.id, "u09") == ()
    shown = store.photos.beside(rows_of(info.id, 2, 3), "office")
    assert ([one.id for one in shown.photos], shown.inner) == ([first.id], 1)
    store.photos.agree(first.id, INTERNAL, "u08")
    assert store.photos.thumbnails(ids, "lingdao") == {}
    assert store.photos.beside(rows_of(info.id, 2, 3), "lingdao").photos == ()


def test_consent_is_a_deed_of_somebody_who_may(store):
    info = reported(store, activities(1, [(2, colour(1))]))
    (one,) = store.photos.of_submission(info.id, "u08")
    for stranger in ("u09", "lingdao", "shenji"):
        with pytest.raises(StoreError):
            store.photos.agree(one.id, FACELESS, stranger)
        with pytest.raises(StoreError):
            store.photos.remove(one.id, stranger, "")
    with pytest.raises(StoreError, match="只能是"):
        store.photos.agree(one.id, "yes", "u08")
    store.photos.agree(one.id, FACELESS, "u08")
    store.photos.agree(one.id, FACELESS, "u08")
    store.photos.agree(one.id, INTERNAL, "office")
    (now,) = store.photos.of_submission(info.id, "u08")
    assert (now.consent, now.consent_by) == (INTERNAL, "office")
    assert deeds(store).count("photo-consent") == 2
    store.photos.take(one.id, "u08")
    store.photos.remove(one.id, "u08", "拍错了")
    assert sorted(deeds(store)) == ["download", "photo-consent", "photo-consent", "photo-remove"]
    assert [counted(store, table) for table in (photo, photo_place, picture)] == [0, 0, 0]


@pytest.mark.long
def test_photos_are_added_later_within_the_same_limits(store):
    info = reported(store, activities(2))
    files = [
        ("一.jpg", snapshot()),
        ("二.heic", HEIC),
        ("三.png", b"no"),
        ("四.jpg", colour(1)),
    ]
    done = store.photos.add(info.id, "L05", 3, files, "u08", FACELESS)
    assert done.count == 2
    assert "HEIC" in done.words
    assert "“三.png”" in done.words
    again = store.photos.add(info.id, "L05", 3, [("一.jpg", snapshot())], "u08")
    assert (again.count, "已经有了" in again.words) == (0, True)
    assert [one.kind for one in store.photos.of_submission(info.id, "u08")] == ["page", "page"]
    more = [(f"{number}.jpg", colour(number)) for number in range(2, 11)]
    assert store.photos.add(info.id, "L05", 3, more, "u08").count == 7
    with pytest.raises(StoreError, match="没有这一行"):
        store.photos.add(info.id, "L05", 9, files, "u08")
    with pytest.raises(StoreError, match="最多 9 张"):
        store.photos.add(info.id, "L05", 2, [*more, *files], "u08")
    with pytest.raises(StoreError):
        store.photos.add(info.id, "L05", 3, files, "u09")
    newer = reported(store, activities(2, name1="宣讲改"))
    with pytest.raises(StoreError, match="最新一版"):
        store.photos.add(info.id, "L05", 3, files, "u08")
    assert len(store.photos.of_submission(newer.id, "u08")) == 9


def test_a_link_brings_photos_once_and_shows_nothing(store):
    info = reported(store, activities(2))
    with pytest.raises(StoreError):
        store.photos.link(info.id, "L05", 2, "u09")
    token, until = store.photos.link(info.id, "L05", 2, "u08")
    assert timedelta(minutes=29) < until - datetime.now(SHANGHAI) < timedelta(minutes=31)
    assert "宣讲甲" in store.photos.linked(token).name
    refused = store.photos.bring(token, [("一.heic", HEIC)])
    assert (refused.count, "HEIC" in refused.words) == (0, True)
    assert store.photos.bring(token, [("一.jpg", snapshot())]).count == 1
    for used in (token, "", "x" * 32):
        with pytest.raises(PhotoLinkError, match="只能用一次"):
            store.photos.bring(used, [("一.jpg", colour(1))])
    (one,) = store.photos.of_submission(info.id, "u08")
    assert (one.kind, one.account, one.consent) == ("phone", "u08", INTERNAL)
    late, _ = store.photos.link(info.id, "L05", 2, "u08", datetime.now(SHANGHAI) - timedelta(minutes=31))
    with pytest.raises(PhotoLinkError):
        store.photos.linked(late)
    assert sorted(deeds(store)) == ["photo-add", "photo-link", "photo-link"]
    disabled, _ = store.photos.link(info.id, "L05", 2, "u08")
    assert counted(store, photo_link) == 1
    store.people.disable_account("u08", "admin")
    with pytest.raises(StoreError, match="停用"):
        store.photos.bring(disabled, [("一.jpg", colour(1))])


def test_erasing_a_file_takes_its_photos_but_not_those_of_others(store):
    first = reported(store, activities(2, [(2, colour(1)), (3, colour(2))]))
    store.photos.add(first.id, "L05", 3, [("补.jpg", colour(3))], "u08")
    second = reported(store, activities(2, [(2, colour(1))], name2="宣讲二"))
    assert store.reporting.erasure_outlook(first.sha256, "u08").photos == 1
    asked = store.reporting.ask_erasure(first.sha256, "误传", "u08")
    store.reporting.confirm_erasure(asked.id, "office")
    assert [one.kind for one in store.photos.of_submission(first.id, "u08")] == ["page"]
    kept = store.photos.of_submission(second.id, "u08")
    assert [(one.kind, one.submissions) for one in kept] == [
        ("floating", (second.id,)),
        ("page", (first.id, second.id)),
    ]
    assert counted(store, picture) == 2


def test_photos_go_when_their_time_is_over(store):
    info = reported(store, activities(2, [(2, colour(1)), (3, colour(2))]))
    store.reporting.keep_for("photos", 100, "admin")
    assert store.reporting.due().photos == 0
    first = store.photos.of_submission(info.id, "u08")[0]
    old = update(photo).where(photo.c.id == first.id).values(at=datetime.now(SHANGHAI) - timedelta(days=101))
    store.database.write(lambda connection: connection.execute(old))
    gone = store.reporting.expire()
    assert (gone.photos, "1 张照片" in gone.words) == (1, True)
    assert (counted(store, photo), counted(store, picture)) == (1, 1)


@pytest.mark.long
def test_scores_are_the_same_with_and_without_photos(demo_url):
    with open_store(demo_url) as store:
        info = store.reporting.submissions(QUARTER, "U08")[-1]
        ledger, part = next(iter(store.reporting.checked(info.id, SYSTEM).ledgers.items()))
        before, version = scores(store), store.reporting.data_version(QUARTER)
        files = [("一.jpg", snapshot())]
        assert store.photos.add(info.id, ledger, int(part.frame["_row"][0]), files, SYSTEM, AGREED).count == 1
        assert store.reporting.data_version(QUARTER) == version
        for one, other in zip(before, scores(store), strict=True):
            pd.testing.assert_frame_equal(one, other)
            assert one.notna().any(axis=None)


def scores(store):
    framework = store.office.framework_for(QUARTER)
    prepared = prepare(framework, store.reporting.dataset(framework, QUARTER))
    return [score_book(prepared, level).scores for level in ("county", "unit", "enterprise")]
