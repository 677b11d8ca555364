"""Shares and deadlines of requests, without a server."""

import asyncio
from types import SimpleNamespace

import pytest

from metrics.host import Held
from metrics.web.doors import limits
from metrics.web.doors.heads import Heads
from metrics.web.doors.limits import CrowdedError, Limited, LimitError, Shares, TooSlowError
from metrics.web.doors.uploads import UploadShares
from tests.kit.loops import looped


def test_a_share_is_each_ones_own_and_is_given_back():
    shares = Shares(1, "voll")
    with shares.one("a"), shares.one("b"), pytest.raises(CrowdedError, match="voll"), shares.one("a"):
        pass
    with shares.one("a"):
        pass


def test_a_body_that_trickles_ends_at_its_deadline_and_one_that_came_does_not():
    async def read(parts):
        waiting = iter(parts)

        async def receive():
            message = next(waiting)
            await asyncio.sleep(message.pop("after", 0))
            return {"type": "http.request", "body": b"x", **message}

        limited = Limited(receive, None, 100, seconds=0.2)
        for _ in parts:
            await limited.receive()

    with pytest.raises(TooSlowError):
        looped(read([{"more_body": True, "after": 0.15}, {"more_body": True, "after": 0.15}]))
    looped(read([{"more_body": True}, {"more_body": False}, {"after": 0.3}]))


def test_uploads_on_their_way_count_like_those_that_have_come():
    held = {"a": Held(0, 0)}
    uploads = UploadShares(lambda sessions: held[sessions[0]])
    half = limits.UPLOAD_BYTES // 2
    with uploads.room("me", ["a"], half), uploads.room("me", ["a"], half):
        with pytest.raises(LimitError), uploads.room("me", ["a"], 1):
            pass
        with uploads.room("you", ["a"], half):
            pass
    held["a"] = Held(limits.UPLOAD_FILES, 60)
    with pytest.raises(LimitError, match="最多 60 个"), uploads.room("me", ["a"], 1):
        pass


class FakeLine:
    """A connection whose request does not come."""

    def __init__(self, address):
        self.client, self.cycle, self.closed = (address, 1), None, False
        self.transport = self

    def get_protocol(self):
        return self

    def is_closing(self):
        return self.closed

    def abort(self):
        self.closed = True


def test_the_address_with_most_unfinished_requests_loses_its_oldest():
    async def opened():
        heads, flood = Heads(), [FakeLine("flood") for _ in range(limits.HEADS * 3)]
        owner = FakeLine("owner")
        for line in (owner, *flood):
            heads.look(line)
        return owner, flood

    owner, flood = looped(opened())
    assert not owner.closed
    still = [line for line in flood if not line.closed]
    assert still == flood[-(limits.HEADS - 1) :]


def test_an_unfinished_request_has_its_time_and_a_whole_one_all(monkeypatch):
    monkeypatch.setattr(limits, "HEAD_SECONDS", 0.1)

    async def opened():
        heads, late, whole, lost = Heads(), FakeLine("a"), FakeLine("a"), FakeLine("b")
        for line in (late, whole, lost):
            heads.look(line)
        whole.cycle = SimpleNamespace(response_complete=False)
        await asyncio.sleep(0.05)
        heads.look(late)
        heads.look(whole)
        heads.forget(lost)
        await asyncio.sleep(0.08)
        return late.closed, whole.closed, lost.closed

    assert looped(opened()) == (True, False, False)
