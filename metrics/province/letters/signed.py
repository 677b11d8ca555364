"""Signed files that go down to counties: a stored zip of a manifest, its signature and one content."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from metrics.province.errors import RefusedError
from metrics.province.packages import MANIFEST, SIGNATURE, as_json, members_of, sha256, signed, verify, zipped

LETTER_FORMAT = 1
ENDING_DOWN = ".kdf"
#: What a letter brings.
RETURN, FRAMEWORK_ISSUED = "return", "framework"
_KINDS = {RETURN: "反馈", FRAMEWORK_ISSUED: "下发的指标"}
_CONTENT = "content"


@dataclass(frozen=True)
class SignedLetter:
    """What a letter says of itself: form, kind, by whom, sha256 of its content."""

    format: int
    kind: str
    issuer: str
    sha256: str


def letter(kind: str, issuer: str, content: bytes, key: Ed25519PrivateKey) -> bytes:
    """A signed letter; equal contents give equal bytes."""
    said = as_json(asdict(SignedLetter(LETTER_FORMAT, kind, issuer, sha256(content))))
    return zipped({MANIFEST: said, SIGNATURE: signed(said, key), _CONTENT: content})


def read_letter(file: Path | bytes, public: str, kind: str = "") -> tuple[SignedLetter, bytes]:
    """What stands in a letter, once it is proven to come from who is believed.

    Args:
        file: where it lies, or its bytes.
        public: the issuer's public key, hexadecimal.
        kind: what is expected; any kind there is without it.

    Raises:
        RefusedError: it is no letter, of another kind or form, altered, or signed by somebody else.
    """
    _, files = members_of(file)
    try:
        said, signature, content = files[MANIFEST], files[SIGNATURE], files[_CONTENT]
        told = _told(json.loads(said))
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        raise RefusedError("没有可读的清单，不是上级发的文件。") from error
    if told.format != LETTER_FORMAT:
        raise RefusedError(f"文件是第 {told.format} 种格式，本程序读第 {LETTER_FORMAT} 种。请升级程序。")
    verify(said, signature, public, told.issuer)
    if strange := sorted(set(files) - {MANIFEST, SIGNATURE, _CONTENT}):
        raise RefusedError(f"文件里有清单以外的内容 {strange[0]}。")
    if sha256(content) != told.sha256:
        raise RefusedError("内容和清单的校验码不符：传送中损坏，或者被改动过。请重新拷贝。")
    if told.kind != kind and (kind or told.kind not in _KINDS):
        wanted = _KINDS[kind] if kind else "或".join(_KINDS.values())
        raise RefusedError(f"这是{_KINDS.get(told.kind, told.kind)}，这里要的是{wanted}。")
    return told, content


def _told(said: Mapping[str, object]) -> SignedLetter:
    texts = {name: str(said[name]) for name in ("kind", "issuer", "sha256")}
    return SignedLetter(int(str(said["format"])), **texts)
