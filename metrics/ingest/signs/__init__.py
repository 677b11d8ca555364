"""Signs that rows were made to look like more than they are: pure functions over a ledger's frame.

The checks of an upload ask about them, the rules of doubts show them to the office; no score knows them.
"""

from metrics.ingest.signs.copies import bare_titles, near_copies, same_again
from metrics.ingest.signs.limits import SignLimits, Titled, sign_limits
from metrics.ingest.signs.persons import held, many_honours, most_a_session, pointless, present
from metrics.ingest.signs.tags import against_tag

__all__ = [
    "SignLimits",
    "Titled",
    "against_tag",
    "bare_titles",
    "held",
    "many_honours",
    "most_a_session",
    "near_copies",
    "pointless",
    "present",
    "same_again",
    "sign_limits",
]
