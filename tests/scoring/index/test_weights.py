"""Weights: what the reference tables do not cover, above all what is refused."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.scoring.index.tree import DataProblem
from metrics.scoring.index.weights import (
    ahp,
    ahp_judgements,
    critic,
    deviation,
    entropy,
    equal,
    judgement_matrix,
)

ITEMS = ["载体", "典型", "成效"]
MATRIX = pd.DataFrame({"a": [1.0, 2, 4], "b": [5.0, 5, 5], "c": [3.0, 1, 2]})


def test_equal_weights_sum_to_1():
    assert equal(ITEMS).tolist() == pytest.approx([1 / 3] * 3)


def test_equal_weights_of_nothing_are_refused():
    with pytest.raises(DataProblem, match="权重：没有任何一项的权重大于 0"):
        equal([])


def test_ahp_of_consistent_judgements():
    found = ahp([[1, 2, 4], [1 / 2, 1, 2], [1 / 4, 1 / 2, 1]], ITEMS)
    assert found.weights.to_dict() == pytest.approx(dict(zip(ITEMS, [4 / 7, 2 / 7, 1 / 7], strict=True)))
    assert found.cr == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("n", [1, 2])
def test_one_or_two_items_are_always_consistent(n):
    matrix = [[1.0]] if n == 1 else [[1, 9], [1 / 9, 1]]
    found = ahp(matrix, ITEMS[:n])
    assert found.cr == 0
    assert found.worst is None
    assert found.weights.iloc[0] == pytest.approx(1.0 if n == 1 else 0.9)


def test_contradicting_judgements_are_refused_with_the_pair_that_strays_most():
    matrix = np.array([[1, 2, 4, 8], [1 / 2, 1, 2, 4], [1 / 4, 1 / 2, 1, 2], [1 / 8, 1 / 4, 1 / 2, 1]])
    matrix[1, 3], matrix[3, 1] = 1 / 9, 9
    with pytest.raises(DataProblem) as caught:
        ahp(matrix, [*ITEMS, "现场"])
    assert "最不一致的一对是 “典型” 与 “现场”（填的是 0.1111，按整体权重约为" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert ahp_judgements(matrix, [*ITEMS, "现场"]).cr > 0.1
    assert ahp(matrix, [*ITEMS, "现场"], limit=9).worst[:2] == ("典型", "现场")


@pytest.mark.parametrize(
    ("matrix", "labels", "message"),
    [
        ([[1, 2]], ITEMS[:1], "判断矩阵：应为 1×1，现为 1×2"),
        ([[1, 0], [0, 1]], ITEMS[:2], "判断矩阵 “载体” 对 “典型”：应为正数，现为 0"),
        ([[1, 2], [2, 1]], ITEMS[:2], "判断矩阵 “载体” 对 “典型”：2 与反向的 2 不互为倒数"),
        ([[2, 1], [1, 1]], ITEMS[:2], "判断矩阵 “载体” 对 “载体”：2 与反向的 2 不互为倒数"),
        (np.ones((16, 16)), [str(i) for i in range(16)], "最多 15 项，现为 16 项"),
    ],
)
def test_judgement_matrices_refused(matrix, labels, message):
    with pytest.raises(DataProblem, match=message):
        ahp(matrix, labels)


@given(st.lists(st.floats(0.1, 10), min_size=3, max_size=9))
def test_ahp_recovers_the_weights_a_matrix_was_made_of(raw):
    made = np.array(raw) / sum(raw)
    found = ahp(made[:, None] / made[None, :], [str(i) for i in range(len(raw))])
    assert np.allclose(found.weights, made, atol=1e-9)


def test_one_judgement_a_pair_makes_the_whole_matrix():
    matrix = judgement_matrix({("载体", "典型"): 3, ("成效", "典型"): 2}, ITEMS)
    assert matrix.tolist() == [[1, 3, 1], [1 / 3, 1, 1 / 2], [1, 2, 1]]
    # Saaty's worked numbers for this matrix: geometric means 1.4422, 0.5503, 1.2599.
    assert ahp(matrix, ITEMS).weights.tolist() == pytest.approx([0.4434, 0.1692, 0.3874], abs=1e-4)


@pytest.mark.parametrize(
    ("pairs", "message"),
    [
        ({("载体", "现场"): 3}, "没有 “载体” 对 “现场” 这一对"),
        ({("载体", "载体"): 1}, "没有 “载体” 对 “载体” 这一对"),
        ({("载体", "典型"): 0}, "两两比较 “载体” 对 “典型”：应为正数，现为 0"),
        ({("载体", "典型"): float("inf")}, "应为正数，现为 inf"),
    ],
)
def test_judgements_refused(pairs, message):
    with pytest.raises(DataProblem, match=message):
        judgement_matrix(pairs, ITEMS)


def test_entropy_ignores_a_constant_column_and_refuses_what_it_cannot_read():
    assert entropy(MATRIX)["b"] == pytest.approx(0, abs=1e-12)
    for wrong, message in (
        (MATRIX.replace(5.0, 0.0), "熵权法：列 “b” 有负值或全为 0"),
        (MATRIX.replace(1.0, -1.0), "熵权法：列 “a” 有负值"),
        (MATRIX.replace(3.0, np.nan), "熵权法：列 “c” 有缺失"),
        (MATRIX.head(1), "熵权法：至少要有 2 个对象，现有 1 个"),
        (MATRIX[["b"]], "熵权法：没有任何一项的权重大于 0"),
    ):
        with pytest.raises(DataProblem, match=message):
            entropy(wrong)


def test_critic_refuses_a_constant_column_and_gaps():
    with pytest.raises(DataProblem, match="CRITIC：列 “b” 的值全部相同"):
        critic(MATRIX)
    with pytest.raises(DataProblem, match="CRITIC：列 “c” 有缺失"):
        critic(MATRIX.replace(3.0, np.nan))
    with pytest.raises(DataProblem, match="CRITIC：没有任何一项的权重大于 0"):
        critic(MATRIX[["a"]])


def test_critic_prefers_the_column_that_says_something_else():
    table = pd.DataFrame({"a": [0.0, 1, 2, 3], "b": [0.0, 1, 2, 3], "c": [0.0, 3, 3, 0]})
    found = critic(table)
    assert found["c"] > found["a"] == pytest.approx(found["b"])


def test_deviation_of_constants_is_refused():
    with pytest.raises(DataProblem, match="标准差法：没有任何一项"):
        deviation(MATRIX[["b"]])
