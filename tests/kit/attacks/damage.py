"""Good files that were cut off or changed on their way, by chance but always alike."""

import io
import random
import zipfile
from collections.abc import Iterator

from tests.kit.attacks.making import CSV, archive, good, old_good


def damaged(count: int) -> Iterator[tuple[str, bytes]]:
    """Good files cut off at many places, and with some bytes changed."""
    chance = random.Random(2023)
    seeds = {"xlsx": good(), "xls": old_good(), "csv": CSV.encode("gbk")}
    for suffix, content in seeds.items():
        for number in range(count):
            end = (number + 1) * len(content) // (count + 1)
            yield f"截断{number:03d}.{suffix}", content[:end]
            changed = bytearray(content)
            for _ in range(chance.choice((1, 2, 8, 64))):
                changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
            yield f"翻转{number:03d}.{suffix}", bytes(changed)
    for number in range(count // 5):
        for suffix in ("xlsx", "xls", "et", "csv"):
            head = {"xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xlsx": b"PK\3\4"}.get(suffix, b"")
            yield (
                f"随机{number:03d}.{suffix}",
                head * (number % 2) + chance.randbytes(chance.randrange(1, 9000)),
            )
    yield from inside(seeds["xlsx"], count, chance)


def inside(content: bytes, count: int, chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """Workbooks whose archive is whole and whose parts are changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        files = {name: source.read(name) for name in source.namelist()}
    names = [name for name in files if name.startswith("xl/") and not name.startswith("xl/theme")]
    for number in range(count):
        name = chance.choice(names)
        data = bytearray(files[name])
        for _ in range(chance.choice((1, 3, 20))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        keep = chance.randrange(1, len(data)) if number % 4 == 0 else len(data)
        yield f"部件{number:03d}.xlsx", archive(files | {name: bytes(data[:keep])})
