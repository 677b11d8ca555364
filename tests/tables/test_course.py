"""How the county stands, in a sentence: nothing rises by 0.0, items are counted as the framework has them."""

from types import SimpleNamespace

import pandas as pd
import pytest

from metrics.tables import course_words
from tests.kit.sample_scores import FRAMEWORK

ITEMS = [SimpleNamespace(word=word) for word in ("良", "中", "中", "需加力")]


@pytest.mark.parametrize(
    ("total", "said"),
    [
        ([60.0, 62.1], "离“良”（80 分）还差 17.9 分，本季升 2.1 分。4 项中 1 项良、2 项中、1 项需加力。"),
        ([64.0, 62.1], "，本季降 1.9 分。"),
        ([62.1, 62.12], "，本季持平。"),
        ([81.0], "全县已到“良”（80 分）。"),
        ([60.0, float("nan")], "全县还没有总分：报送还没有通过审核。"),
    ],
)
def test_the_sentence_on_the_course_says_what_moved(total, said):
    assert said in course_words(FRAMEWORK, ITEMS, pd.Series(total), 80.0, "良")
