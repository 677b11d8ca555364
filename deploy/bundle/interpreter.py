"""Writes into the programs of a runtime where their loader lies: interpreter.py RUNTIME.

Run by `install.sh`, on the server, by the very Python it makes startable (through the loader). The place
is written over the one that stands there; the rest of the file stays as it was built and tested.
"""

import os
import struct
import sys
from pathlib import Path

PROGRAMS = ("bin/python3.11", "chromium/chromium", "chromium/chrome_crashpad_handler")
#: Type of the part of an ELF file that names its loader.
_INTERPRETER = 3


def main(runtime: Path) -> None:
    """Set it in every program; SystemExit when the place is too long."""
    loader = runtime / "lib" / (runtime / "loader").read_text(encoding="utf-8").strip()
    for name in PROGRAMS:
        write(runtime / name, os.fsencode(loader))


def write(program: Path, loader: bytes) -> None:
    """Replace the program by a copy with another loader, so that one that runs stays as it is."""
    content = bytearray(program.read_bytes())
    start, size = place(content)
    if len(loader) >= size:
        sys.exit(f"安装的位置太长：{loader.decode()} 超过 {size - 1} 个字节。请换一个短一些的文件夹。")
    content[start : start + size] = loader.ljust(size, b"\0")
    beside = program.with_name(f"{program.name}.new")
    beside.write_bytes(content)
    beside.chmod(0o755)
    beside.replace(program)


def place(content: bytes | bytearray) -> tuple[int, int]:
    """Where an ELF file of 64 bits, little end first, names its loader: offset and room in bytes."""
    (table,), (entry, count) = struct.unpack_from("<Q", content, 32), struct.unpack_from("<HH", content, 54)
    for number in range(count):
        kind, _, offset, _, _, size = struct.unpack_from("<IIQQQQ", content, table + number * entry)
        if kind == _INTERPRETER:
            return offset, size
    sys.exit("程序文件不是打包时的样子，没有安装。请重新取一份安装包。")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
