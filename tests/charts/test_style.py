"""Numbers, words and colours look the same everywhere."""

import tomllib

import pytest

from metrics import charts
from metrics.charts.base import palette
from metrics.charts.base.registry import register
from metrics.words import formats as words
from tests.kit.project import REPO


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0, "场", "0场"),
        (136, "家", "136家"),
        (18260, "人次", "1.8万人次"),
        (92.3076, "%", "92.3%"),
        (3.14159, "万元/家", "3.14万元/家"),
        (31.4159, "人次/百人", "31.4人次/百人"),
        (None, "场", "—"),
        (float("nan"), "场", "—"),
    ],
)
def test_amounts(value, unit, text):
    assert words.amount(value, unit) == text


def test_not_reported_is_never_a_zero():
    assert words.value_words(0.0, "场", "zero") == "0场"
    assert words.value_words(0.0, "场", "not_reported") == "未报送"
    assert words.value_words(float("nan"), "场", "not_applicable") == "不适用"


def test_a_percentage_of_few_shows_its_fraction():
    assert words.value_words(92.3077, "%", "observed", 12, 13) == "12/13（92.3%）"
    assert words.value_words(92.3077, "%", "observed", 1200, 1300) == "92.3%"
    assert words.value_words(3, "场", "observed", 3, 13) == "3场"


def test_a_score_stands_with_its_word(framework):
    assert words.graded(framework, 82.44) == "82.4 良"
    assert words.graded(framework, 79.97) == "80.0 良"
    assert words.graded(framework, 79.94) == "79.9 中"
    assert words.graded(framework, 12) == "12.0 需加力"
    assert words.graded(framework, None) == "未评分"


def test_change_is_of_what_is_shown():
    assert words.change(82.44, 80.06) == 2.3
    assert words.change(80.0, 80.04) == 0
    assert words.change(None, 80) is None
    assert words.change(80, float("nan")) is None


def test_names_are_cut_for_axes():
    assert words.short("泗洪某公司（示例）") == "泗洪某公司"
    assert words.short("泗洪某机械有限公司（示例）") == "泗洪某机械"
    assert words.short("一二三四五六七八九十一二三") == "一二三四五六七八九十一…"


def test_quotation_marks_inside_others_are_single():
    assert words.quoted("理货班组的“十分钟课堂”") == "“理货班组的‘十分钟课堂’”"


def test_palette_is_the_one_of_the_theme():
    theme = tomllib.loads((REPO / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
    assert list(palette.CATEGORICAL) == theme["chartCategoricalColors"]
    assert len(set(palette.CATEGORICAL)) == 10


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_text_on_tinted_cells_is_readable(framework):
    grounds = [palette.tint(grade.colour, 0.3) for grade in framework.grades]
    grounds += [palette.tint(colour, 0.3) for colour in palette.STATES.values()]
    grounds += [palette.tint(colour, 0.55) for colour in palette.GROUPS]
    assert min(contrast(ground, palette.INK) for ground in grounds) >= 4.5
    assert palette.tint("#000000", 0) == "#ffffff"
    assert palette.tint("#0B6E4F", 1) == "#0b6e4f"


def test_a_name_is_registered_once():
    with pytest.raises(ValueError, match="twice"):
        register("ranking", "", "", (), table=charts.table_twin, alt=charts.alt_text)(charts.draw)


def test_for_a_meeting_every_word_grows_and_nothing_else_changes(framework, book):
    plain = charts.draw("ranking", framework, book)
    large = charts.enlarged(plain)
    assert large.layout.template.layout.font.size == 20
    assert large.layout.height == round(plain.layout.height * 1.5)
    assert large.to_dict()["data"][0]["x"] == plain.to_dict()["data"][0]["x"]
    assert large.layout.title.text == plain.layout.title.text
    assert charts.enlarged(charts.on_dark(plain)).layout.template.layout.font.color == "#e6eaf0"
