"""Writes the bill of materials (CycloneDX): each package of a lock, its version, licence and hashes.

python .ci/sbom.py requirements.txt FOLDER deploy/sbom.cdx.json    FOLDER holds the packages, installed

Run by .ci/lock.sh, whose environment has the library. The same lock gives the same file.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import License
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPO = Path(__file__).resolve().parents[1]
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_VERSION = re.compile(r'^__version__ = "([^"]+)"', re.MULTILINE)


@dataclass(frozen=True)
class Pin:
    """One package of the lock.

    Attributes:
        need: name, version and marker.
        hashes: SHA-256 of every file of this version, in the order of the lock.
    """

    need: Requirement
    hashes: tuple[str, ...]

    @property
    def name(self) -> str:
        """As it is written in addresses of packages."""
        return canonicalize_name(self.need.name)

    @property
    def version(self) -> str:
        """What stands behind ==."""
        [only] = self.need.specifier
        return only.version


def pins_of(text: str) -> Iterator[Pin]:
    """The packages of a file of requirements with hashes."""
    for line in text.replace("\\\n", " ").splitlines():
        if line[:1].isalnum():
            yield Pin(Requirement(line.split(" --hash", 1)[0]), tuple(_HASH.findall(line)))


def licences_of(package: Distribution) -> Iterator[License]:
    """What a package says of its licence: an expression, else its field, else its classifiers.

    Raises SystemExit where it says nothing.
    """
    make = LicenseFactory()
    about = package.metadata
    field = (about.get("License") or "").strip().split("\n")[0]
    classes = [line for line in about.get_all("Classifier") or [] if line.startswith("License :: ")]
    if expression := about.get("License-Expression"):
        yield make.make_from_string(expression)
    elif field and not field.startswith("Copyright"):
        yield make.make_from_string(field)
    elif classes:
        yield from (make.make_from_string(line.split(" :: ")[-1]) for line in classes)
    else:
        raise SystemExit(f"{about['Name']} 没有写明许可证。请查明以后再用这个包。")


def component(pin: Pin, package: Distribution) -> Component:
    """One package as a component."""
    address = PackageURL("pypi", None, pin.name, pin.version)
    hashes = [HashType(alg=HashAlgorithm.SHA_256, content=value) for value in pin.hashes]
    files = ExternalReference(
        type=ExternalReferenceType.DISTRIBUTION,
        url=XsUri(str(address)),
        comment="every file of this version, one hash a file",
        hashes=hashes,
    )
    return Component(
        type=ComponentType.LIBRARY,
        name=pin.name,
        version=pin.version,
        purl=address,
        bom_ref=str(address),
        licenses=licences_of(package),
        external_references=[files],
    )


def program() -> Component:
    """The program itself."""
    [version] = _VERSION.findall((REPO / "metrics" / "__init__.py").read_text(encoding="utf-8"))
    licence = LicenseFactory().make_from_string("Apache-2.0 AND OFL-1.1")
    kind = ComponentType.APPLICATION
    return Component(type=kind, name="kandejian", version=version, bom_ref="kandejian", licenses=[licence])


def bill(pins: list[Pin], packages: Mapping[str, Distribution]) -> Bom:
    """The bill of all packages and of what each needs; the program needs all."""
    parts = {pin.name: component(pin, packages[pin.name]) for pin in pins}
    whole = program()
    bom = Bom(components=parts.values(), metadata=BomMetaData(component=whole), serial_number=None)
    bom.register_dependency(whole, parts.values())
    for name, part in parts.items():
        needs = {canonicalize_name(Requirement(need).name) for need in packages[name].requires or ()}
        bom.register_dependency(part, [parts[need] for need in sorted(needs & parts.keys())])
    return bom


def main(lock: Path, folder: Path, target: Path) -> None:
    """Write the bill of a lock whose packages are installed in a folder, once it is found valid."""
    pins = list(pins_of(lock.read_text(encoding="utf-8")))
    packages = {
        canonicalize_name(found.metadata["Name"]): found for found in distributions(path=[str(folder)])
    }
    if missing := [pin.name for pin in pins if pin.name not in packages]:
        raise SystemExit(f"{folder} 里没有 {'、'.join(missing)}，不知道它们的许可证。")
    bom = bill(pins, packages)
    bom.metadata.timestamp = None
    bom.serial_number = None
    text = JsonV1Dot6(bom).output_as_string(indent=1)
    if faults := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text):
        raise SystemExit(f"物料清单不合 CycloneDX 1.6：{faults}")
    target.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
