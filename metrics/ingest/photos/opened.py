"""Pictures opened by a process with limits, and the words for those that were not."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from metrics.ingest.photos.pictures import MOST_BYTES, MOST_PIXELS, Photo
from metrics.ingest.read import ask

WORKER = Path(__file__).with_name("worker.py")
#: Wall-clock seconds for one picture, and for all that are brought at once: a file is answered within 25.
SECONDS, ALL_SECONDS = 8, 14
LATE = "late"
REASONS: Mapping[str, str] = {
    "empty": "图片是空的",
    "heic": "是苹果手机的 HEIC 格式，读不了；请在手机“设置—相机—格式”里选“兼容性最佳”再拍，或另存为 JPG",
    "bytes": f"图片超过 {MOST_BYTES >> 20} MB",
    "pixels": f"图片超过 {MOST_PIXELS // 10_000} 万像素",
    "unreadable": "不是 JPG、PNG、WebP 等图片，或者已经损坏",
    "crashed": "打开这张图片时程序中止",
    "slow": "这张图片打开得太久",
    LATE: "图片太多太大，没有来得及处理",
}


def opened(contents: Sequence[bytes]) -> list[Photo | str]:
    """Each picture made fit to be kept, or why not (`REASONS`); the same bytes are opened once.

    Args:
        contents: bytes, from anywhere.

    Raises:
        AbandonedError: the tab that brought them was closed meanwhile.
    """
    keys = [hashlib.sha256(content).digest() for content in contents]
    distinct = dict(zip(keys, contents, strict=True))
    replies = ask(WORKER, [("picture", one) for one in distinct.values()], SECONDS, ALL_SECONDS)
    photos = dict(zip(distinct, map(_photo, replies), strict=True))
    return [photos[key] for key in keys]


def _photo(reply: tuple) -> Photo | str:
    status, *fields = reply
    return Photo(*fields) if status == "ok" else str(status)
