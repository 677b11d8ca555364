"""数据质量 · 报在别家品牌下: what others typed under a brand, ruled with a reason, and taken back."""

import pytest

from metrics.store.reporting import NOT_OURS
from tests.kit import office
from tests.kit.office import button, clean, county, words
from tests.kit.pages import REVIEWER

__all__ = ["county"]


@pytest.fixture
def view(county):
    return lambda **more: office.page("quality", REVIEWER, quality_view="报在别家品牌下", **more)


def rows(at):
    return at.dataframe[0].value


@pytest.mark.long
def test_a_row_under_anothers_brand_is_ruled_and_taken_back(county, view):
    at = view()
    brand, before = at.selectbox(key="foreign-brand").value, rows(at)
    assert (before["报送单位"] != before["牵头单位"]).all()
    at.multiselect(key="foreign-rows").select(at.multiselect(key="foreign-rows").options[0])
    clean(button(at, "不是我们的").click().run())
    assert "写明理由" in words(at)
    assert county.rulings.holding() == []
    at.multiselect(key="foreign-rows").select(at.multiselect(key="foreign-rows").options[0])
    at.text_input(key="foreign-why").set_value("牵头单位来电")
    clean(button(at, "不是我们的").click().run())
    (ruling,) = county.rulings.holding()
    assert (ruling.verdict, ruling.keep, ruling.note) == (NOT_OURS, brand, "牵头单位来电")
    assert "已认定不是这个品牌的" in words(at)
    at = office.page("quality", REVIEWER, quality_view="认定记录")
    assert f"认定不是{brand}的" in words(at)
    clean(button(at, "撤销这条认定").click().run())
    assert county.rulings.holding() == []
