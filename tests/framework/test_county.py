"""A county's own files: put over the program's, kept as text, and missing where nobody has said them yet."""

import json

import pytest

from metrics.framework import (
    NO_COUNTY,
    CountyPackage,
    FrameworkError,
    load_framework,
    parse_framework,
    read_files,
    read_package,
)
from metrics.framework.county import County, CountyFile
from metrics.framework.handbook import handbook
from tests.kit.county_packages import SIHONG
from tests.kit.project import REPO

PROGRAM = read_files()
TYPES = "vocab/carrier_types.csv"
MORE = "words/carrier_types.csv"


def without_county(package, *names):
    return package.changed(dict.fromkeys(names))


def test_a_package_is_equal_whatever_order_its_files_came_in():
    backwards = CountyPackage.of(dict(reversed(SIHONG.files)))
    assert (backwards, hash(backwards), backwards.hash) == (SIHONG, hash(SIHONG), SIHONG.hash)
    assert [name for name, _ in SIHONG.files] == sorted(SIHONG.by_name)


def test_a_package_comes_back_from_its_text_to_the_byte():
    signs = SIHONG.changed({CountyFile.TOWNS: "\ufeffcode,name\r\nX01,“引”,\\号\r\n".encode()})
    for package in (SIHONG, signs, NO_COUNTY):
        again = CountyPackage.from_json(package.to_json())
        assert (again, again.hash) == (package, package.hash)
    assert "泗洪县" in SIHONG.to_json()
    assert list(json.loads(SIHONG.to_json())) == list(SIHONG.by_name)


def test_the_hash_is_of_names_and_contents():
    one = CountyPackage.of({"facts.toml": b"a", "claims.toml": b"b"})
    hashes = {one.hash, CountyPackage.of({"facts.toml": b"b", "claims.toml": b"a"}).hash, SIHONG.hash}
    assert len(hashes) == 3
    assert NO_COUNTY.hash == ""
    assert all(len(each) == 64 for each in hashes)


def test_files_are_changed_added_and_taken_away():
    other = SIHONG.changed(
        {"county.toml": b'name = "x"', "vocab/new.csv": b"code,name\n", CountyFile.FACTS: None}
    )
    assert other.by_name["county.toml"] == b'name = "x"'
    assert set(SIHONG.by_name) - set(other.by_name) == {CountyFile.FACTS}
    assert set(other.by_name) - set(SIHONG.by_name) == {"vocab/new.csv"}
    assert SIHONG.by_name["county.toml"] != other.by_name["county.toml"]
    assert SIHONG.changed({}) == SIHONG


