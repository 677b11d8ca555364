"""What people confirmed once about names and headers, so that it is understood the next time."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from metrics.framework import Framework, LedgerSpec
from metrics.ingest.find import header_key
from metrics.ingest.model import CheckedWorkbook, leading_code
from metrics.ingest.patch.corrections import Corrections, place

#: Findings whose proposal says which entity an unknown name means, and which field an unknown header is.
_NAMES, _HEADER = frozenset({"E409", "W420"}), "W204"
_HEADERS = "header:"

#: Ledger code → field id → headers confirmed for it.
Headers = Mapping[str, Mapping[str, tuple[str, ...]]]


@dataclass(frozen=True)
class Confirmation:
    """What accepting a proposal taught: in a ledger a text means a code; in `header:L05` it means a field."""

    kind: str
    text: str
    code: str


def header_kind(ledger: str) -> str:
    """Under which name the confirmed headers of a ledger are kept."""
    return f"{_HEADERS}{ledger}"


def confirmations(
    framework: Framework, checked: CheckedWorkbook, corrections: Corrections
) -> tuple[Confirmation, ...]:
    """What the corrections of a workbook taught, to be known the next time.

    Args:
        framework: the ledgers.
        checked: the workbook before these corrections.
        corrections: only what was proposed counts, taken as it was: another text may be meant for this row
            alone.
    """
    ledgers = {rows.sheet: framework.ledgers[code] for code, rows in checked.ledgers.items()}
    found = []
    for item in checked.findings:
        spec = ledgers.get(item.where.sheet)
        taken = corrections.get(place(item), "")
        if spec is None or not taken or taken not in (item.proposal, *item.choices):
            continue
        if item.code in _NAMES:
            target, code = spec.by_id[item.field].refers, leading_code(taken)
            found.append(Confirmation(target, item.found.strip(), code))
        elif item.code == _HEADER:
            field = next((one.id for one in spec.columns if one.header == item.proposal), "")
            found.append(Confirmation(header_kind(spec.code), item.found.strip(), field))
    return tuple(dict.fromkeys(one for one in found if one.text and one.code and one.kind != "unit"))


def with_headers(framework: Framework, confirmed: Headers) -> Framework:
    """The framework in which confirmed headers are further synonyms of their columns.

    Args:
        framework: the ledgers.
        confirmed: what was confirmed; ledgers and fields that are gone are passed over.
    """
    known = {code: fields for code, fields in confirmed.items() if code in framework.ledgers}
    if not known:
        return framework
    changed = {code: _with_synonyms(framework.ledgers[code], fields) for code, fields in known.items()}
    return replace(framework, ledgers={**framework.ledgers, **changed})


def with_own_tables(
    framework: Framework, sheets: Mapping[str, tuple[str, ...]], columns: Headers
) -> Framework:
    """The framework in which a unit's own tables are known: what its sheets are, and what their columns mean.

    Args:
        framework: the ledgers.
        sheets: ledger code → names of the unit's sheets that hold it.
        columns: ledger code → field id → headers; what a header means elsewhere, it does not mean here.
    """
    known = [code for code in {**sheets, **columns} if code in framework.ledgers]
    if not known:
        return framework
    changed = {
        code: _own(framework.ledgers[code], sheets.get(code, ()), columns.get(code, {})) for code in known
    }
    return replace(framework, ledgers={**framework.ledgers, **changed})


def _own(spec: LedgerSpec, sheets: tuple[str, ...], fields: Mapping[str, tuple[str, ...]]) -> LedgerSpec:
    meant = {header_key(text): field for field, texts in fields.items() for text in texts}
    cleared = (
        replace(
            column,
            synonyms=tuple(
                text for text in column.synonyms if meant.get(header_key(text), column.id) == column.id
            ),
        )
        for column in spec.columns
    )
    own = replace(spec, synonyms=(*spec.synonyms, *sheets), columns=tuple(cleared))
    return _with_synonyms(own, fields)


def _with_synonyms(spec: LedgerSpec, fields: Mapping[str, tuple[str, ...]]) -> LedgerSpec:
    columns = (
        replace(column, synonyms=(*column.synonyms, *fields.get(column.id, ()))) for column in spec.columns
    )
    return replace(spec, columns=tuple(columns))
