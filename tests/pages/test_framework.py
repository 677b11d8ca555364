"""口径手册 and 指标管理: what is measured in words, and how it is changed with a name and a reason."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from metrics.framework import load_framework, parse_period
from metrics.framework.editing import number_edits
from metrics.scoring import prepare, score_book
from metrics.store import Store
from metrics.store.office import FrameworkDraft
from metrics.tables.framework_numbers import changed, left_as_it_was, number_table
from tests.kit.checkups import save_passed
from tests.kit.county_packages import SIHONG, open_store
from tests.kit.pages import ADMIN, LEADER, SECONDS, STAFF, texts
from tests.kit.project import REPO

FRAMEWORK = load_framework(SIHONG)
#: The program's newest version by its number.
NEWEST = -1
CHANGES = {"K2a.full_score.E": 10, "K.weight": 5}


@pytest.fixture
def saved(demo_url, monkeypatch):
    """The sample county with a second version in force from the fourth quarter; gives an opener of pages."""
    monkeypatch.setenv("DATABASE_URL", demo_url)
    with open_store(demo_url) as store:
        save_passed(
            store,
            FrameworkDraft(NEWEST, number_edits(CHANGES), "2024.2", parse_period("2023Q4"), "试改"),
            "guanli",
        )

    def open_page(page, period="2023", **params):
        app = AppTest.from_file(str(REPO / "pages" / "main.py"), default_timeout=SECONDS)
        for key, value in {"as": ADMIN, **params}.items():
            app.query_params[key.replace("_", "-")] = value
        app.run().switch_page(f"{page}.py").run()
        return app.selectbox(key="period").select(parse_period(period).months_label).run()

    return open_page


@pytest.mark.parametrize("item", FRAMEWORK.items, ids=lambda item: item.id)
def test_the_handbook_has_every_item_with_examples(demo, item):
    app = demo("handbook", handbook_part=f"{item.id} {item.name}")
    assert not app.exception
    told = texts(app)
    for measure in FRAMEWORK.measures_of(item.id):
        assert f"{measure.id} {measure.name}" in told
        assert measure.words in told
    assert told.count("例：") >= len(FRAMEWORK.measures_of(item.id)) - 1
    assert len(app.dataframe) == len(FRAMEWORK.measures_of(item.id))


def test_the_handbook_says_how_often_rank_bands_held(demo):
    app = demo("handbook", handbook_part="名次区间有多准")
    assert not app.exception
    assert "默认仅权重" in texts(app)
    assert "python -m metrics bands --period 2023" in texts(app)


@pytest.mark.parametrize("part", ["怎样算分", "权重表"])
@pytest.mark.parametrize("account", [STAFF, LEADER])
def test_rules_and_weights_are_for_everybody(demo, part, account):
    app = demo("handbook", handbook_part=part, **{"as": account})
    assert not app.exception
    assert "没报不等于零" in texts(app) if part == "怎样算分" else len(app.dataframe[0].value) > 40


@pytest.mark.long
def test_the_handbook_needs_no_data(empty):
    app = empty("handbook", handbook_part="K2 有典型可看")
    assert not app.exception
    assert "荣誉按级别计分" in texts(app)
    assert "例：" not in texts(app)


def test_numbers_are_edited_in_a_table(demo):
    app = demo("admin", admin_view="批量改数", **{"as": ADMIN})
    assert not app.exception
    table = number_table(FRAMEWORK)
    assert len(table) == len(FRAMEWORK.groups) + len(FRAMEWORK.items) + len(FRAMEWORK.measures)
    assert "保存以前什么都不会变" in texts(app)


def test_only_real_changes_count():
    table = number_table(FRAMEWORK)
    edited = table.copy().set_index("编号")
    edited.loc["K2a", "满分·企业"] = 12.0
    edited.loc["K", "权重"] = 5.0
    edited.loc["K3a", "满分·企业"] = 3.0  # no formula there
    edited.loc["K4a", "满分·县"] = 3.0  # the enterprises' target
    edited.loc["K2b", "满分·企业"] = None  # cleared
    assert changed(table, edited.reset_index()) == {"K.weight": 5.0, "K2a.full_score.E": 12.0}
    assert [said[:7] for said in left_as_it_was(table, edited.reset_index())] == [
        "标“—”的格子",
        "清空的满分值仍",
    ]
    assert changed(table, table) == {}
    assert left_as_it_was(table, table) == []


@pytest.mark.long
def test_versions_are_listed_with_author_reason_and_hashes(saved):
    app = saved("admin", admin_view="历次版本")
    assert not app.exception
    table, moved = (frame.value for frame in app.dataframe)
    assert table["版本"].tolist() == ["2024.2", FRAMEWORK.version, "2023.1"]
    assert table["理由"].tolist() == ["试改", "程序自带", "程序自带"]
    assert table["改自"].iloc[0] == FRAMEWORK.hash[:8]
    assert set(moved["改动"]) == {"K 四个可看：权重", "K2a 荣誉积分：企业满分值"}


@pytest.mark.long
def test_two_versions_are_compared_on_any_period(saved, demo_url):
    for period in ("2023", "2023Q1"):
        app = saved("admin", admin_view="对比两个版本", period=period)
        first, second = app.selectbox(key="admin-one"), app.selectbox(key="admin-other")
        first.select(first.options[1])
        second.select(second.options[2]).run()
        assert not app.exception
        with Store.open(demo_url, migrate=False) as store:
            data = store.reporting.dataset(FRAMEWORK, parse_period(period))
            books = [
                score_book(prepare(store.office.framework(number), data), "enterprise")
                for number in (NEWEST, 1)
            ]
        table = app.dataframe[2].value.set_index("编号")
        for header, book in zip(("原名次", "新名次"), books, strict=True):
            assert (table[header] == book.ranks["total"][table.index]).all()
        assert books[0].framework_version[:8] in texts(app)
        assert books[1].framework_version[:8] in texts(app)


@pytest.mark.long
def test_a_version_scores_its_own_periods_and_no_other(saved, demo_url):
    with Store.open(demo_url, migrate=False) as store:
        for period, number in (("2023", 1), ("2023Q1-3", NEWEST), ("2023H1", NEWEST)):
            version = store.office.framework(number)
            book = score_book(
                prepare(version, store.reporting.dataset(version, parse_period(period))), "enterprise"
            )
            app = saved("enterprises", period=period)
            table = app.dataframe[0].value.set_index("编号")
            assert (table["名次"] == book.ranks["total"][table.index]).all()
            assert f"指标版本 {version.version}（{version.hash[:8]}）" in texts(app)


@pytest.mark.long
def test_the_definition_shows_the_target_of_the_version(saved):
    now, before = (saved("indicators", item="K2", measure="K2a", period=p) for p in ("2023", "2023Q1-3"))
    assert "企业 10分" in now.table[0].value.to_csv()
    assert "企业 20分" in before.table[0].value.to_csv()


@pytest.mark.parametrize("account", [LEADER, STAFF])
def test_only_the_administrator_changes_numbers(demo, account):
    refused = demo("admin", **{"as": account})
    assert "页不对" in refused.info[0].value
    assert not refused.button


@pytest.mark.long
def test_the_effect_is_a_table_of_both(saved):
    app = saved("admin", admin_view="对比两个版本", admin_level="全县")
    assert not app.exception
    assert pd.notna(app.dataframe[2].value["新总分"].iloc[0])
