"""The line before the hashing: each address in its turn, and none fills it for the others."""

import asyncio
import sys
from contextlib import suppress
from urllib.parse import urlencode

import pytest
from starlette.requests import Request

from metrics.store.database import SYSTEM
from metrics.store.people import SignInError
from metrics.web.doors import limits
from metrics.web.sign_in import busy
from metrics.web.sign_in.busy import BusyError, SignInLine
from metrics.web.sign_in.login import login, logout
from metrics.web.visit import KEY, Visit
from tests.kit.county_packages import open_store
from tests.kit.loops import looped
from tests.kit.visitors import LEADER, OLD

HERE, THERE = "198.51.100.1", "198.51.100.2"


class DoorCrowd:
    """Deeds of several addresses in one line; what they did, in order."""

    def __init__(self):
        self.line, self.done, self.refused = SignInLine(), [], []
        self.tasks, self.go = [], asyncio.Event()

    async def send(self, address, times=1):
        for _ in range(times):
            self.tasks.append(asyncio.create_task(self._deed(address)))
        await asyncio.sleep(0)

    async def _deed(self, address):
        try:
            async with self.line.turn(address):
                await self.go.wait()
                self.done.append(address)
        except BusyError:
            self.refused.append(address)

    async def end(self):
        self.go.set()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        return self.done


def ran(scenario):
    async def whole():
        crowd = DoorCrowd()
        await scenario(crowd)
        await crowd.end()
        return crowd

    return looped(whole())


def test_whoever_sends_much_waits_behind_whoever_sends_little():
    async def scenario(crowd):
        await crowd.send("flood", 60)
        await crowd.send("owner")

    crowd = ran(scenario)
    assert crowd.done.index("owner") <= limits.HASHING + 1
    assert crowd.refused == ["flood"] * (60 - limits.HASHING - limits.WAITING_AN_ADDRESS)


def test_many_addresses_take_turns_in_a_circle():
    async def scenario(crowd):
        await crowd.send("a", limits.HASHING + 3)
        await crowd.send("b", 3)
        await crowd.send("c", 3)

    assert ran(scenario).done[limits.HASHING :] == ["a", "b", "c"] * 3


def test_a_full_line_makes_room_for_an_address_with_fewer_in_it():
    async def scenario(crowd):
        for number in range(10):
            await crowd.send(f"bot{number}", limits.WAITING_AN_ADDRESS)
        await crowd.send("owner")

    crowd = ran(scenario)
    assert "owner" in crowd.done
    assert len(crowd.done) == limits.HASHING + limits.WAITING


def test_a_full_line_of_one_each_refuses_the_next():
    async def scenario(crowd):
        for number in range(limits.HASHING + limits.WAITING):
            await crowd.send(f"person{number}")
        await crowd.send("late")

    crowd = ran(scenario)
    assert crowd.refused == ["late"]


@pytest.mark.parametrize("called", [False, True])
def test_who_leaves_the_line_keeps_nobody_from_a_turn(called):
    async def scenario(crowd):
        await crowd.send("first", limits.HASHING)
        await crowd.send("leaves")
        await crowd.send("stays")
        leaving = crowd.tasks[limits.HASHING]
        if called:
            crowd.go.set()
            await asyncio.sleep(0)
        leaving.cancel()
        with suppress(asyncio.CancelledError):
            await leaving

    crowd = ran(scenario)
    assert "stays" in crowd.done
    assert crowd.line._free == limits.HASHING


@pytest.fixture
def full_line(tmp_path, monkeypatch):
    """An office whose line does not move, and a guesser whose account is locked for their address."""
    line = SignInLine()
    line._free = 0
    monkeypatch.setattr(busy, "_line", line)
    with open_store(f"sqlite:///{tmp_path / 'office.db'}") as office:
        office.people.add_account(LEADER, SYSTEM, OLD)
        # By its name: the room hands out a function that is called like the file.
        monkeypatch.setattr(sys.modules[login.__module__], "store", lambda: office)
        token = office.people.sign_in(LEADER.code, OLD, HERE).token
        for _ in range(5):
            with pytest.raises(SignInError):
                office.people.sign_in(LEADER.code, "falsch", THERE)
        yield office, token


def sent(address, fields, visit=None):
    """A form that somebody sends from an address."""
    body = urlencode(fields).encode()

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {"type": "http", "method": "POST", "scheme": "http", "path": "/", "query_string": b"", KEY: visit}
    kind = (b"content-type", b"application/x-www-form-urlencoded")
    return Request({**scope, "headers": [kind], "client": (address, 1), "server": ("127.0.0.1", 80)}, receive)


def test_the_locked_do_not_stand_in_line(full_line):
    """They are told at once how long they wait, and take no place from those who may try."""
    form = {"code": LEADER.code, "password": OLD}
    answer = looped(asyncio.wait_for(login(sent(THERE, form)), 120))
    assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)
    with pytest.raises(TimeoutError):
        looped(asyncio.wait_for(login(sent(HERE, form)), 1))


def test_signing_out_does_not_wait_for_the_line(full_line):
    office, token = full_line
    visit = Visit(office.people.session(token).account, "id", token)
    answer = looped(asyncio.wait_for(logout(sent(HERE, {}, visit)), 120))
    assert (answer.status_code, office.people.session(token)) == (303, None)
