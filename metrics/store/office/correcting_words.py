"""What is being corrected of published quarters (更正中), for whoever reads their figures."""

from collections.abc import Callable

from metrics.framework import parse_period
from metrics.store.office.publications import UnderCorrection


def correcting_words(what: UnderCorrection, name_of: Callable[[str], str]) -> str:
    """One clause on who is correcting what, and whose correction counts here already; empty without any.

    Args:
        what: as `store.office.correcting` gives it.
        name_of: the code of a unit → its name.
    """
    open_now = [f"{name_of(one.unit)}（{parse_period(one.period).label}）" for one in what.open]
    parts = [f"{'、'.join(open_now)}正在更正已发布的数"] if open_now else []
    if what.changed:
        names = "、".join(map(name_of, what.changed))
        parts.append(f"{names}的更正已通过、还没有重新发布，这里已按更正后的数计")
    return "；".join(parts)
