"""The workflow's state from the audit rows alone: what the tables say must follow from what was done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from metrics.store.database import audit_log

#: Action → the state it brings a submission into.
_OF_SUBMISSION = {
    "submit": "submitted",
    "approve": "approved",
    "return": "returned",
    "withdraw": "withdrawn",
}
#: Action → the state it brings the quarters it names into.
_OF_PERIOD = {"publish": "published", "lock": "locked", "reopen": "open"}
_ACTIONS = (*_OF_SUBMISSION, *_OF_PERIOD, "period")


@dataclass(frozen=True)
class Replayed:
    """Submission id → state, and quarter → state, after all that was done."""

    submissions: dict[int, str] = field(default_factory=dict)
    periods: dict[str, str] = field(default_factory=dict)


def replay(connection: Connection) -> Replayed:
    """Go through the audit from its beginning."""
    query = select(audit_log.c.action, audit_log.c.subject, audit_log.c.detail).where(
        audit_log.c.action.in_(_ACTIONS)
    )
    return replayed(tuple(row) for row in connection.execute(query.order_by(audit_log.c.id)))


def replayed(deeds: Iterable[tuple[str, str, Mapping[str, Any]]]) -> Replayed:
    """The states after deeds, given as action, subject and detail in the order they were done."""
    state = Replayed()
    for action, subject, detail in deeds:
        if action in _OF_SUBMISSION:
            state.submissions[int(subject.removeprefix("submission "))] = _OF_SUBMISSION[action]
        elif action == "period":
            state.periods.setdefault(subject, "open")
        else:
            state.periods.update(dict.fromkeys(detail["quarters"], _OF_PERIOD[action]))
        if action == "publish":
            state.submissions.update(dict.fromkeys(detail["submissions"], "published"))
    return state
