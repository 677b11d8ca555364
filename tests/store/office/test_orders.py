"""What was ordered lies in the store until its file lies there: never both, never neither."""

import pytest

from metrics.store import Store, StoreError
from metrics.store.database import SYSTEM
from metrics.store.office import ExportedFile, PaperOrder

ORDER = PaperOrder("泗洪县专报", "special", "2023Q4", "county", "pdf", {"number": "3", "left_out": ["x"]})
FILE = ExportedFile("special", "2023Q4", "county", "pdf", "专报.pdf", b"%PDF", {}, "d" * 64, "f" * 64)


def actions(store, account):
    return store.care.audit_rows(SYSTEM, account=account)["action"].tolist()


def test_an_order_outlives_the_server_and_ends_with_its_file(store, database_url):
    number = store.office.keep_order(ORDER, "shenhe")
    with Store.open(database_url, migrate=False) as later:
        (kept,) = later.office.orders("shenhe")
        assert (kept.id, kept.order) == (number, ORDER)
        assert later.office.orders("lingdao") == []
        later.office.keep_export(FILE, "shenhe", order=number)
        assert later.office.orders("shenhe") == []
    assert [one.file for one in store.office.exports()] == ["专报.pdf"]
    assert actions(store, "shenhe") == ["order", "export"]


def test_a_file_that_is_refused_leaves_its_order(store):
    number = store.office.keep_order(ORDER, "shenhe")
    with pytest.raises(StoreError, match="是谁导出的"):
        store.office.keep_export(FILE, " ", order=number)
    assert [one.id for one in store.office.orders("shenhe")] == [number]


def test_an_order_is_taken_back_by_its_own_account_alone(store):
    number = store.office.keep_order(ORDER, "shenhe")
    with pytest.raises(StoreError, match="账号 shenhe 要的，别人不能取消"):
        store.office.drop_order(number, "lingdao")
    store.office.drop_order(number, "shenhe")
    store.office.drop_order(number, "shenhe")
    assert store.office.orders("shenhe") == []
    assert actions(store, "shenhe") == ["order", "order-drop"]
    with pytest.raises(StoreError, match="是谁导出的"):
        store.office.keep_order(ORDER, " ")


def test_nobody_writes_one_as_a_setting_and_no_setting_is_one(store):
    number = store.office.keep_order(ORDER, "shenhe")
    store.office.remember("tour:shenhe", "done", "shenhe")
    assert len(store.office.orders("shenhe")) == 1
    with pytest.raises(StoreError, match="自己的设置"):
        store.office.remember(f"order:{number}", {}, "shenhe")


def test_the_newest_twenty_are_kept(store):
    numbers = [store.office.keep_order(ORDER, "shenhe") for _ in range(22)]
    assert {one.id for one in store.office.orders("shenhe")} <= set(numbers)
    assert len(store.office.orders("shenhe")) == 20
    assert numbers[-1] in {one.id for one in store.office.orders("shenhe")}
