"""A published period of a county as one file: what it holds, made, signed, and opened without trust."""

from metrics.province.packages.model import ENDING, Handover
from metrics.province.packages.packing import (
    LEDGERS,
    MANIFEST,
    PARQUET,
    SIGNATURE,
    as_json,
    as_parquet,
    package_of,
    sha256,
    zipped,
)
from metrics.province.packages.reading import SealedPackage, members_of, opened, sealed, sealed_bytes
from metrics.province.packages.signing import (
    KEYS,
    PRIVATE,
    PUBLIC,
    SigningKey,
    codes_with_keys,
    make_keys,
    private_key,
    public_text,
    public_text_of,
    signed,
    verify,
)

__all__ = [
    "ENDING",
    "KEYS",
    "LEDGERS",
    "MANIFEST",
    "PARQUET",
    "PRIVATE",
    "PUBLIC",
    "SIGNATURE",
    "Handover",
    "SealedPackage",
    "SigningKey",
    "as_json",
    "as_parquet",
    "codes_with_keys",
    "make_keys",
    "members_of",
    "opened",
    "package_of",
    "private_key",
    "public_text",
    "public_text_of",
    "sealed",
    "sealed_bytes",
    "sha256",
    "signed",
    "verify",
    "zipped",
]
