"""Counties hand up what they have published; a province collects, recomputes and puts it together."""

from metrics.province.certificates import CLUSTER_ROLES, certificate_files, make_certificates
from metrics.province.cluster import Cluster
from metrics.province.collecting import KNOWN, REFUSED, TAKEN, CollectingResult, collect
from metrics.province.crossing import CountyRow, CrossFinding, crossing
from metrics.province.errors import ProvinceError, RefusedError
from metrics.province.issuing import issued_framework, received_framework
from metrics.province.lake import compact, lake_rows, sources
from metrics.province.letters import ENDING_DOWN
from metrics.province.model import Handover
from metrics.province.packing import package_of, sha256
from metrics.province.questions import BY_COUNTY, asked
from metrics.province.receiving import IssuedText, received
from metrics.province.recompute import ScoreDifference, recomputed
from metrics.province.register import Province, RegisteredCounty, begin, read_province
from metrics.province.returning import answers, received_answer, write_answers
from metrics.province.rulings import ProvinceRuling, province_rulings, rule, ruling_words
from metrics.province.shelf import CollectedPackage, collected, latest
from metrics.province.signing import (
    KEYS,
    SigningKey,
    codes_with_keys,
    make_keys,
    private_key,
    public_text,
    public_text_of,
)
from metrics.province.standing import (
    WHOLE,
    Arrival,
    areas,
    arrivals,
    collected_version,
    counties_book,
    explained,
    framework_of,
    ranking,
)

__all__ = [
    "BY_COUNTY",
    "CLUSTER_ROLES",
    "ENDING_DOWN",
    "KEYS",
    "KNOWN",
    "REFUSED",
    "TAKEN",
    "WHOLE",
    "Arrival",
    "Cluster",
    "CollectedPackage",
    "CollectingResult",
    "CountyRow",
    "CrossFinding",
    "Handover",
    "IssuedText",
    "Province",
    "ProvinceError",
    "ProvinceRuling",
    "RefusedError",
    "RegisteredCounty",
    "ScoreDifference",
    "SigningKey",
    "answers",
    "areas",
    "arrivals",
    "asked",
    "begin",
    "certificate_files",
    "codes_with_keys",
    "collect",
    "collected",
    "collected_version",
    "compact",
    "counties_book",
    "crossing",
    "explained",
    "framework_of",
    "issued_framework",
    "lake_rows",
    "latest",
    "make_certificates",
    "make_keys",
    "package_of",
    "private_key",
    "province_rulings",
    "public_text",
    "public_text_of",
    "ranking",
    "read_province",
    "received",
    "received_answer",
    "received_framework",
    "recomputed",
    "rule",
    "ruling_words",
    "sha256",
    "sources",
    "write_answers",
]
