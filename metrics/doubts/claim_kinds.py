"""The comparisons that claims.toml names: each takes figures in a given order and says what is wrong."""

import re
from itertools import pairwise

from metrics.doubts.claims import Claim, ClaimCheck, ClaimFigures, Finding, UnanswerableError, kind
from metrics.doubts.registry import number


@kind("sum")
def _sum(_check: ClaimCheck, claims: list[Claim], _figures: ClaimFigures) -> Finding:
    whole, *parts = claims
    low, high = sum(part.low for part in parts), sum(part.high for part in parts)
    if low <= whole.high and whole.low <= high:
        return None
    return {"computed": f"{' + '.join(part.written for part in parts)} = {number(low)}"}


@kind("items")
def _items(check: ClaimCheck, claims: list[Claim], figures: ClaimFigures) -> Finding:
    framework = figures.framework
    known = [sum(item.parent == group for item in framework.items) for group in check.options["groups"]]
    if all(claim.low <= count <= claim.high for claim, count in zip(claims, known, strict=True)):
        return None
    return {"computed": "、".join(claim.written for claim in claims)}


@kind("equal")
def _equal(_check: ClaimCheck, claims: list[Claim], _figures: ClaimFigures) -> Finding:
    one, other = claims
    return None if one.low <= other.high and other.low <= one.high else {}


@kind("ambiguous")
def _ambiguous(check: ClaimCheck, claims: list[Claim], figures: ClaimFigures) -> Finding:
    """Two numbers of one noun that differ, while no word says that one is part of the other."""
    return None if _equal(check, claims, figures) is None else {}


@kind("order")
def _order(_check: ClaimCheck, claims: list[Claim], _figures: ClaimFigures) -> Finding:
    """Each at least as large as the next, as far as that is possible."""
    wrong = any(one.high < other.low for one, other in pairwise(claims))
    return {} if wrong else None


@kind("ratio")
def _ratio(check: ClaimCheck, claims: list[Claim], _figures: ClaimFigures) -> Finding:
    least, most = check.options["between"]
    _require_units(claims)
    low, high = _quotient(*claims)
    return None if low <= most and least <= high else {"computed": _span(low, high)}


@kind("times")
def _times(check: ClaimCheck, claims: list[Claim], _figures: ClaimFigures) -> Finding:
    """The first quotient against the second, both at the middle of what the figures may mean."""
    above, below, usual_above, usual_below = claims
    _require_units(claims)
    if not all(claim.middle for claim in (below, usual_above, usual_below)):
        raise UnanswerableError("分母是 0")
    times = (above.middle / below.middle) / (usual_above.middle / usual_below.middle)
    if times < check.options["times"]:
        return None
    spans = (_quotient(above, below), _quotient(usual_above, usual_below))
    least, most = spans[0][0] / spans[1][1], spans[0][1] / spans[1][0]
    return {
        "computed": f"{_span(*spans[0])} 人次，是其他活动（{_span(*spans[1])}）的 {least:.1f}～{most:.1f} 倍"
    }


@kind("attainable")
def _attainable(_check: ClaimCheck, claims: list[Claim], _figures: ClaimFigures) -> Finding:
    """A rate of so many cases takes only certain values; the count beside it may give another one."""
    cases, rate, part = claims
    count = round(cases.middle)
    if cases.low != cases.high or count <= 0:
        raise UnanswerableError("受理件数不是一个确定的数")
    able = [k for k in range(count + 1) if rate.low <= 100 * k / count <= rate.high]
    if able and any(part.low <= k <= part.high for k in able):
        return None
    wanted = (
        f"办结 {able[0]} 件" if len(able) == 1 else f"办结 {able[0]}～{able[-1]} 件" if able else "做不到"
    )
    return {"computed": wanted, "c": f"{part.written} 件（{number(100 * part.low / count)}%）"}


@kind("holder")
def _holder(check: ClaimCheck, claims: list[Claim], figures: ClaimFigures) -> Finding:
    """An honour in the subject whose holders, by the ledger's own rules, are not those the subject names."""
    (claim,) = claims
    if not claim.subject:
        raise UnanswerableError("没有填事项")
    named = [
        holder for holder, words in check.options["words"].items() if any(w in claim.subject for w in words)
    ]
    for implication in figures.framework.ledgers["L06"].implies:
        allowed = implication.then.get("holder_type", ())
        for category in implication.when.get("honour_category", ()):
            if category in claim.subject and named and not set(named) & set(allowed):
                return {"computed": f"{category}授予{'或'.join(allowed)}，文中写的是{'、'.join(named)}"}
    return None


@kind("share")
def _share(check: ClaimCheck, claims: list[Claim], _figures: ClaimFigures) -> Finding:
    share, whole = claims[0].middle / check.options["whole"], check.options["whole"]
    if share <= check.options["at_most"]:
        return None
    return {"computed": f"{100 * share:.0f}", "whole": whole}


@kind("before")
def _before(_check: ClaimCheck, claims: list[Claim], figures: ClaimFigures) -> Finding:
    """A time named with a figure that lies wholly before the report's year."""
    dated = {claim.id: [int(year) for year in re.findall(r"20\d\d", claim.when)] for claim in claims}
    if not any(dated.values()):
        raise UnanswerableError("没有填时间")
    early = [claim for claim in claims if dated[claim.id] and max(dated[claim.id]) < figures.year]
    return {"only": early, "computed": early[0].when} if early else None


@kind("unit")
def _unit(check: ClaimCheck, claims: list[Claim], _figures: ClaimFigures) -> Finding:
    if not claims[0].unit:
        raise UnanswerableError("没有填单位")
    return {} if claims[0].unit in check.options["not"] else None


@kind("dated")
def _dated(_check: ClaimCheck, claims: list[Claim], _figures: ClaimFigures) -> Finding:
    if not any(claim.when for claim in claims):
        raise UnanswerableError("没有填时间")
    undated = [claim for claim in claims if not re.search(r"20\d\d", claim.when)]
    return {"only": undated} if undated else None


@kind("text")
def _text(_check: ClaimCheck, _claims: list[Claim], _figures: ClaimFigures) -> Finding:
    raise UnanswerableError("只能从正文看出，数字里没有")


@kind("addable")
def _addable(_check: ClaimCheck, claims: list[Claim], _figures: ClaimFigures) -> Finding:
    return {"computed": "、".join(claim.written for claim in claims)}


@kind("not_scored")
def _not_scored(check: ClaimCheck, claims: list[Claim], figures: ClaimFigures) -> Finding:
    if figures.framework.ledgers[check.options["ledger"]].scored:
        return None
    return {"computed": "、".join(claim.subject or claim.id for claim in claims)}


def _require_units(claims: list[Claim]) -> None:
    """A figure without its unit may be one of 万."""
    nameless = [claim.id for claim in claims if not claim.unit]
    if nameless:
        raise UnanswerableError(f"没有填单位：{'、'.join(nameless)}")


def _quotient(above: Claim, below: Claim) -> tuple[float, float]:
    if below.low <= 0:
        raise UnanswerableError("分母是 0")
    return above.low / below.high, above.high / below.low


def _span(low: float, high: float) -> str:
    return number(low) if low == high else f"{number(low)}～{number(high)}"
