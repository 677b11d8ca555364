"""A telephone brings photos by a link: once, to one row, within limits; and is shown nothing of the data."""

import pytest

from tests.kit.photo_books import activities, colour, reported


@pytest.fixture(scope="module")
def row(office):
    """Number of a submission of U08, and the row photos are brought to."""
    return reported(office.store, activities(2)).id, "L05", 2


def posted(office, token, *photos):
    visitor = office.visitor()
    files = [("photo", (f"{number}.jpg", content)) for number, content in enumerate(photos)]
    return visitor.http.post(f"{visitor.url}/photo?token={token}", files=files or {"x": b""}, timeout=60)


def test_a_link_takes_photos_once_and_is_good_for_nothing_else(office, row):
    token, _ = office.store.photos.link(*row, "u08")
    visitor = office.visitor()
    shown = visitor.get(f"/photo?token={token}")
    assert (shown.status_code, "宣讲甲" in shown.text) == (200, True)
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    assert posted(office, token).status_code == 400
    assert "不是 JPG" in posted(office, token, b"no picture").text
    done = posted(office, token, colour(1), colour(2))
    assert (done.status_code, "已收 2 张照片" in done.text) == (200, True)
    again = posted(office, token, colour(3))
    assert (again.status_code, "只能用一次" in again.text) == (403, True)
    assert visitor.get(f"/photo?token={token}").status_code == 403
    assert visitor.get("/photo").status_code == 403
    assert visitor.get("/history").status_code in (303, 401)
    brought = office.store.photos.of_submission(row[0], "u08")
    assert [(one.kind, one.account) for one in brought] == [("phone", "u08")] * 2
    told = office.store.care.audit_rows("zhangsan")
    assert "198.51" in told[told["action"].eq("photo-add")]["address"].iloc[0]
