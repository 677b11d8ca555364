"""Counties hand up what they have published; a province collects, recomputes and puts it together."""

from metrics.province.certificates import CLUSTER_ROLES, certificate_files, make_certificates
from metrics.province.cluster import Cluster
from metrics.province.collecting import KNOWN, REFUSED, TAKEN, CollectingResult, collect
from metrics.province.crossing import CountyRow, CrossFinding, crossing
from metrics.province.due import due_of, set_due
from metrics.province.errors import ProvinceError, RefusedError
from metrics.province.issuing import issued_framework, received_framework
from metrics.province.lake import compact, lake_rows, sources
from metrics.province.letters import ENDING_DOWN
from metrics.province.model import Handover
from metrics.province.packing import package_of, sha256
from metrics.province.progress import (
    CAME,
    CAME_LATE,
    MISSING,
    NOT_TAKEN,
    OVERDUE,
    CountyProgress,
    periods_collected,
    progress_of,
)
from metrics.province.protocol import CollectingRun, NotedResult, collect_noted, runs
from metrics.province.questions import BY_COUNTY, asked
from metrics.province.receiving import IssuedText, received
from metrics.province.recompute import ScoreDifference, recomputed
from metrics.province.register import Province, RegisteredCounty, begin, read_province
from metrics.province.returning import answers, received_answer, write_answers
from metrics.province.rulings import ProvinceRuling, province_rulings, rule, ruling_words
from metrics.province.sample import (
    MadeCounty,
    SampleRows,
    build_province,
    moved_rows,
    planted,
    renamed_package,
    sample_counties,
    with_scores,
)
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
    banded,
    collected_version,
    counties_book,
    county_book,
    explained,
    framework_of,
    opened_county,
    ranking,
)

__all__ = [
    "BY_COUNTY",
    "CAME",
    "CAME_LATE",
    "CLUSTER_ROLES",
    "ENDING_DOWN",
    "KEYS",
    "KNOWN",
    "MISSING",
    "NOT_TAKEN",
    "OVERDUE",
    "REFUSED",
    "TAKEN",
    "WHOLE",
    "Arrival",
    "Cluster",
    "CollectedPackage",
    "CollectingResult",
    "CollectingRun",
    "CountyProgress",
    "CountyRow",
    "CrossFinding",
    "Handover",
    "IssuedText",
    "MadeCounty",
    "NotedResult",
    "Province",
    "ProvinceError",
    "ProvinceRuling",
    "RefusedError",
    "RegisteredCounty",
    "SampleRows",
    "ScoreDifference",
    "SigningKey",
    "answers",
    "areas",
    "arrivals",
    "asked",
    "banded",
    "begin",
    "build_province",
    "certificate_files",
    "codes_with_keys",
    "collect",
    "collect_noted",
    "collected",
    "collected_version",
    "compact",
    "counties_book",
    "county_book",
    "crossing",
    "due_of",
    "explained",
    "framework_of",
    "issued_framework",
    "lake_rows",
    "latest",
    "make_certificates",
    "make_keys",
    "moved_rows",
    "opened_county",
    "package_of",
    "periods_collected",
    "planted",
    "private_key",
    "progress_of",
    "province_rulings",
    "public_text",
    "public_text_of",
    "ranking",
    "read_province",
    "received",
    "received_answer",
    "received_framework",
    "recomputed",
    "renamed_package",
    "rule",
    "ruling_words",
    "runs",
    "sample_counties",
    "set_due",
    "sha256",
    "sources",
    "with_scores",
    "write_answers",
]
