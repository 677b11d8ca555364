"""Any period under any version of the framework, from the command line."""

from math import isnan

import pytest

from metrics.framework import load_framework, parse_period
from metrics.framework.editing import number_edits
from metrics.scoring import prepare, score_book
from metrics.store.office import FrameworkDraft
from tests.kit.checkups import save_passed
from tests.kit.county_packages import SIHONG, open_store

OWN = load_framework(SIHONG)
#: The program's own version by its number: 2023.1 is 0, the one after it −1.
NEWEST = -1


@pytest.fixture
def saved(demo_url):
    """The sample county with a version that holds from the fourth quarter on."""
    with open_store(demo_url) as store:
        draft = FrameworkDraft(
            NEWEST,
            number_edits({"K.weight": 1, "K2a.full_score.E": 10}),
            "2024.2",
            parse_period("2023Q4"),
            "试改",
        )
        save_passed(store, draft, "guanli")
    return demo_url


def totals(answer):
    lines = [line.split(",") for line in answer.out.splitlines()]
    at = lines[0].index("total")
    return {line[0]: line[at] for line in lines[1:]}


def wanted(url, period, number):
    with open_store(url) as store:
        framework = store.office.framework(number)
        book = score_book(
            prepare(framework, store.reporting.dataset(framework, parse_period(period))), "brand"
        )
    return {code: "" if isnan(total) else str(total) for code, total in book.scores["total"].items()}


@pytest.mark.breadth(2)
@pytest.mark.parametrize(
    ("period", "number"), [("2023Q4", 1), ("2023Q3", NEWEST), ("2023", 1), ("2023H1", NEWEST)]
)
def test_scores_follow_the_version_in_force(run, saved, period, number):
    assert totals(run("score", "--period", period, "--by", "brand", db=saved)) == wanted(
        saved, period, number
    )


@pytest.mark.long
@pytest.mark.breadth(2)
@pytest.mark.parametrize(("name", "number"), [("2023.1", 0), (OWN.version, NEWEST), ("2024.2", 1)])
@pytest.mark.parametrize("period", ["2023Q1", "2023Q4"])
def test_any_period_under_any_version(run, saved, period, name, number):
    answer = run("score", "--period", period, "--by", "brand", "--framework-version", name, db=saved)
    assert totals(answer) == wanted(saved, period, number)


@pytest.mark.long
def test_explain_and_change_say_which_version(run, saved):
    for name in (OWN.version, "2024.2"):
        county = ("--period", "2023Q4", "--by", "county", "--framework-version", name, "--json")
        told = run("explain", *county, db=saved).json
        change = run("change", *county, db=saved).json
        with open_store(saved) as store:
            version = next(one for one in store.office.framework_versions() if one.version == name)
            framework = store.office.framework(version.id)
            book = score_book(
                prepare(framework, store.reporting.dataset(framework, parse_period("2023Q4"))), "county"
            )
        assert told["score"] == book.scores.at["county", "total"] == change["change"]["after"]
        assert told["framework_version"] == change["framework_version"] == version.hash
        assert told["data_version"] == book.data_version == change["data_versions"][1]


@pytest.mark.long
@pytest.mark.breadth(2)
@pytest.mark.parametrize(
    "verb",
    [
        ("score", "--by", "county"),
        ("score", "--by", "county", "--format", "json"),
        ("explain", "--by", "county", "--item", "K1"),
        ("change", "--by", "county"),
        ("facts",),
        ("facts", "--json"),
    ],
    ids=" ".join,
)
def test_both_hashes_stand_beside_every_result(run, saved, verb):
    answer = run(*verb, "--period", "2023Q3", db=saved)
    with open_store(saved) as store:
        data = store.reporting.dataset(OWN, parse_period("2023Q3"))
    assert (answer.code, OWN.hash not in answer.out) == (0, True)
    assert answer.err.startswith(f"指标版本 {OWN.version}（{OWN.hash}） · 数据版本 ")
    assert answer.err.strip().endswith(data.version)


def test_an_unknown_version_is_refused(run, saved):
    answer = run("score", "--period", "2023Q4", "--by", "brand", "--framework-version", "x", db=saved)
    assert answer.code == 2
    assert f"没有指标版本“x”；可用 2023.1、{OWN.version}、2024.2。" in answer.err


def test_versions_are_listed(run, saved):
    earlier, first, second = run("versions", "--json", db=saved).json
    assert (earlier["version"], earlier["starts_on"]) == ("2023.1", None)
    assert (first["version"], first["hash"], first["starts_on"]) == (OWN.version, OWN.hash, None)
    assert second["changes"] == {"K.weight": [4.0, 1.0], "K2a.full_score.E": [20.0, 10.0]}
    assert (second["parent"], second["reason"], second["starts_on"]) == (OWN.hash, "试改", "2023-10-01")
    lines = run("versions", db=saved).out.splitlines()
    assert lines[2].startswith("2024.2\t")
    assert lines[3] == "  K.weight\t4.0 → 1.0"
