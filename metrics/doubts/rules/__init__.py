"""One file a rule or a family of rules; importing the package enters them all."""

from metrics.doubts.rules import (
    activities_twice,
    amounts,
    audience,
    benefit_difference,
    burden,
    carriers,
    crowded,
    disputes,
    earlier_awards,
    heads,
    holders,
    honours_twice,
    others_twice,
    ratio_in_text,
    revisions,
    vanished,
)

__all__ = [
    "activities_twice",
    "amounts",
    "audience",
    "benefit_difference",
    "burden",
    "carriers",
    "crowded",
    "disputes",
    "earlier_awards",
    "heads",
    "holders",
    "honours_twice",
    "others_twice",
    "ratio_in_text",
    "revisions",
    "vanished",
]
