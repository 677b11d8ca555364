"""归并: a person decides, the latest word holds, and the unit's next template says so."""

import pandas as pd
import pytest

from metrics.store.database import SYSTEM, StoreError
from metrics.store.reporting import MergerWish
from metrics.store.reporting import mergers as decided


def test_a_merger_comes_prefilled_and_is_taken_back_by_the_next_word(store):
    rows = pd.DataFrame({"item_code": ["P001", "P002"], "status": "推进中", "brand_code": ["B01", "B02"]})
    store.reporting.decide_merger(MergerWish("P001", "P002", True, "B01"), SYSTEM)
    told = store.database.read(decided.prefilled, rows)
    assert told.to_dict("list") == {
        "item_code": ["P001", "P002"],
        "status": ["推进中", "已归并"],
        "brand_code": ["B01", "B01"],
    }
    store.reporting.decide_merger(MergerWish("P002", "P001", False), SYSTEM)
    assert store.database.read(decided.prefilled, rows) is rows
    (one,) = store.reporting.mergers()
    assert (one.kept, one.other, one.merged, one.account) == ("P002", "P001", False, SYSTEM)


@pytest.mark.parametrize(
    "wish", [MergerWish("P1", "P1", True, "B1"), MergerWish("P1", "P2", True), MergerWish("", "P2", False)]
)
def test_what_is_no_pair_or_names_no_brand_is_refused(store, wish):
    with pytest.raises(StoreError):
        store.reporting.decide_merger(wish, SYSTEM)
    assert store.reporting.mergers() == []
