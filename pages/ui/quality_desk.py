"""What the quality page works on: the doubts of a period, and what was decided about each."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from metrics.framework import Framework, parse_period
from metrics.ingest.quality import County, Doubt, check_county, specs
from metrics.store import Store
from metrics.store.people import Account
from metrics.store.reporting import SAME, VERDICTS, Ruling
from pages import cached
from pages.ui.upload_desk import remembered
from pages.ui.upload_words import moment


@dataclass(frozen=True)
class Desk:
    """A period's doubts; `rulings` by the key of the doubt they settle."""

    store: Store
    framework: Framework
    account: Account
    key: cached.Edition
    doubts: Sequence[Doubt]
    rulings: Mapping[str, Ruling]

    @cached_property
    def names(self) -> dict[str, str]:
        """Account code → name."""
        return account_names(self.store)

    def ruling(self, doubt: Doubt) -> Ruling | None:
        """What holds for a doubt."""
        return self.rulings.get(doubt.key)

    def settled(self) -> dict[str, str]:
        """Key → decision in words, for the list to take away."""
        return {key: decision_words(self.framework, one, self.names) for key, one in self.rulings.items()}


def open_desk(key: cached.Edition, account: Account) -> Desk:
    """Apply the rules once as long as nothing changes."""
    store = cached.store()
    states = tuple((info.id, info.state) for info in store.reporting.submissions())
    doubts = remembered(("quality", key, hash(states)), lambda: _find(key, store))
    rulings = {one.key: one for one in store.reporting.rulings()}
    return Desk(store, cached.framework(), account, key, doubts, rulings)


def _find(key: cached.Edition, store: Store) -> tuple[Doubt, ...]:
    framework, period, data = cached.framework(), parse_period(key.period), cached.dataset(key)
    reported = store.reporting.dataset(framework, period, ruled=False) if len(data.ruled_out) else None
    return check_county(County(framework, data, reported, store.reporting.revisions(framework, period)))


def questions_of_year(desk: Desk) -> tuple[Doubt, ...]:
    """What the office is asked to decide, from January to the period's end."""
    asked = [code for code, spec in specs().items() if spec.severity == "question"]

    def find() -> tuple[Doubt, ...]:
        data = cached.dataset(desk.key)
        year = replace(data, period=data.period.year_to_date)
        return check_county(County(desk.framework, year), asked)

    return remembered(("quality-questions", desk.key), find)


def account_names(store: Store) -> dict[str, str]:
    """Account code → name."""
    return {account.code: account.name for account in store.people.accounts()}


def decision_words(framework: Framework, ruling: Ruling, names: Mapping[str, str]) -> str:
    """`认定县人社局主办（审核员，2024年2月1日 10:00）：理由`."""
    what = VERDICTS[ruling.verdict]
    if ruling.verdict == SAME:
        unit = framework.unit.get(ruling.lead_unit)
        units = {row.unit for row in ruling.rows}
        what = f"认定{unit.name if unit else ruling.lead_unit}{'主办' if len(units) > 1 else '保留一行'}"
    who = f"（{names.get(ruling.account, ruling.account)}，{moment(ruling.at)}）"
    return f"{what}{who}{'：' + ruling.note if ruling.note else ''}"


def short(key: str) -> str:
    """A widget key for a doubt."""
    return hashlib.sha256(key.encode()).hexdigest()[:12]
