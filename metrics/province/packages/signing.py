"""Ed25519 keys and signatures; the algorithm is named beside each, so that another one can follow."""

import json
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from metrics.province.errors import ProvinceError, RefusedError

ALGORITHM = "Ed25519"
#: Where an office keeps its pair: beside its data, in no backup.
KEYS = Path("data/keys")
PRIVATE, PUBLIC = ".key", ".pub"
#: What signs, for those who hand it on.
SigningKey = Ed25519PrivateKey


def make_keys(folder: Path, code: str) -> tuple[Path, Path]:
    """Make a county's keys: the private one, which only its owner reads, and the public one to hand up.

    Raises:
        ProvinceError: there are keys of that code already, or they cannot be written.
    """
    private, public = folder / f"{code}{PRIVATE}", folder / f"{code}{PUBLIC}"
    if private.exists() or public.exists():
        raise ProvinceError(f"{folder} 里已有 {code} 的密钥，没有另做：换了密钥，上级要重新登记。")
    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    form = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(text)
        public.write_bytes(key.public_key().public_bytes(*form))
    except OSError as error:
        raise ProvinceError(f"密钥写不进 {folder}（{error.strerror}）。请检查权限和磁盘空间。") from error
    return private, public


def codes_with_keys(folder: Path) -> tuple[str, ...]:
    """The codes for which a folder holds a private key."""
    return tuple(sorted(file.stem for file in folder.glob(f"*{PRIVATE}")))


def private_key(file: Path) -> Ed25519PrivateKey:
    """The key in a file; ProvinceError where there is none."""
    try:
        key = serialization.load_pem_private_key(file.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise ProvinceError(f"{file} 不是可用的密钥。先用 keys 做一对，把公钥交给上级登记。") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ProvinceError(f"{file} 不是 {ALGORITHM} 密钥。")
    return key


def public_text(file: Path) -> str:
    """The public key in a file, as hexadecimal signs; ProvinceError where there is none."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ProvinceError(f"{file} 读不出来（{error.strerror}）。") from error
    return public_text_of(content, str(file))


def public_text_of(content: bytes, name: str) -> str:
    """The same of the bytes of a file of that name."""
    try:
        key = serialization.load_pem_public_key(content)
    except ValueError as error:
        raise ProvinceError(f"{name} 不是可用的公钥（keys 做出的 .pub 文件）。") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ProvinceError(f"{name} 不是 {ALGORITHM} 公钥。")
    return key.public_bytes_raw().hex()


def signed(content: bytes, key: Ed25519PrivateKey) -> bytes:
    """The signature file of some bytes."""
    told = {
        "algorithm": ALGORITHM,
        "key": key.public_key().public_bytes_raw().hex(),
        "signature": key.sign(content).hex(),
    }
    return json.dumps(told, indent=1).encode()


def verify(content: bytes, signature: bytes, public: str, county: str) -> None:
    """Refuse bytes that are not signed by the key a county has registered.

    Raises:
        RefusedError: the signature is another key's, of other bytes, or none.
    """
    try:
        told = json.loads(signature)
        if told["algorithm"] != ALGORITHM:
            raise RefusedError(f"签名用的是 {told['algorithm']}，本程序只认 {ALGORITHM}。请升级程序。")
        known, mark = str(told["key"]), bytes.fromhex(told["signature"])
    except (ValueError, KeyError, TypeError) as error:
        raise RefusedError("签名文件读不出来。请县里重新生成上报包。") from error
    if known != public:
        raise RefusedError(f"签名不是{county}登记的密钥做的。请核对来源；县里换了密钥的，先重新登记公钥。")
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(mark, content)
    except (InvalidSignature, ValueError) as error:
        raise RefusedError(f"签名和清单对不上：{county}的清单签名以后被改过。") from error
