"""The printing process: reads a report as JSON, says how far it is, gives the file. Ends with its caller.

A message is one letter, the length of what follows (8 bytes) and that: `s` a step in words, `d` the file
behind a line of JSON, `f` why there is none.
"""

import json
import struct
import sys
from collections.abc import Callable
from typing import IO

HEAD = struct.Struct(">cQ")


def send(stream: IO[bytes], kind: bytes, content: bytes) -> None:
    """Write one message."""
    stream.write(HEAD.pack(kind, len(content)) + content)
    stream.flush()


def receive(stream: IO[bytes]) -> tuple[bytes, bytes] | None:
    """Read one message; None where the other side has ended."""
    head = stream.read(HEAD.size)
    if len(head) < HEAD.size:
        return None
    kind, length = HEAD.unpack(head)
    content = stream.read(length)
    return (kind, content) if len(content) == length else None


def printed(asked: bytes, say: Callable[[str], None]) -> bytes:
    """The file of a report: a line of JSON with its notes and format, and behind it the bytes."""
    from metrics.reports.export import exported  # noqa: PLC0415 - what is asked for may be small
    from metrics.reports.model import FigureBlock, Report  # noqa: PLC0415
    from metrics.reports.print import BrowserError, pdf  # noqa: PLC0415

    wanted = json.loads(asked)
    report = Report.from_json(wanted["report"])
    figures = [block for block in report.blocks if isinstance(block, FigureBlock)]
    for at, block in enumerate(figures if wanted["form"] != "zip" else (), start=1):
        say(f"画图 {at}/{len(figures)}")
        try:
            pdf.figure_data(block)
        except BrowserError:
            # The file itself says why and has tables instead.
            break
    say("排版")
    made = exported(report, wanted["form"])
    return json.dumps({"notes": made.notes, "form": made.form}).encode() + b"\n" + made.content


def main() -> None:
    """Print what is asked for, one after the other, until the input ends."""
    given, back = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    while message := receive(given):
        try:
            done = printed(message[1], lambda words: send(back, b"s", words.encode()))
        except Exception as error:  # noqa: BLE001 - told to whoever waits; the process stays
            send(
                back,
                b"f",
                (str(error) if isinstance(error, ValueError) else "没有做成，原因记在日志里。").encode(),
            )
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
        else:
            send(back, b"d", done)


if __name__ == "__main__":
    main()
