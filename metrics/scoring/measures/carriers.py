"""Carriers that stand somewhere, and those that come."""

import numpy as np

from metrics.scoring.measures.request import Request


def mobile(request: Request, code: str) -> np.ndarray:
    """Whether each row's carrier is a mobile one: by its 流动载体, where that is blank by its type."""
    return request.prepared.once(("mobile", code), lambda: _mobile(request, code))


def _mobile(request: Request, code: str) -> np.ndarray:
    columns, spec = request.table(code).columns, request.spec(code)
    types = request.prepared.framework.vocabularies[spec.by_id["carrier_type"].vocabulary]
    by_type = columns.equal_one_of("carrier_type", tuple(one.name for one in types.terms if one.mobile))
    said = columns.numbers("is_mobile")
    return np.where(np.isnan(said), by_type, said > 0)
