"""A figure beside itself in another period: more, less, the same, or not to be compared."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from metrics.framework import Period
from metrics.reports.write.wording import say, style

#: Rows another period is asked for → its facts, and the units that had not reported them then.
Earlier = Callable[[str, Period], "tuple[float | None, frozenset[str]] | None"]


def moved(
    now: float | None, before: float | None, unit: str, past: str, unreported: int = 0, *, places: int = 1
) -> str:
    """How a figure moved, in words: `比2023年第三季度增加12场`, `与…持平`, `与…不可比（3家未报）`.

    Empty where there is nothing to compare with, or no figure. A share moves by percentage points.

    Args:
        now: the figure.
        before: what it was.
        unit: of the figure.
        past: the earlier period in words.
        unreported: how many units that keep its ledger are missing in either period.
        places: decimals that are compared and told.
    """
    if now is None or before is None:
        return ""
    if unreported:
        return f"与{past}不可比（{unreported}家未报）"
    difference = Decimal(repr(float(now))) - Decimal(repr(float(before)))
    told = difference.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if not told:
        return f"与{past}持平"
    amount = say(float(abs(told)), style("万"))
    return f"比{past}{'增加' if told > 0 else '减少'}{amount}{'个百分点' if unit == '%' else unit}"
