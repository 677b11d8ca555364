"""Doubts as bytes; and names compared all at once, as they were compared one by one."""

import random
from dataclasses import fields, replace
from itertools import combinations

import pandas as pd
import pytest

from metrics.county import DIFFERS, ReturnedFinding
from metrics.doubts import DOUBTS, check_county, doubts_of, doubts_version, pack_doubts, unpack_doubts
from metrics.doubts.pairs import Nearness, crowded_blocks, near_pairs, similarity
from tests.kit.plain_county import activity, benefit, county, honour, innovation

#: Words that names are made of: near, equal but for brackets or numbers, one in another, all brackets.
WORDS = ("数控", "车工", "培训", "（园区）", "第一期", "第2期", "“匠心”", "讲堂", "启动", "全县", "")


@pytest.fixture(scope="module")
def doubts():
    given = {
        ("U08", "2023Q4"): {
            "L05": [activity(attendances=242), activity(attendances=242), activity("讲座", None, None)],
            "L07": [innovation()],
            "L08": [benefit(), benefit(benefit_amount=None)],
        },
        ("U21", "2023Q4"): {
            "L05": [activity("数控车工技能培训（园区）", attendances=242)],
            "L06": [honour(), honour("宿迁市 “工人先锋号”", "2023-11-20")],
        },
    }
    found = check_county(county(given))
    assert {"Q101", "Q102", "Q103"} <= {doubt.code for doubt in found}
    return found


def plain(value):
    """A value as type and text: nothing that is missing equals itself."""
    return type(value), str(value)


def test_doubts_come_back_as_they_were_with_the_values_of_their_rows(doubts):
    content = pack_doubts(doubts)
    again = unpack_doubts(content)
    assert again == doubts
    for one, other in zip(doubts, again, strict=True):
        assert all(type(getattr(one, part.name)) is type(getattr(other, part.name)) for part in fields(one))
        for mine, its in zip(one.where, other.where, strict=True):
            assert list(its.values) == list(mine.values)
            assert list(map(plain, its.values.values())) == list(map(plain, mine.values.values()))
    kinds = {type(value) for doubt in doubts for place in doubt.where for value in place.values.values()}
    assert {pd.Timestamp, type(pd.NaT), float, int, str} <= kinds, "every kind was tried"
    assert pack_doubts(again) == content


def test_what_is_missing_comes_back_as_what_it_was(doubts):
    missing = {"a": pd.NA, "b": pd.NaT, "c": float("nan"), "d": None, "e": True, "f": "nan", "g": ""}
    place = replace(doubts[0].where[0], values=missing)
    ((again,),) = [one.where for one in unpack_doubts(pack_doubts([replace(doubts[0], where=(place,))]))]
    assert list(map(plain, again.values.values())) == list(map(plain, missing.values()))


def test_no_doubts_come_back():
    assert unpack_doubts(pack_doubts(())) == ()


def test_the_same_row_before_and_after_a_ruling_is_two(doubts):
    one = doubts[0]
    ruled = tuple(replace(place, values={**place.values, "brand_code": "B09"}) for place in one.where)
    (before, after) = unpack_doubts(pack_doubts((one, replace(one, where=ruled))))
    assert before.where[0].values["brand_code"] is not after.where[0].values["brand_code"]
    assert after.where[0].values["brand_code"] == "B09"


class DoubtShelf(dict):
    """What is kept, in a dictionary."""

    def find_book(self, key):
        return self.get(key)

    def keep_book(self, key, content):
        self[key] = content


def test_they_are_looked_for_once_and_kept_only_as_what_was_asked_for(doubts):
    shelf, key, looked = DoubtShelf(), (DOUBTS,), []

    def look():
        looked.append(True)
        return doubts

    assert doubts_of(shelf, key, look, lambda: False) == doubts
    assert shelf == {}, "somebody wrote meanwhile"
    assert doubts_of(shelf, key, look, lambda: True) == doubts
    assert doubts_of(shelf, key, look, lambda: True) == doubts
    assert len(looked) == 2


