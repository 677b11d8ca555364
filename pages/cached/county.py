"""What the store knows at this moment: periods, submissions, versions, accounts; and the store itself.

A page asks for the same things many times over. They are read again only when something was written since:
every write is audited, so the newest audit row says so.
"""

from collections.abc import Mapping
from datetime import date
from operator import attrgetter
from typing import Any

import pandas as pd

from metrics.county import SubmissionInfo
from metrics.framework import Framework, Ground, Period, UnitSpec, ground_of, parse_period
from metrics.store import Store
from metrics.store.database import today
from metrics.store.office import UnderCorrection
from metrics.store.people import Account
from metrics.store.reporting import Correction, PeriodInfo, ReportAnswer, ZeroDeclaration
from metrics.web import AHEAD
from pages.cached.shared import shared
from pages.edition import Edition, database_url


def store() -> Store:
    """The store in use, opened once."""
    return opened(database_url())


@shared(4, "正在打开数据库…")
def opened(url: str) -> Store:
    """The store behind an address."""
    return Store.open(url)


def _known(question: str, *about: Any) -> Any:
    url = database_url()
    return _asked(url, opened(url).database.mark(), today(), question, *about)


@shared(400)
def _asked(url: str, mark: int, on: date, question: str, *about: Any) -> Any:  # noqa: ARG001 - parts of the key
    return attrgetter(question)(opened(url))(*about)


def periods(unit: str = "") -> list[PeriodInfo]:
    """The opened quarters, earliest first; with a unit its own last day where it has an extension."""
    return _known("reporting.periods", unit)


def may_report(unit: str, period: str, account: str) -> ReportAnswer:
    """Who may hand in what now: the one answer about a unit's quarter to an account (all by their codes)."""
    answer: ReportAnswer = _known("reporting.may_report", unit, parse_period(period), account)
    return answer


def may_report_all(period: Period, account: str) -> Mapping[tuple[str, str], ReportAnswer]:
    """The same for every unit in the opened quarters of a period, by the codes of unit and quarter."""
    found: Mapping[tuple[str, str], ReportAnswer] = _known("reporting.may_report_all", period, account)
    return found


def zero_declarations(period: Period | None = None, unit: str = "") -> list[ZeroDeclaration]:
    """The declarations that a ledger has nothing (零报送) which stand (for a period, of a unit)."""
    found: list[ZeroDeclaration] = _known("reporting.zero_declarations", period, unit)
    return found


def corrections(account: str) -> list[Correction]:
    """The requests to correct a closed quarter that an account may see, oldest first."""
    found: list[Correction] = _known("reporting.corrections", account)
    return found


def under_correction() -> Mapping[int, UnderCorrection]:
    """Publication → what is being corrected of it."""
    found: Mapping[int, UnderCorrection] = _known("office.under_correction")
    return found


def extended() -> dict[tuple[str, str], date]:
    """Unit and quarter → the last day of its own that it was granted."""
    return {(one.unit, one.period): one.due_on for one in _known("reporting.extensions")}


def framework() -> Framework:
    """The program's newest framework in the county as it is now, with every column ever added to a ledger."""
    url = database_url()
    return _present(url, opened(url).database.mark(), today())


@shared(8)
def _present(url: str, mark: int, on: date) -> Framework:  # noqa: ARG001 - parts of the key
    store = opened(url)
    return store.reporting.collecting(store.office.framework())


def framework_then(period: Period) -> Framework:
    """The framework by which a quarter's workbooks are made and read, in the county's words of its time."""
    url = database_url()
    return _then(url, opened(url).database.mark(), today(), period)


@shared(24)
def _then(url: str, mark: int, on: date, period: Period) -> Framework:  # noqa: ARG001 - parts of the key
    store = opened(url)
    return store.reporting.collecting(store.office.framework(), period)


def unit_then(code: str, period: Period | str) -> UnitSpec:
    """A member unit as it was called in a quarter."""
    return framework_then(parse_period(period) if isinstance(period, str) else period).unit[code]


def begin_ahead() -> None:
    """Have what pages ask for next computed by a process of its own: what counts has changed."""
    AHEAD.begin(database_url())


def submissions() -> list[SubmissionInfo]:
    """Every submission."""
    return _known("reporting.submissions")


def counted(key: Edition) -> list[SubmissionInfo]:
    """The reports whose rows an edition is made of, without loading a row."""
    found: list[SubmissionInfo] = _known("reporting.counted", key.period)
    return found


def account(code: str) -> Account | None:
    """An account as it is now."""
    return _known("people.account", code)


def is_sample() -> bool:
    """Whether the enterprises are the invented ones of a sample county; asks the roster, and no report."""
    return bool(_known("reporting.enterprises")["name"].str.endswith("（示例）").any())


def erasures() -> int:
    """How many files were erased so far."""
    return len(_known("reporting.erased"))


def rulings() -> int:
    """How many rulings were made or taken back so far."""
    return len(_known("rulings.history"))


def board(period: str) -> pd.DataFrame:
    """Who has reported for a period (its code) and who is late today."""
    url = database_url()
    return _board(url, opened(url).database.mark(), period, today())


@shared(40)
def _board(url: str, mark: int, period: str, on: date) -> pd.DataFrame:  # noqa: ARG001 - part of the key
    store, of = opened(url), parse_period(period)
    return store.reporting.board(store.office.framework_for(of), of, on)


def edition(period: Period | None = None) -> Edition | None:
    """The present edition of a period (of the latest quarter without one); None before any was opened."""
    if not (quarters := periods()):
        return None
    wanted = period or parse_period(quarters[-1].code)
    # Of its own rows: what is approved in a later quarter leaves an earlier one's scores as they are.
    version, framework = _known("reporting.data_version", wanted), _known("office.framework_for", wanted)
    return Edition(database_url(), wanted, version, framework.hash, erasures())


def since_january() -> frozenset[str]:
    """Codes of the opened quarters whose framework in force scores since January."""
    url = database_url()
    return _since_january(url, opened(url).database.mark())


@shared(8)
def _since_january(url: str, mark: int) -> frozenset[str]:  # noqa: ARG001 - part of the key
    store = opened(url)
    quarters = [parse_period(info.code) for info in store.reporting.periods()]
    versions = {quarter.code: store.office.framework_in_force(quarter).id for quarter in quarters}
    return frozenset(code for code, number in versions.items() if store.office.framework(number).to_date)


def edition_of(period: Period) -> Edition:
    """The present edition of a period of an opened quarter; LookupError before any was opened."""
    key = edition(period)
    if key is None:
        raise LookupError(period.code)
    return key


def at(key: Edition, period: Period) -> Edition:
    """The present edition of another period than that of a known one."""
    return key if period == key.period else edition_of(period)


def framework_of(key: Edition) -> Framework:
    """What an edition was scored by: its weights and targets, in the county as it was."""
    return _framework(key.url, key.framework, key.period)


@shared(16)
def _framework(url: str, wanted: str, period: Period) -> Framework:  # noqa: ARG001 - the hash is part of the key
    return opened(url).office.framework_for(period)


def ground(key: Edition) -> Ground:
    """Where the towns lie, by the county's files of an edition's period."""
    return _ground(key.url, opened(key.url).database.mark(), key.period)


@shared(8)
def _ground(url: str, mark: int, period: Period) -> Ground:  # noqa: ARG001 - part of the key
    office = opened(url).office
    terms = office.framework_for(period).vocabularies["towns"].terms
    return ground_of(office.county(period), [term.code for term in terms if term.holds(period.end)])
