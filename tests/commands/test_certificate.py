"""The certificate a start makes for itself."""

import os
from datetime import UTC, datetime, timedelta

import click
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from metrics.commands import certificate
from metrics.commands.certificate import own_certificate


def loaded(made):
    return x509.load_pem_x509_certificate(made.certificate.read_bytes())


def names_of(made):
    held = loaded(made).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(name.value) for name in held}


def test_it_names_the_machine_and_vouches_for_nobody_else(tmp_path):
    made = own_certificate(("10.0.0.5", "kandejian.example.gov.cn", "[fe80::1]"), tmp_path / "tls")
    wanted = {"10.0.0.5", "kandejian.example.gov.cn", "fe80::1", "localhost", "127.0.0.1", "::1"}
    assert wanted <= names_of(made)
    held = loaded(made)
    assert not held.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert held.not_valid_after_utc > datetime.now(UTC) + timedelta(days=800)
    assert made.fingerprint.replace(":", "").lower() == held.fingerprint(hashes.SHA256()).hex()


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_the_key_is_its_owners_only(tmp_path):
    was = os.umask(0)
    try:
        made = own_certificate((), tmp_path / "tls")
    finally:
        os.umask(was)
    assert made.key.stat().st_mode & 0o777 == 0o600
    assert made.key.parent.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in made.key.parent.glob("*.part")] == []


def test_it_is_kept_while_it_does_and_made_anew_for_another_name(tmp_path):
    first = own_certificate(("10.0.0.5",), tmp_path)
    again = own_certificate(("10.0.0.5",), tmp_path)
    assert (first.made, again.made, again.fingerprint) == (True, False, first.fingerprint)
    assert own_certificate((), tmp_path).fingerprint == first.fingerprint
    other = own_certificate(("10.0.0.6",), tmp_path)
    assert (other.made, "10.0.0.6" in names_of(other)) == (True, True)


def test_it_is_made_anew_before_it_ends_and_when_its_key_is_lost(tmp_path, monkeypatch):
    monkeypatch.setattr(certificate, "HOLDS", timedelta(days=29))
    old = own_certificate((), tmp_path)
    monkeypatch.undo()
    new = own_certificate((), tmp_path)
    assert new.fingerprint != old.fingerprint
    new.key.unlink()
    assert own_certificate((), tmp_path).made
    new.key.write_text("half a k")
    assert own_certificate((), tmp_path).made


def test_one_that_somebody_else_issued_is_never_overwritten(tmp_path):
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "县信息中心")])
    issued = x509.CertificateBuilder(name, name, key.public_key(), 7, now, now + timedelta(days=365))
    (tmp_path / "kandejian.crt").write_bytes(
        issued.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (tmp_path / "kandejian.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, *form))
    before = (tmp_path / "kandejian.crt").read_bytes()
    with pytest.raises(click.ClickException, match="不是本系统做的证书"):
        own_certificate((), tmp_path)
    assert (tmp_path / "kandejian.crt").read_bytes() == before


def test_a_place_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "tls").write_text("a file in the folder's place")
    with pytest.raises(click.ClickException, match="证书写不进"):
        own_certificate((), tmp_path / "tls")