def test_a_version_changes_with_whatever_doubts_hang_on_and_with_nothing_later():
    data = county({("U08", "2023Q4"): {"L05": [activity()]}}).data
    infos, before = (
        list(data.submissions.values()),
        doubts_version("v", data.submissions.values(), data.period),
    )
    first = infos[0]
    others = {
        "rows": ("w", infos, ()),
        "state": ("v", [replace(first, state="returned"), *infos[1:]], ()),
        "file": ("v", [replace(first, file="x.xlsx"), *infos[1:]], ()),
        "one more": ("v", [*infos, replace(first, id=99, revision=2)], ()),
        "from above": ("v", infos, (ReturnedFinding(DIFFERS, "k", "不同"),)),
    }
    versions = {
        name: doubts_version(rows, given, data.period, above) for name, (rows, given, above) in others.items()
    }
    assert before not in versions.values()
    assert len(set(versions.values())) == len(versions)
    later = [*infos, replace(first, id=99, period="2024Q1")]
    assert doubts_version("v", later, data.period) == before
    assert doubts_version("v", infos[::-1], data.period) == before


def one_by_one(frame, near):
    """Every pair of a block, compared without a bound."""
    names, sizes = frame["name"].fillna("").tolist(), frame["size"].tolist()
    found = []
    for left, right in combinations(range(len(frame)), 2):
        if frame["day"][left] != frame["day"][right]:
            continue
        ratio = similarity(names[left], names[right])
        close = abs(sizes[left] - sizes[right]) <= near.size_within * max(sizes[left], sizes[right])
        if ratio >= near.ratio or (close and ratio >= near.ratio_same_size):
            found.append((left, right, ratio, close))
    return found


@pytest.mark.parametrize("near", [Nearness(0.8, 0.5, 0.1), Nearness(0.95), Nearness(0.8, 0.8, 0.0)])
def test_a_bound_leaves_out_no_near_pair(near):
    drawn = random.Random(20231201)
    names = ["".join(drawn.choices(WORDS, k=drawn.randint(1, 4))) for _ in range(300)]
    names += [None, "长" * 201, "长" * 201, "长" * 201 + "短"]
    sizes = [float(drawn.choice((100, 105, 150))) for _ in names]
    days = [drawn.randint(1, 12) for _ in names[:-4]] + [99] * 4
    frame = pd.DataFrame({"day": days, "name": pd.Series(names, dtype="str"), "size": sizes})
    pairs, crowded = near_pairs(frame, ["day"], "name", near, "size")
    assert [tuple(row) for row in pairs.itertuples(index=False)] == one_by_one(frame, near)
    assert len(pairs) > 20
    assert crowded.empty
    few = Nearness(near.ratio, near.ratio_same_size, near.size_within, most=20)
    crowded = near_pairs(frame, ["day"], "name", few, "size")[1]
    pd.testing.assert_frame_equal(crowded_blocks(frame, ["day"], few), crowded)
    assert len(crowded) > 0

    def wanted(left, right):
        return (left % 3 == 0) | (right % 5 == 0)

    some, _ = near_pairs(frame, ["day"], "name", near, "size", wanted)
    asked = pairs[wanted(pairs["left"], pairs["right"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(some, asked)


def test_a_row_of_the_period_is_compared_with_those_of_all_years():
    early = {("U08", "2023Q3"): {"L05": [activity(attendances=242)]}}
    late = {("U21", "2023Q4"): {"L05": [activity(attendances=242)]}}
    assert "Q101" in {doubt.code for doubt in check_county(county(early | late))}
    both = {**early, ("U21", "2023Q3"): {"L05": [activity(attendances=242)]}}
    assert "Q101" not in {doubt.code for doubt in check_county(county(both))}
    assert "Q101" in {doubt.code for doubt in check_county(county(both, "2023Q3"))}
