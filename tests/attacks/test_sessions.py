"""A session outlives nothing it was begun for: role, unit, password."""

from dataclasses import replace

import pytest
from websockets.exceptions import ConnectionClosed

from tests.kit import commands, visitors
from tests.kit.visitors import ADMIN, OLD, Tab

office, run = visitors.office, commands.run

ENDINGS = {
    "role": lambda people, one: people.ensure_account(replace(one, role="领导", unit=""), ADMIN.code),
    "unit": lambda people, one: people.ensure_account(replace(one, unit="U09"), ADMIN.code),
    "disabled": lambda people, one: people.disable_account(one.code, ADMIN.code),
    "inactive": lambda people, one: people.ensure_account(replace(one, active=False), ADMIN.code),
    "password": lambda people, one: people.reset_password(one.code, ADMIN.code),
}


def is_out(visitor, line):
    """Whether neither the open page nor the next request gets an answer."""
    assert visitor.get("/favicon.png").status_code == 401
    with pytest.raises(ConnectionClosed) as closed:
        Tab(line).ask()
    return closed.value.rcvd.code == 4401


@pytest.mark.breadth(1)
@pytest.mark.parametrize("ending", ENDINGS)
def test_an_open_page_is_thrown_out_with_its_next_message(office, ending):
    account, visitor = office.newcomer("填报员", "U08")
    with visitor.socket() as line:
        assert Tab(line).ask()
        ENDINGS[ending](office.store.people, account)
        assert is_out(visitor, line)


def test_a_silent_page_is_thrown_out_too(office):
    account, visitor = office.newcomer("填报员", "U08")
    with visitor.socket() as line:
        Tab(line).ask()
        ENDINGS["unit"](office.store.people, account)
        with pytest.raises(ConnectionClosed) as closed:
            list(line)
        assert closed.value.rcvd.code == 4401


@pytest.mark.parametrize("verb", [("role", "领导"), ("role", "填报员", "--unit", "U09"), ("reset",)], ids=str)
def test_the_command_line_ends_them_as_well(office, run, verb):
    account, visitor = office.newcomer("填报员", "U08")
    with visitor.socket() as line:
        Tab(line).ask()
        name, *more = verb
        done = run("user", name, account.code, *more, "--as", ADMIN.code, db=office.server.database_url)
        assert done.code == 0
        assert is_out(visitor, line)


def test_another_name_ends_nothing(office):
    account, visitor = office.newcomer("填报员", "U08")
    with visitor.socket() as line:
        Tab(line).ask()
        office.store.people.ensure_account(replace(account, name="改了名"), ADMIN.code)
        assert "改了名".encode() in Tab(line).ask()


def test_who_comes_back_has_the_new_role_only(office):
    account, visitor = office.newcomer("填报员", "U08")
    ENDINGS["unit"](office.store.people, account)
    assert visitor.sign_in(account.code, OLD).status_code == 303
    with visitor.socket() as line:
        assert b"U09" in Tab(line).ask()
