"""A tab that looks for news by itself does not put off the idle time-out; a person does."""

import pytest

from metrics.web.doors.websocket import GuardedSocket
from tests.kit.loops import looped


def idle_looks(*messages):
    """Whether each look at the session, one a message, was told that nobody did anything."""
    told, waiting = [], [{"type": "websocket.receive", "bytes": payload} for payload in messages]

    async def receive():
        return waiting.pop(0)

    async def ended(idle):
        told.append(idle)
        return 0

    async def send(_message):
        raise AssertionError("nothing is sent")

    async def read():
        line = GuardedSocket(
            receive,
            send,
            ended=ended,
            opened=lambda _session, _payload: "",
            accepts=lambda _session, _payload: True,
            by_itself=lambda payload: payload == b"timer",
        )
        return [(await line.receive())["bytes"] for _ in messages]

    assert looped(read()) == list(messages)
    return told


@pytest.mark.long
def test_a_timer_is_no_deed_and_a_click_is():
    assert idle_looks(b"timer", b"click", b"timer") == [True, False, True]
