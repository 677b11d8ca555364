"""The printing process: reads a report, says how far it is, gives the file. Ends with its caller.

A message is one letter, the length of what follows (8 bytes) and that: `p` a report as a line of JSON, `t` a
piece of one of its long tables; back come `s` a step in words, `d` the file behind a line of JSON, `f` why
there is none, `e` the same from a process that ends: one that ran out of memory prints nothing more.
"""

import atexit
import json
import os
import shutil
import struct
import sys
from collections.abc import Callable
from typing import IO

HEAD = struct.Struct(">cQ")
#: Names the folder of the process, which goes with it.
FOLDER = "KANDEJIAN_PRINTING_FOLDER"


def send(stream: IO[bytes], kind: bytes, *parts: bytes) -> None:
    """Write one message, its parts one after the other."""
    stream.write(HEAD.pack(kind, sum(map(len, parts))))
    for part in parts:
        stream.write(part)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Read one message; None where the other side has ended."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    kind, length = HEAD.unpack(head)
    content = stream.read(length)
    return (kind, content) if len(content) == length else None


def printed(head: bytes, pieces: tuple[bytes, ...], say: Callable[[str], None]) -> tuple[bytes, bytes]:
    """The file of a report: a line of JSON with its notes and format, and the bytes."""
    from metrics.reports.export import exported  # noqa: PLC0415 - what is asked for may be small
    from metrics.reports.model import FigureBlock  # noqa: PLC0415
    from metrics.reports.press.memory import limited  # noqa: PLC0415
    from metrics.reports.press.parcel import Parcel, report_of  # noqa: PLC0415
    from metrics.reports.print import BrowserError, pdf  # noqa: PLC0415

    report, form = report_of(Parcel(head, pieces))
    figures = [block for block in report.blocks if isinstance(block, FigureBlock)]
    for at, block in enumerate(figures if form != "zip" else (), start=1):
        say(f"画图 {at}/{len(figures)}")
        try:
            pdf.figure_data(block)
        except BrowserError:
            # The file itself says why and has tables instead.
            break
    say("排版")
    with limited():
        made = exported(report, form)
    return json.dumps({"notes": made.notes, "form": made.form}).encode() + b"\n", made.content


def main() -> None:
    """Print what is asked for, one after the other, until the input ends."""
    given, back = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    if folder := os.environ.get(FOLDER):
        # The caller removes it too, but may be gone by then. The browser ends first: it is registered later.
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    while (message := receive(given)) and _answered(message[1], given, back):
        pass


def _answered(head: bytes, given: IO[bytes], back: IO[bytes]) -> bool:
    """Print one report; False when another process had better print the next."""
    from metrics.reports.press.memory import PaperTooLargeError, too_large  # noqa: PLC0415 - as above
    from metrics.reports.press.parcel import pieces_of  # noqa: PLC0415

    try:
        pieces = tuple(message[1] for _ in range(pieces_of(head)) if (message := receive(given)))
        done = printed(head, pieces, lambda words: send(back, b"s", words.encode()))
    except Exception as error:  # noqa: BLE001 - told to whoever waits; the process stays
        short = isinstance(error, PaperTooLargeError | MemoryError)
        told = too_large() if short else str(error) if isinstance(error, ValueError) else ""
        send(back, b"e" if short else b"f", (told or "没有做成，原因记在日志里。").encode())
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return not short
    send(back, b"d", *done)
    return True


if __name__ == "__main__":
    main()
