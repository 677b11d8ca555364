"""The line before the hashing: each address in its turn, and none fills it for the others."""

import asyncio
from contextlib import suppress

import pytest

from metrics.web.doors import limits
from metrics.web.sign_in.busy import BusyError, SignInLine
from tests.kit.loops import looped


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
