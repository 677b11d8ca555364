"""Whether a period's reports are in: a paper that speaks for the county says so, or says who is missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from metrics.county import Data
from metrics.framework import Framework, parse_period
from metrics.reports.write.wording import percent

#: So many of those who are missing are named where there is little room.
_NAMED = 10


@dataclass(frozen=True)
class Completeness:
    """Unit-quarters of a period.

    Args:
        due: how many should be in.
        approved: how many are.
        missing: unit (short name) → the quarters it has not reported, as codes.
        least: share of `due` from which on the period is complete, 0 … 1.
        units: how many member units there are, whether they report or not.
        even: whether each of them owes as many quarters as the others.
    """

    due: int
    approved: int
    missing: Mapping[str, tuple[str, ...]]
    least: float = 0.9
    units: int = 0
    even: bool = True

    @property
    def whole(self) -> bool:
        """Whether enough is in."""
        return self.due > 0 and self.approved >= self.least * self.due - 1e-9

    @property
    def counted(self) -> str:
        """`应报84份（21家成员单位×4个季度），已通过审核31份（36.9%）`."""
        quarters = self.due // self.units if self.units and self.even else 0
        made_of = f"（{self.units}家成员单位×{quarters}个季度）" if quarters > 1 else ""
        share = f"（{percent(100 * self.approved / self.due)}）" if self.due else ""
        return f"应报{self.due}份{made_of}，已通过审核{self.approved}份{share}"

    def names(self, most: int = _NAMED) -> str:
        """Who is missing: `交通局（2023年第四季度）、民政局（4个季度）`, `等n家` behind the first.

        A quarter that all of them lack is said once; of a period of one quarter it goes without saying.
        """
        when = [_quarters(codes) for codes in self.missing.values()]
        alike = len(set(when)) == 1 and (len(when) > 1 or self._of_one_quarter)
        told = [unit if alike else f"{unit}（{one}）" for unit, one in zip(self.missing, when, strict=True)]
        more = f"等{len(told)}家" if len(told) > most else ""
        shared = f"（都是{when[0]}）" if alike and not self._of_one_quarter else ""
        return "、".join(told[:most]) + more + shared

    @property
    def _of_one_quarter(self) -> bool:
        return self.due == self.units

    @property
    def warning(self) -> str:
        """What is stamped on a paper that is not complete; empty when it is."""
        if self.whole:
            return ""
        missing = f"未报：{self.names(len(self.missing))}。" if self.missing else ""
        told = f"数据不完整：{self.counted}，不到{percent(100 * self.least)}。"
        return f"{told}{missing}本件数字只含已报部分，不能代表全县。"


def completeness(framework: Framework, data: Data, wanted: Iterable[str] | None = None) -> Completeness:
    """How complete a period is, by its unit-quarters.

    Args:
        framework: names of the units, and the share from which on a period counts as complete.
        data: the period's approved rows with what was expected.
        wanted: only these units; without them all.
    """
    quarters = {quarter.code for quarter in data.period.quarters}
    expected = data.expected
    due = expected[expected["period"].isin(quarters)]
    if wanted is not None:
        due = due[due["unit"].isin(list(wanted))]
    approved = due["approved"].astype(bool)
    missing: dict[str, tuple[str, ...]] = {}
    for unit, period in zip(due.loc[~approved, "unit"], due.loc[~approved, "period"], strict=True):
        name = framework.unit[unit].short_name if unit in framework.unit else str(unit)
        missing[name] = (*missing.get(name, ()), str(period))
    owed = due.groupby("unit").size()
    return Completeness(
        len(due), int(approved.sum()), missing, framework.complete_share, len(owed), owed.nunique() <= 1
    )


def _quarters(codes: tuple[str, ...]) -> str:
    return parse_period(codes[0]).label if len(codes) == 1 else f"{len(codes)}个季度"
