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
#: Action → the state it brings a request to correct into.
_OF_CORRECTION = {
    "correction-asked": "asked",
    "correction-granted": "granted",
    "correction-refused": "refused",
    "correction-withdrawn": "withdrawn",
    "correction-ended": "ended",
}
_ACTIONS = (*_OF_SUBMISSION, *_OF_PERIOD, *_OF_CORRECTION, "period")


@dataclass(frozen=True)
class Replayed:
    """Submission id → state, quarter → state, id of a request to correct → state, after all that was done.

    `asked_for` has unit and quarter of each request, `under` the request under which a submission came in.
    """

    submissions: dict[int, str] = field(default_factory=dict)
    periods: dict[str, str] = field(default_factory=dict)
    corrections: dict[int, str] = field(default_factory=dict)
    asked_for: dict[int, tuple[str, str]] = field(default_factory=dict)
    under: dict[int, int] = field(default_factory=dict)

    def correct(self, action: str, number: int, detail: Mapping[str, Any]) -> None:
        """A deed about a request."""
        self.corrections[number] = _OF_CORRECTION[action]
        self.asked_for[number] = detail["unit"], detail["period"]

    def report(self, action: str, number: int, detail: Mapping[str, Any]) -> None:
        """A deed about a submission; the approval of one that came in under a request fulfils it."""
        self.submissions[number] = _OF_SUBMISSION[action]
        if action == "submit":
            place = detail.get("unit"), detail.get("period")
            for one, state in self.corrections.items():
                if state == "granted" and self.asked_for[one] == place:
                    self.under[number] = one
        elif action == "approve" and self.corrections.get(self.under.get(number, 0)) == "granted":
            self.corrections[self.under[number]] = "done"

    def close_requests(self, quarters: Iterable[str]) -> None:
        """Quarters that are open for everybody again need no request."""
        for number, (_, quarter) in self.asked_for.items():
            if quarter in quarters and self.corrections[number] in ("asked", "granted"):
                self.corrections[number] = "ended"


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
            state.report(action, int(subject.removeprefix("submission ")), detail)
        elif action in _OF_CORRECTION:
            state.correct(action, int(subject.removeprefix("correction ")), detail)
        elif action == "period":
            state.periods.setdefault(subject, "open")
        else:
            state.periods.update(dict.fromkeys(detail["quarters"], _OF_PERIOD[action]))
        if action == "reopen":
            state.close_requests(detail["quarters"])
        if action == "publish":
            state.submissions.update(dict.fromkeys(detail["submissions"], "published"))
    return state
