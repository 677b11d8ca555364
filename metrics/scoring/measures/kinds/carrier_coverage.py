"""Enterprises that have a carrier in use, or that a brand with one has reached."""

import numpy as np

from metrics.scoring.measures.parts import Fraction
from metrics.scoring.measures.prepared import ACTIVITIES, CARRIERS
from metrics.scoring.measures.request import Request


def fraction(request: Request) -> Fraction:
    """The filter speaks of the carriers; activities count offline, of brands that have such a carrier."""
    carriers, activities = request.table(CARRIERS), request.table(ACTIVITIES)
    rows = request.rows(CARRIERS)
    has_one = np.zeros(len(request.prepared.directory.brands) + 1, dtype=bool)
    has_one[carriers.brand[rows]] = True
    has_one[0] = False
    held = activities.columns.within(activities.rows.spec.date, request.span) & request.prepared.offline()
    reached = np.flatnonzero(held & has_one[activities.brand])
    parts = (request.part(CARRIERS, "", rows), request.part(ACTIVITIES, "", reached))
    return Fraction(request.enterprises(parts))