def test_the_folder_of_the_sample_county_is_read_and_other_files_in_it_are_left(tmp_path):
    home = REPO / "sample_data" / "sihong" / "county"
    assert set(SIHONG.by_name) == {
        path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file()
    }
    for name in ("county.toml", "notes.txt", "vocab/towns.csv", "vocab/old.xlsx", "words/spirits.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert set(read_package(tmp_path).by_name) == {"county.toml", "vocab/towns.csv", "words/spirits.csv"}


def test_a_countys_file_goes_before_the_programs_and_the_others_stay():
    over = SIHONG.over(PROGRAM)
    assert over[CountyFile.FACTS] == SIHONG.by_name[CountyFile.FACTS] != PROGRAM[CountyFile.FACTS]
    assert over["visible.toml"] == PROGRAM["visible.toml"]
    # The program's figures stand by: a text of the program may name them.
    assert set(over) == {*PROGRAM, *SIHONG.by_name, "facts/program.toml"}
    assert [fact.id for fact in parse_framework(over).spare_facts][:2] == ["T01", "T02"]
    assert list(over)[: len(PROGRAM)] == list(PROGRAM)
    assert dict(NO_COUNTY.over(PROGRAM)) == dict(PROGRAM)


def test_further_words_follow_a_vocabularys_own():
    # The columns are the program's: another one is left out, one that the county does not give is empty.
    more = '\ufeffcode,name,mobile,remark\r\nY01,"流动,书屋",是,我县的\r\nY02,路边小站,,\r\n'.encode()
    county = SIHONG.changed({MORE: more})
    assert MORE not in county.over(PROGRAM)
    types = parse_framework(county.over(PROGRAM)).vocabularies["carrier_types"]
    before = load_framework(SIHONG).vocabularies["carrier_types"]
    assert types.terms[: len(before.terms)] == before.terms
    assert [term.name for term in types.terms[len(before.terms) :]] == ["流动,书屋", "路边小站"]
    assert types.mobile == before.mobile | {"流动,书屋"}
    assert types.id == "carrier_types"


def test_words_of_a_vocabulary_that_the_program_has_not_are_all_of_it():
    towns = b"code,name\nX01,\xe7\x94\xb2\xe9\x95\x87\n"
    county = without_county(SIHONG, CountyFile.TOWNS).changed({"words/towns.csv": towns})
    assert load_framework(county).vocabularies["towns"].names() == ("甲镇",)


@pytest.mark.parametrize(("key", "line"), [("code", "{code},另一种"), ("name", "Y01,{name}")])
def test_a_word_that_is_there_already_is_refused(key, line):
    first = load_framework().vocabularies["carrier_types"].terms[0]
    words = {"code": first.code, "name": first.name}
    county = SIHONG.changed({MORE: f"code,name\n{line.format(**words)}\n".encode()})
    with pytest.raises(FrameworkError, match=rf"carrier_types\.csv.*{words[key]}.*{key}.*出现了两次"):
        load_framework(county)


def test_places_are_what_says_nothing_of_an_enterprise():
    home = load_framework(SIHONG).home
    assert {"泗洪县", "泗洪", "宿迁市", "宿迁", "江苏省", "江苏", "泗阳县", "泗阳"} <= set(home.places)
    assert [len(name) for name in home.places] == sorted(map(len, home.places), reverse=True)
    assert home.here == ("宿迁市", "江苏省", "泗洪县", "宿迁", "江苏", "泗洪"), (
        "a neighbour's is another enterprise"
    )
    assert (home.short, County(name="某县").short, County().short) == ("泗洪", "某县", "")
    assert County().places == ()
    assert County(name="沛县").places == ("沛县",), "the name of one sign is no place"


def test_a_framework_without_a_county_has_no_unit_no_town_and_no_name():
    framework = load_framework()
    assert (framework.units, framework.county, framework.home) == ((), "", County())
    assert framework.vocabularies["towns"].terms == ()
    assert framework.vocabularies["social_organisations"].terms == ()
    assert (dict(framework.claims), dict(framework.texts)) == ({}, {})
    assert {fact.id for fact in framework.facts} == {f"T{number:02}" for number in range(1, 19)}
    assert framework.owners("L05") == ()
    assert framework.duty.own == {}
    ours = load_framework(SIHONG)
    assert (framework.nodes, framework.measures, framework.grades) == (ours.nodes, ours.measures, ours.grades)
    assert "泗洪" not in handbook(framework)


def test_examples_are_words_of_the_county():
    for package in (NO_COUNTY, SIHONG, without_county(SIHONG, CountyFile.UNITS, CountyFile.TOWNS)):
        framework = load_framework(package)
        units = {unit.code for unit in framework.units}
        for ledger in framework.ledgers.values():
            for column in ledger.columns:
                assert "{" not in column.example, (ledger.code, column.id)
                words = framework.vocabularies.get(column.vocabulary)
                if column.example and words and words.terms:
                    assert column.example in words.names(), (ledger.code, column.id)
                if column.example and column.refers == "unit" and units:
                    assert column.example in units, (ledger.code, column.id)


def test_the_program_carries_no_county():
    """None of its files names a place or town of the sample county."""
    home = load_framework(SIHONG)
    own = {*home.home.places, *home.vocabularies["towns"].names()} - {"开发区"}  # which every county has
    texts = {
        path.relative_to(REPO).as_posix(): path.read_text(encoding="utf-8")
        for folder in ("metrics", "pages")
        for path in (REPO / folder).rglob("*")
        if path.suffix in (".toml", ".csv", ".md", ".py")
    }
    assert len(texts) > 300
    assert {name for name, text in texts.items() if any(word in text for word in own)} == set()
