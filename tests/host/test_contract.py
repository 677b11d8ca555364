"""Every assumption of metrics/host/contract.py holds for the packages that are installed here."""

import pytest

from metrics.host import CONTRACT, Assumption
from metrics.host.contract import BROWSER, PACKAGE, SERVER
from tests.host.registry import discover
from tests.kit.project import REPO

CHECKS = discover()


def entries(way):
    return [pytest.param(entry, id=entry.id) for entry in CONTRACT if entry.checked == way]


def hold(entry, check, *given):
    """Run a check; when it fails, the entry's sentence comes first."""
    try:
        check(*given)
    except Exception as error:
        why = str(error).partition("\n")[0]
        raise AssertionError(f"{entry.sentence}\n{type(error).__name__}: {why}") from error


@pytest.mark.parametrize("entry", entries(PACKAGE))
def test_the_packages_are_as_we_take_them(entry):
    hold(entry, CHECKS[entry.id])


@pytest.mark.breadth(2)
@pytest.mark.parametrize("entry", entries(SERVER))
def test_the_server_answers_as_we_take_it(entry, here):
    hold(entry, CHECKS[entry.id], here)


@pytest.mark.breadth(2)
@pytest.mark.browser
@pytest.mark.parametrize("entry", entries(BROWSER))
def test_the_browser_shows_what_we_take(entry, shown):
    hold(entry, CHECKS[entry.id], shown)


def test_every_entry_has_a_check_and_every_check_an_entry():
    ids = [entry.id for entry in CONTRACT]
    assert len(ids) == len(set(ids))
    assert set(CHECKS) == set(ids)


@pytest.mark.parametrize("entry", CONTRACT, ids=lambda entry: entry.id)
def test_an_entry_leads_to_files_that_are_there(entry):
    home = REPO / "metrics" / "host"
    assert (home / entry.room).is_file()
    for name in entry.used.split(", "):
        if name.startswith("assets/"):
            assert (home / name).is_file()
        elif "/" in name and " " not in name:
            assert (REPO / name).exists()


def test_a_broken_one_says_its_sentence():
    entry = Assumption("x", "Streamlit", "does it", "paths.py", "the guard", "all")

    def broken():
        raise KeyError("gone")

    with pytest.raises(AssertionError) as said:
        hold(entry, broken)
    assert str(said.value).splitlines() == [
        "Streamlit no longer does it: see metrics/host/paths.py, used by the guard; what breaks: all.",
        "KeyError: 'gone'",
    ]
