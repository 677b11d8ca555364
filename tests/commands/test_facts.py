"""The sample county tells the source report's figures."""

from tests.kit.claims import data_claims


def test_every_data_claim_of_the_report_lands_inside_its_interval(run, demo_url):
    figures = run("facts", "--period", "2023", "--json", db=demo_url).json
    claims = data_claims()
    outside = {
        claim["claim_id"]: (figures.get(claim["claim_id"]), claim["accept_min"], claim["accept_max"])
        for claim in claims
        if not float(claim["accept_min"])
        <= (figures.get(claim["claim_id"]) or -1)
        <= float(claim["accept_max"])
    }
    assert outside == {}
    assert len(claims) == 36


def test_they_are_exactly_those_of_the_proven_sample(run, demo_url):
    figures = run("facts", "--period", "2023", "--json", db=demo_url).json
    exact = {claim["claim_id"]: float(claim["exact_value_in_sample"]) for claim in data_claims()}
    assert figures == exact


def test_a_quarter_has_smaller_figures_and_an_empty_year_none(run, demo_url):
    quarter = run("facts", "--period", "2023Q1", "--json", db=demo_url).json
    assert 0 < quarter["N08"] < 143
    assert set(run("facts", "--period", "2022", "--json", db=demo_url).json.values()) == {None}
    assert "未报送" in run("facts", "--period", "2022", db=demo_url).out


def test_a_month_inside_a_quarter_is_refused_with_a_sentence(run, demo_url):
    answer = run("facts", "--period", "2023-11", "--json", db=demo_url)
    assert (answer.code, answer.out) == (2, "")
    assert "季度" in answer.err
