"""A published period as the signed package for the office above."""

from dataclasses import dataclass, replace

import pandas as pd

from metrics import __version__
from metrics.county import Dataset
from metrics.framework import LEVELS, Period
from metrics.province import Handover, RowAt, SigningKey, package_of, sha256
from metrics.scoring.why import SEEN
from metrics.store import Store, StoreError
from metrics.store.database import SYSTEM
from metrics.store.people import Handout

PACKAGE = "上报包"
#: What taking it asks for.
HAND_UP_ASKS = (("hand-up", ""),)


@dataclass(frozen=True)
class SignedPackage:
    """A package, what it holds, and what the audit is told when somebody takes it."""

    given: Handover
    content: bytes
    handout: Handout


def signed_package(
    store: Store,
    period: Period,
    code: str,
    key: SigningKey,
    account: str,
    *,
    originals: bool = False,
) -> SignedPackage:
    """The package of the publication of a period that holds.

    Args:
        store: the county's database.
        period: that was published.
        code: GB/T 2260 code of the county.
        key: the county's private key.
        account: who hands up; each original is asked for, and stands in the audit, as if taken singly.
        originals: whether the units' files come along.

    Raises:
        StoreError: the period is not published, its data are others since, or the account may not.
    """
    store.people.require_handout(Handout(PACKAGE, period.label, HAND_UP_ASKS), account)
    given = handover_of(store, period, code)
    if originals:
        wanted = sorted({info.sha256 for info in given.data.submissions.values()})
        files = {sha: store.reporting.original(sha, account)[1] for sha in wanted}
        given = replace(given, originals=files)
    content = package_of(given, key)
    detail = {
        "sha256": sha256(content),
        "data_version": given.data.version,
        "revision": given.revision,
        "photos": len(given.thumbnails),
    }
    return SignedPackage(given, content, Handout(PACKAGE, given.file, HAND_UP_ASKS, period.code, detail))


def without_code(data: Dataset) -> list[str]:
    """Enterprises of the register that have no 统一社会信用代码: the office above cannot tell them."""
    roster = data.ledgers["L15"].drop_duplicates("enterprise_code", keep="last")
    return [str(name) for name in roster.loc[roster["credit_code"].isna(), "enterprise_name"]]


def handover_of(store: Store, period: Period, code: str) -> Handover:
    """What a county hands up of a period.

    Raises:
        StoreError: the period is not published, or its data are others since.
    """
    every = store.office.publications(period)
    if not every or not every[-1].holds:
        raise StoreError(f"{period.label}没有发布，不能上报。请先发布，再做上报包。")
    last, before = every[-1], every[-2].audit_hash if len(every) > 1 else ""
    in_force, framework = store.office.framework_in_force(period), store.office.framework_for(period)
    data = store.reporting.dataset(framework, period)
    if (data.version, framework.hash) != (last.data_version, last.framework_version):
        raise StoreError(f"{period.label}发布以后数据、指标或县情又有变化。请重新发布，再做上报包。")
    return Handover(
        code=code,
        period=period,
        revision=len(every),
        chain=last.audit_hash,
        before=before,
        package=store.office.county(period),
        framework_text=store.office.framework_source(in_force.id),
        data=data,
        rulings=tuple(store.reporting.leading_rows(period)),
        tables={level: store.office.published_scores(last.id, level) for level in LEVELS},
        program=__version__,
        thumbnails=thumbnails_of(store, data),
    )


def thumbnails_of(store: Store, data: Dataset) -> dict[RowAt, bytes]:
    """A small picture of each case, carrier and honour whose photo may be shown, as it is said now.

    The package is one, whoever takes it: what it holds does not hang on the account.
    """
    rows = [
        frame[["_submission", "_row"]].set_axis(["submission", "row"], axis=1).assign(ledger=ledger)
        for ledger, frame in data.ledgers.items()
        if ledger in SEEN
    ]
    if not rows:
        return {}
    told = pd.concat(rows)
    wanted = set(zip(told["ledger"], told["submission"].astype(int), told["row"].astype(int), strict=True))
    first: dict[RowAt, int] = {}
    for one in store.photos.beside(told, SYSTEM).photos:
        for number, cell in one.places:
            if (one.ledger, number, cell.row) in wanted:
                first.setdefault((one.ledger, number, cell.row), one.id)
    small = store.photos.thumbnails(set(first.values()), SYSTEM)
    return {at: small[number] for at, number in first.items() if number in small}
