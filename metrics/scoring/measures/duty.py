"""责任面: for how many enterprises a unit or brand answers; nothing that was reported changes it."""

import numpy as np

from metrics.scoring.measures.request import Request


def duty_of(request: Request) -> np.ndarray:
    """Enterprises that each unit or brand of the request's level answers for in a year; at least one."""
    return request.prepared.once(("duty", request.level.name), lambda: _duty(request))


def _duty(request: Request) -> np.ndarray:
    duty, roster = request.prepared.framework.duty, len(request.prepared.directory.roster)
    share = duty.unit if request.level.formula == "U" else duty.brand
    wanted = [float(duty.own.get(code, share * roster)) for code in request.level.entities.index]
    return np.maximum(np.array(wanted, dtype=float), 1.0)
