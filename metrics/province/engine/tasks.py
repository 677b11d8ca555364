"""One package as one task: bytes in, bytes out, on whatever machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from metrics.province.lake import lake_files
from metrics.province.letters import under
from metrics.province.packages import Handover, opened, sealed_bytes
from metrics.province.recompute import recomputed
from metrics.province.register import Province


@dataclass(frozen=True)
class PackageTask:
    """What a machine must know to compute a county.

    Args:
        sha256: of the package.
        content: the package.
        key: the county's public key, hexadecimal.
        county: its name in the register.
        province: name of the province.
        framework_text: the province's `visible.toml`.
    """

    sha256: str
    content: bytes = field(repr=False)
    key: str
    county: str
    province: str
    framework_text: str = field(repr=False)


@dataclass(frozen=True)
class ComputedPackage:
    """What is kept of a package: file → bytes computed of it, and ledger → its rows for the lake."""

    made: Mapping[str, bytes]
    lake: Mapping[str, bytes]


def task_handover(task: PackageTask) -> Handover:
    """A task's package opened, as the province puts it together; RefusedError for one that is not to be."""
    given = opened(sealed_bytes(task.content), task.key, task.county)
    return under(Province(Path(), task.province, {}, task.framework_text), given)


def computed_task(task: PackageTask) -> Mapping[str, bytes]:
    """What is computed of a package (`recomputed`).

    Raises:
        RefusedError: the package is not to be collected.
    """
    return recomputed(task_handover(task))


def whole_task(task: PackageTask) -> ComputedPackage:
    """Everything that is kept of a package, so that whoever collects need not open it; raises likewise."""
    given = task_handover(task)
    return ComputedPackage(recomputed(given), lake_files(given.code, given.data.ledgers))
