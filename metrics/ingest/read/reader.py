"""Reads uploaded files: spreadsheets in a subprocess with limits, CSV here; bad ones give a Refusal."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from metrics.ingest.model import CellRef
from metrics.ingest.read.asking import ask
from metrics.ingest.read.csvreader import read_csv
from metrics.ingest.read.process_limits import COUNTS_CPU
from metrics.ingest.read.raw import RawBook, RawColumn, RawSheet, Refusal, int_codes
from metrics.ingest.read.sniff import sniff

WORKER = Path(__file__).with_name("worker.py")
#: Seconds that a file may take: what it computes, which its process counts where the system does.
SECONDS = 18
#: On a busy machine as many seconds pass while a file computes a few: here nobody waits any longer.
FAR_SECONDS = 240
#: A batch hands at most this many bytes to one process.
BATCH_BYTES = 64 << 20

_REFUSALS = {
    "password": Refusal("E104", "加密的工作簿"),
    "damaged": Refusal("E107", "文件内容损坏"),
    "encoding": Refusal("E107", "内部文字不是 UTF-8 编码"),
    "entity": Refusal("E108", "文件里有外部实体声明"),
    "sizes": Refusal("E108", "部件的大小与目录里写的不一致"),
    "memory": Refusal("E109", "读取时占用的内存超过上限"),
    "crashed": Refusal("E109", "读取程序在这个文件上中止"),
    "slow": Refusal("E109", f"{SECONDS} 秒内没有读完"),
    "busy": Refusal("E119", ""),
}


def read(file: str, content: bytes) -> RawBook | Refusal:
    """Read one file.

    Args:
        file: its name.
        content: its bytes, from anywhere.

    Returns:
        Its sheets, or a Refusal; never raises for bad input.

    Raises:
        AbandonedError: the tab that wanted it (`asked_by`) was closed meanwhile.
    """
    return read_many([(file, content)])[0]


def read_many(files: Sequence[tuple[str, bytes]]) -> list[RawBook | Refusal]:
    """Read several files with as few processes as can be; each file keeps limits of its own.

    Args:
        files: (name, bytes) of each.

    Returns:
        One answer a file, in order.
    """
    answers: list[RawBook | Refusal | None] = [None] * len(files)
    waiting = []
    for position, (file, content) in enumerate(files):
        kind = sniff(file, content)
        if kind in ("xlsx", "xls"):
            waiting.append((position, kind, content))
        else:
            answers[position] = kind if isinstance(kind, Refusal) else read_csv(file, content)
    for batch in _batches(waiting):
        far = FAR_SECONDS if COUNTS_CPU else SECONDS
        replies = ask(WORKER, [item[1:] for item in batch], far, counted=COUNTS_CPU)
        for (position, kind, _), reply in zip(batch, replies, strict=True):
            answers[position] = _book(kind, reply)
    return [answer for answer in answers if answer is not None]


def _batches(items: list[tuple[int, str, bytes]]) -> Iterable[list[tuple[int, str, bytes]]]:
    batch: list[tuple[int, str, bytes]] = []
    for item in items:
        if batch and sum(len(content) for _, _, content in batch) + len(item[2]) > BATCH_BYTES:
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch


def _book(kind: str, reply: tuple) -> RawBook | Refusal:
    status, value = reply
    if status == "ok":
        return RawBook(kind, tuple(_sheet(*sheet) for sheet in value))
    if status == "large":
        return Refusal("E109", value)
    if status == "far":
        place = CellRef("", *value)
        return Refusal("E109", f"工作表“{place.sheet}”的内容一直到 {place.address}", place=place)
    return _REFUSALS[status]


def _sheet(name: str, visible: bool, height: int, columns: list, merges: list, scan: tuple) -> RawSheet:
    broken, hidden_rows, hidden_columns, struck = scan
    return RawSheet(
        name,
        visible,
        height,
        tuple(RawColumn(values, int_codes(codes)) for values, codes in columns),
        tuple(tuple(area) for area in merges),
        {(row, column): what for row, column, what in broken},
        tuple(hidden_rows),
        tuple(hidden_columns),
        {(row, column): what for row, column, what in struck},
    )
