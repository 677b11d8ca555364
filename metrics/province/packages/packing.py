"""A published period as one file: stored zip, manifest, signature, Parquet. Equal contents, equal bytes."""

import hashlib
import json
from dataclasses import asdict
from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import pandas as pd
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from metrics.province.packages.model import FORMAT, Handover, PackageManifest, RowAt
from metrics.province.packages.signing import signed

MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
FRAMEWORK, COUNTY, REPORTS, PLACES = "framework.toml", "county.json", "submissions.json", "places.json"
RULINGS, EXPECTED, RULED_OUT = "rulings.json", "expected.parquet", "ruled_out.parquet"
LEDGERS, SCORES, ORIGINALS = "ledgers/", "scores/", "originals/"
PARQUET = ".parquet"
THUMBNAILS, WEBP = "thumbnails/", ".webp"
#: Days are of no matter here, and would make equal contents different.
_DAY = (1980, 1, 1, 0, 0, 0)


def package_of(given: Handover, key: Ed25519PrivateKey) -> bytes:
    """The package of a handover, signed."""
    files = _files(given)
    framework = given.framework
    manifest = PackageManifest(
        format=FORMAT,
        code=given.code,
        county=framework.county,
        period=given.period.code,
        revision=given.revision,
        chain=given.chain,
        before=given.before,
        framework=sha256(given.framework_text.encode("utf-8")),
        framework_version=framework.hash,
        data_version=given.data.version,
        program=given.program,
        rows=sum(map(len, given.data.ledgers.values())),
        files={name: sha256(content) for name, content in files.items()},
    )
    said = as_json(asdict(manifest))
    return zipped({MANIFEST: said, SIGNATURE: signed(said, key), **files})


def zipped(files: dict[str, bytes]) -> bytes:
    """Files as a zip without compression: what is to be read is no longer than what lies there."""
    sink = BytesIO()
    with ZipFile(sink, "w", ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name, _DAY), content)
    return sink.getvalue()


def sha256(content: bytes) -> str:
    """As sixty-four signs."""
    return hashlib.sha256(content).hexdigest()


def as_json(value: object) -> bytes:
    """JSON of which equal values give equal bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8")


def _files(given: Handover) -> dict[str, bytes]:
    data = given.data
    reports = [{**asdict(info), "submitted_at": info.submitted_at.isoformat(), "decided_at": None, "note": ""}
               for info in data.submissions.values()]  # fmt: skip
    places = [
        [number, code, sheet, dict(columns)] for (number, code), (sheet, columns) in data.places.items()
    ]
    return {
        FRAMEWORK: given.framework_text.encode("utf-8"),
        COUNTY: given.package.to_json().encode("utf-8"),
        REPORTS: as_json(reports),
        PLACES: as_json(places),
        RULINGS: as_json([list(pair) for pair in given.rulings]),
        EXPECTED: as_parquet(data.expected),
        RULED_OUT: as_parquet(data.ruled_out),
        **{f"{LEDGERS}{code}{PARQUET}": as_parquet(rows) for code, rows in data.ledgers.items()},
        **{f"{SCORES}{level}{PARQUET}": as_parquet(table) for level, table in given.tables.items()},
        **{f"{ORIGINALS}{sha}": given.originals[sha] for sha in sorted(given.originals)},
        **{thumbnail_name(at): given.thumbnails[at] for at in sorted(given.thumbnails)},
    }


def thumbnail_name(at: RowAt) -> str:
    """Under which name the picture of a row lies in a package."""
    return f"{THUMBNAILS}{at[0]}-{at[1]}-{at[2]}{WEBP}"


def as_parquet(frame: pd.DataFrame) -> bytes:
    """A frame, its types and its index as Parquet."""
    sink = BytesIO()
    frame.to_parquet(sink)
    return sink.getvalue()
