"""Opens pictures in a process of its own, with limits: a hostile one kills this process and nothing else.

Run as `python -I worker.py` by `metrics.ingest.read.ask`. An item is ("places", content of an .xlsx), which
is answered by ("ok", places, part → bytes), or ("picture", content), which is answered by ("ok", sha256,
content, thumbnail, width, height) or by (reason, "") with a reason of `pictures.ready`.
"""

import gc
import importlib
import marshal
import os
import sys
import types
from pathlib import Path

if __name__ == "__main__":
    # The files of two rooms under their own names, without what the rooms import on entering.
    _ingest = Path(__file__).parent.parent
    for _room, _path in (
        ("metrics", _ingest.parent),
        ("metrics.ingest", _ingest),
        ("metrics.ingest.read", _ingest / "read"),
        ("metrics.ingest.photos", _ingest / "photos"),
    ):
        sys.modules[_room] = types.ModuleType(_room)
        sys.modules[_room].__path__ = [str(_path)]
    for _file in ("package", "process_limits"):
        _module = importlib.import_module(f"metrics.ingest.read.{_file}")
        for _name in ("attributes", "parts_of", "limit", "allow_seconds"):
            if hasattr(_module, _name):
                setattr(sys.modules["metrics.ingest.read"], _name, getattr(_module, _name))

from metrics.ingest.photos.pictures import ready
from metrics.ingest.photos.places import found_pictures
from metrics.ingest.read import allow_seconds, limit

__all__ = ["main"]

#: Of one picture, or of looking for all of a workbook.
CPU_SECONDS = 8
MEMORY = 1 << 30


def reply(what: str, content: bytes) -> tuple:
    """The answer to one item."""
    if what == "places":
        spots, parts = found_pictures(content)
        return ("ok", [tuple(spot) for spot in spots], parts)
    photo = ready(content)
    return (photo, "") if isinstance(photo, str) else ("ok", *photo)


def main() -> None:
    """Answer every item on standard input."""
    items = marshal.load(sys.stdin.buffer)  # noqa: S302 - written by our own program
    gc.disable()
    limit(MEMORY)
    for what, content in items:
        allow_seconds(CPU_SECONDS)
        answer = marshal.dumps(reply(what, content))
        sys.stdout.buffer.write(len(answer).to_bytes(8, "little") + answer)
        sys.stdout.buffer.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
