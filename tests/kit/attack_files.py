"""Files made to harm, or harmed on their way: what a server must survive, each with its name.

Run as `python -m tests.kit.attack_files FOLDER [--quick]` to write them; the quick set leaves out the large
ones and most of those made by chance.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

from tests.kit.attacks import archives, sheets, texts, values
from tests.kit.attacks.damage import damaged
from tests.kit.attacks.making import FILES, LARGE

#: Modules that enter makers.
MAKERS = (archives, sheets, values, texts)


def attack_files(*, quick: bool = False) -> Iterator[tuple[str, bytes]]:
    """Every attack file as (name, bytes), made one after the other."""
    for name, make in FILES.items():
        if not (quick and name in LARGE):
            yield name, make()
    yield from damaged(15 if quick else 200)


def main() -> None:
    """Write the files into a folder."""
    parser = argparse.ArgumentParser(description="Write the attack files.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for name, content in attack_files(quick=given.quick):
        (given.folder / name).write_bytes(content)
        count += 1
    print(f"{count} files")


if __name__ == "__main__":
    main()
