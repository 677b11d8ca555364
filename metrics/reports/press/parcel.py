"""What the printing process is given: a report without its long tables, and these in packed pieces."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from metrics.reports.long_tables import with_long, without_long
from metrics.reports.model import Report

#: Formats that read a long table piece by piece.
_BY_PIECE = ("xlsx",)


@dataclass(frozen=True)
class Parcel:
    """A line of JSON that says what is asked, and the pieces that follow it, as many as it says."""

    head: bytes
    pieces: tuple[bytes, ...] = ()


def parcel_of(report: Report, form: str) -> Parcel:
    """A report to print, as small as it can be carried."""
    short, long = without_long(report)
    told = {
        "report": short.to_json(),
        "form": form,
        "long": [[at, len(one.pieces)] for at, one in long.items()],
    }
    return Parcel(json.dumps(told).encode(), tuple(piece for one in long.values() for piece in one.pieces))


def report_of(parcel: Parcel) -> tuple[Report, str]:
    """What `parcel_of` was given; long tables stay packed where the format reads them so."""
    wanted = json.loads(parcel.head)
    report = Report.from_json(wanted["report"])
    packed = wanted["form"] in _BY_PIECE
    return with_long(report, _by_table(wanted["long"], parcel.pieces), packed=packed), wanted["form"]


def pieces_of(head: bytes) -> int:
    """How many pieces follow a line."""
    return sum(count for _, count in json.loads(head)["long"])


def _by_table(counts: list[list[int]], pieces: tuple[bytes, ...]) -> Mapping[int, tuple[bytes, ...]]:
    rest = iter(pieces)
    return {at: tuple(islice(rest, count)) for at, count in counts}
