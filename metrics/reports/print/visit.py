"""走访路线单: one A4 sheet for a visit, with a QR code to the profile of each stop."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import segno

from metrics.reports.model import CHINA, Stamp
from metrics.reports.print.png import typeset

_HINT = "手机扫码看画像"
_DARK = "#1d2530"


@dataclass(frozen=True)
class Stop:
    """A place on the way.

    Args:
        name: what is to be seen.
        lines: what is known of it, one text a line.
        address: of its profile, whole; without one there is no code.
    """

    name: str
    lines: tuple[str, ...]
    address: str = ""


def visit_sheet(title: str, period: str, stops: Sequence[Stop], stamp: Stamp) -> bytes:
    """The sheet as PDF, stops in the order given; the same stops give the same bytes."""
    data = {
        "title": title,
        "period": period,
        "stamp": stamp.line,
        "stops": [
            {
                "number": str(number),
                "name": stop.name,
                "lines": list(stop.lines),
                "code": qr_svg(stop.address) if stop.address else "",
                "hint": _HINT,
            }
            for number, stop in enumerate(stops, start=1)
        ],
    }
    at = stamp.generated_at.replace(microsecond=0)
    moment = at if at.tzinfo else at.replace(tzinfo=CHINA)
    return typeset(
        "visit.typ", {"visit": json.dumps(data, ensure_ascii=False)}, format="pdf", timestamp=moment
    )[0]


def qr_svg(address: str) -> str:
    """The QR code of an address as SVG, readable from paper that was folded."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", scale=4, border=2, dark=_DARK, xmldecl=False
    )
    return out.getvalue().decode()
