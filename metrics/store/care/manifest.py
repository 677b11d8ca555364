"""The list beside a backup: its checksum, and the head of the audit's chain it ends with."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from metrics.store.care.places import checksum
from metrics.store.database import ChainHead, StoreError

#: What the list's name ends with, behind the backup's.
ENDING = ".json"


@dataclass(frozen=True)
class Manifest:
    """What was backed up.

    Args:
        file: the backup's name.
        size: its bytes.
        sha256: of its bytes.
        made_at: when, as ISO 8601.
        database: what was backed up, without a password.
        structure: of its tables.
        head: of the audit's chain in it; None of a database older than the chain.
    """

    file: str
    size: int
    sha256: str
    made_at: str
    database: str
    structure: str
    head: ChainHead | None


def list_of(backup: Path) -> Path:
    """Where the list of a backup lies."""
    return backup.with_name(backup.name + ENDING)


def write_list(backup: Path, manifest: Manifest) -> None:
    """Write it beside the backup, through a neighbour; OSError when that cannot be."""
    target = list_of(backup)
    part = target.with_name(target.name + ".part")
    try:
        part.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def read_list(backup: Path) -> Manifest | None:
    """The list of a backup; None where there is none.

    Raises:
        StoreError: it cannot be read.
    """
    file = list_of(backup)
    if not file.exists():
        return None
    try:
        fields = json.loads(file.read_text(encoding="utf-8"))
        head = fields.pop("head")
        return Manifest(**fields, head=ChainHead(int(head["id"]), str(head["hash"])) if head else None)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreError(f"备份的清单 {file} 读不了：{error}。请换一份备份。") from error


def require_same(copy: Path, manifest: Manifest, source: Path) -> None:
    """Refuse a copy of a backup that is not the file its list is about.

    Raises:
        StoreError: size or checksum differ.
    """
    if copy.stat().st_size != manifest.size or checksum(copy) != manifest.sha256:
        raise StoreError(
            f"备份 {source} 的校验码和清单 {list_of(source).name} 不符："
            "文件已损坏或被改过，没有恢复。请换一份备份。"
        )


def lists_in(folder: Path) -> Iterator[tuple[Path, Manifest | None]]:
    """The lists of backups in a folder, by name; None for one that cannot be read."""
    for file in sorted(folder.glob(f"*{ENDING}")) if folder.is_dir() else ():
        try:
            yield file, read_list(file.with_name(file.name.removesuffix(ENDING)))
        except StoreError:
            yield file, None
