"""What a report needs from the store besides rows: where towns lie, photos that may go out."""

import io
from collections.abc import Collection
from dataclasses import replace

import pandas as pd
from PIL import Image

from metrics.county import Dataset
from metrics.framework import Framework, ground_of, parse_period
from metrics.reports.model import PaperPhoto
from metrics.reports.write.kinds import KINDS
from metrics.reports.write.options import BriefOptions
from metrics.store import Store

#: Ledgers whose photos a page of the county shows; photos a paper is given; pixels of the longer side.
_SHOWN = ("L05", "L03", "L13", "L06")
_MOST, _LONGEST, _QUALITY = 2, 1200, 82


def with_needs(
    kind: str,
    options: BriefOptions,
    store: Store,
    framework: Framework,
    data: Dataset,
    account: str,
) -> BriefOptions:
    """The options with what the kind needs of the store.

    Args:
        kind: a key of `KINDS`.
        options: what was chosen.
        store: where it is.
        framework: what is measured.
        data: the period's rows.
        account: whom the report is for: photos come as far as it may see them, and only with consent.
    """
    needs = KINDS[kind].needs
    if "ground" in needs:
        towns = [term.code for term in framework.vocabularies["towns"].terms if term.holds(data.period.end)]
        options = replace(options, ground=ground_of(store.office.county(data.period), towns))
    if "photos" in needs:
        one = {KINDS[kind].ledger: options.entity} if KINDS[kind].ledger else {}
        options = replace(options, photos=photos_of(store, framework, data, account, one))
    return options


def photos_of(
    store: Store,
    framework: Framework,
    data: Dataset,
    account: str,
    only: dict[str, str] | None = None,
) -> tuple[PaperPhoto, ...]:
    """The newest photos of the period's rows that may be shown, one of a row, at most two.

    Args:
        store: where the photos are.
        framework: names rows.
        data: the period's rows.
        account: whom they are for.
        only: ledger → code of the one row that is meant; without it the rows of several ledgers.
    """
    named = _named(framework, data, only or dict.fromkeys(_SHOWN, ""))
    if named.empty:
        return ()
    found = store.photos.beside(named[["submission", "ledger", "row"]], account).photos
    newest = sorted(found, key=lambda one: (one.period, one.at, one.id), reverse=True)
    chosen = list({one.row: one for one in reversed(newest)}.values())[::-1][:_MOST]
    names = dict(zip(zip(named["ledger"], named["code"], strict=True), named["name"], strict=True))
    return tuple(
        PaperPhoto(
            _jpeg(store.photos.large(one.id, account)),
            _caption(names.get(one.row, ""), one.period, framework, one.unit),
        )
        for one in chosen
    )


def _named(framework: Framework, data: Dataset, wanted: dict[str, str]) -> pd.DataFrame:
    """Rows of the period's quarters as submission, ledger, row, code and name."""
    quarters: Collection[str] = {quarter.code for quarter in data.period.quarters}
    parts = []
    for ledger, code in wanted.items():
        if ledger not in data.ledgers:
            continue
        spec, frame = framework.ledgers[ledger], data.ledgers[ledger]
        own = frame[frame["_period"].isin(quarters)]
        own = own[own[spec.key].astype("string").eq(code)] if code else own
        parts.append(
            pd.DataFrame(
                {
                    "submission": own["_submission"].astype(int),
                    "ledger": ledger,
                    "row": own["_row"].astype(int),
                    "code": own[spec.key].astype("string").fillna("").astype(str),
                    "name": own[spec.name_field].astype("string").fillna("").astype(str),
                }
            )
        )
    columns = ["submission", "ledger", "row", "code", "name"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _caption(name: str, period: str, framework: Framework, unit: str) -> str:
    """What it shows, when, and who reported it."""
    known = framework.unit
    who = known[unit].short_name if unit in known else unit
    return "　".join(part for part in (name, f"{parse_period(period).label}，{who}报送") if part)


def _jpeg(content: bytes) -> bytes:
    """A kept photo as the formats of papers take it."""
    with Image.open(io.BytesIO(content)) as picture:
        plain = picture.convert("RGB")
    plain.thumbnail((_LONGEST, _LONGEST))
    made = io.BytesIO()
    plain.save(made, "JPEG", quality=_QUALITY)
    return made.getvalue()
