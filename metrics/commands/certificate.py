"""A certificate of the machine's own, for offices that have none: made once, kept while it holds."""

import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import click
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

#: Longer ones are refused by some systems even where they are trusted.
HOLDS = timedelta(days=825)
#: A certificate that ends sooner is made anew at the next start.
LEAST = timedelta(days=30)
FOLDER = Path("data/tls")
OWNER = "看得见 自签名证书"
Name = x509.DNSName | x509.IPAddress


@dataclass(frozen=True)
class Certificate:
    """Where certificate and key lie, what it is told apart by, and whether it was made just now."""

    certificate: Path
    key: Path
    fingerprint: str
    made: bool


def own_certificate(names: tuple[str, ...], folder: Path = FOLDER) -> Certificate:
    """The machine's own certificate for all of these names and addresses.

    Args:
        names: host names and addresses people type; those of this machine itself come on top.
        folder: keeps it; made when it is missing.

    Raises:
        ClickException: the folder cannot be written, or holds a certificate somebody else has issued that
            does not do.
    """
    certificate, key = folder / "kandejian.crt", folder / "kandejian.key"
    wanted = _names((*names, "localhost", "127.0.0.1", "::1", socket.gethostname()))
    try:
        kept = _kept(certificate, key)
        if kept is not None and _does(kept, wanted):
            return Certificate(certificate, key, _fingerprint(kept), made=False)
        if kept is not None and kept.issuer != _OURS:
            raise click.ClickException(
                f"{certificate} 不是本系统做的证书，而且快要到期，或者不含现在用的地址。"
                "请换一张新的，或把它移走，让本系统自己做一张。"
            )
        made = _make(certificate, key, wanted)
    except OSError as error:
        raise click.ClickException(
            f"证书写不进 {folder}（{error.strerror}）。请检查权限和磁盘空间。"
        ) from error
    return Certificate(certificate, key, _fingerprint(made), made=True)


_OURS = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, OWNER)])


def _names(texts: tuple[str, ...]) -> tuple[Name, ...]:
    """Names as a certificate holds them; one that it cannot hold is left out."""
    found: dict[str, Name] = {}
    for text in filter(None, (text.strip("[]").partition("%")[0] for text in texts)):
        try:
            found[text] = x509.IPAddress(ip_address(text))
        except ValueError:
            if text.isascii():
                found[text] = x509.DNSName(text)
    return tuple(found.values())


def _kept(certificate: Path, key: Path) -> x509.Certificate | None:
    """The certificate that is there, or None without the key that belongs to it."""
    try:
        there = x509.load_pem_x509_certificate(certificate.read_bytes())
        own = serialization.load_pem_private_key(key.read_bytes(), None)
    except (FileNotFoundError, ValueError, TypeError):  # TypeError: the key asks for a password
        return None
    form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    return there if there.public_key().public_bytes(*form) == own.public_key().public_bytes(*form) else None


def _does(kept: x509.Certificate, wanted: tuple[Name, ...]) -> bool:
    """Whether it holds for a while and for all names."""
    if kept.not_valid_after_utc < datetime.now(UTC) + LEAST:
        return False
    try:
        has = kept.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    return set(wanted) <= set(has)


def _make(certificate: Path, key: Path, names: tuple[Name, ...]) -> x509.Certificate:
    """Make key and certificate, and put both in their places, the key readable by its owner only."""
    private = ec.generate_private_key(ec.SECP256R1())
    made = _signed(private, names)
    folder = certificate.parent
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    _put(key, text, 0o600)
    _put(certificate, made.public_bytes(serialization.Encoding.PEM), 0o644)
    return made


def _signed(private: ec.EllipticCurvePrivateKey, names: tuple[Name, ...]) -> x509.Certificate:
    now, public = datetime.now(UTC), private.public_key()
    builder = (
        x509.CertificateBuilder()
        .subject_name(_OURS)
        .issuer_name(_OURS)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        # Clocks of an office differ.
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + HOLDS)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        # Office computers are told to trust it: it must not be able to vouch for any other site.
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
    return builder.sign(private, hashes.SHA256())


def _put(path: Path, content: bytes, mode: int) -> None:
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as stream:
        stream.write(content)
    part.replace(path)


def _fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256, in the pairs browsers show."""
    return certificate.fingerprint(hashes.SHA256()).hex(":").upper()
