"""Certificates for the machines of a cluster: an authority of its own, a pair for each kind of process."""

import ipaddress
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from metrics.province.errors import ProvinceError

#: Who has a certificate: whoever schedules, computes, or asks.
CLUSTER_ROLES = ("scheduler", "worker", "client")
_AUTHORITY, _CERTIFICATE, _KEY = "ca.pem", "{}.pem", "{}.key"
_YEARS = 5
_NAME = "kandejian-cluster"


def certificate_files(folder: Path, role: str) -> tuple[Path, Path, Path]:
    """Authority, certificate and key of a role; ProvinceError where one is missing."""
    files = (folder / _AUTHORITY, folder / _CERTIFICATE.format(role), folder / _KEY.format(role))
    if missing := [file for file in files if not file.is_file()]:
        raise ProvinceError(f"没有证书文件 {missing[0]}。先用 keys --cluster 做好，再拷到这台机器。")
    return files


def make_certificates(folder: Path, hosts: Sequence[str]) -> list[Path]:
    """Make an authority and, signed by it, a certificate for each role; the authority's key is thrown away.

    Without that key nobody makes another certificate the cluster would believe; for new machines all are made
    anew.

    Args:
        folder: where they go; must not have any.
        hosts: names and addresses of the machines.

    Raises:
        ProvinceError: there are certificates already, or they cannot be written.
    """
    if (folder / _AUTHORITY).exists():
        raise ProvinceError(f"{folder} 里已有证书，没有另做。要换就先把旧的移开，每台机器都要换。")
    authority = ec.generate_private_key(ec.SECP256R1())
    name = _subject(_NAME)
    root = (
        _certificate(name, name, authority.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .sign(authority, hashes.SHA256())
    )
    written = {folder / _AUTHORITY: root.public_bytes(serialization.Encoding.PEM)}
    for role in CLUSTER_ROLES:
        key = ec.generate_private_key(ec.SECP256R1())
        made = (
            _certificate(_subject(f"{_NAME}-{role}"), name, key.public_key())
            .add_extension(x509.SubjectAlternativeName([_host(one) for one in hosts]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs=False), critical=True)
            .sign(authority, hashes.SHA256())
        )
        written[folder / _CERTIFICATE.format(role)] = made.public_bytes(serialization.Encoding.PEM)
        written[folder / _KEY.format(role)] = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    return _written(folder, written)


def _written(folder: Path, files: dict[Path, bytes]) -> list[Path]:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for file, content in files.items():
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
                stream.write(content)
    except OSError as error:
        raise ProvinceError(f"证书写不进 {folder}（{error.strerror}）。请检查权限和磁盘空间。") from error
    return list(files)


def _certificate(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365 * _YEARS))
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _host(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)
