"""Findings about personal numbers that stand where no check of a ledger looks."""

from collections.abc import Sequence
from dataclasses import replace

from metrics.ingest.catalogue import finding
from metrics.ingest.model import CheckedWorkbook, Finding
from metrics.ingest.personal import PersonalPlace

_CODE = "E415"


def with_places(checked: CheckedWorkbook, places: Sequence[PersonalPlace]) -> CheckedWorkbook:
    """A checked file with an error for each place that the checks of its ledgers did not name.

    Args:
        checked: the file.
        places: where it holds personal numbers, as of `personal_places`.
    """
    named = {(item.where.sheet, item.where.address) for item in checked.findings if item.code == _CODE}
    more = [
        _finding(checked.sha256, place)
        for place in places
        if not place.where.row or (place.where.sheet, place.where.address) not in named
    ]
    return replace(checked, findings=(*more, *checked.findings)) if more else checked


def _finding(sha256: str, place: PersonalPlace) -> Finding:
    where = replace(place.where, sha256=sha256)
    return finding(_CODE, where, place.masked, header=place.part or "单元格", detail=place.kind)
