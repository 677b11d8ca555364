"""Counties hand up what they have published; a province collects, recomputes and puts it together."""

from metrics.province.collecting import KNOWN, REFUSED, TAKEN, CollectingResult, collect
from metrics.province.errors import ProvinceError, RefusedError
from metrics.province.model import Handover
from metrics.province.packing import package_of, sha256
from metrics.province.recompute import ScoreDifference, recomputed
from metrics.province.register import Province, RegisteredCounty, begin, read_province
from metrics.province.shelf import CollectedPackage, collected, latest
from metrics.province.signing import make_keys, private_key
from metrics.province.standing import (
    WHOLE,
    Arrival,
    areas,
    arrivals,
    counties_book,
    explained,
    framework_of,
    ranking,
)

__all__ = [
    "KNOWN",
    "REFUSED",
    "TAKEN",
    "WHOLE",
    "Arrival",
    "CollectedPackage",
    "CollectingResult",
    "Handover",
    "Province",
    "ProvinceError",
    "RefusedError",
    "RegisteredCounty",
    "ScoreDifference",
    "areas",
    "arrivals",
    "begin",
    "collect",
    "collected",
    "counties_book",
    "explained",
    "framework_of",
    "latest",
    "make_keys",
    "package_of",
    "private_key",
    "ranking",
    "read_province",
    "recomputed",
    "sha256",
]
