"""A picture made fit to be kept: decoded within limits, without what tells of its place, smaller, as WebP.

Runs in the process that opens pictures (`worker.py`); imports nothing of the project.
"""

import hashlib
import warnings
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

#: Pixels and bytes that are decoded at most, and the longest side of what is kept.
MOST_PIXELS, MOST_BYTES = 50_000_000, 20 << 20
LONGEST, THUMBNAIL = 1_600, 320
#: Method 2 takes half the time of Pillow's own 4 for the same size.
_QUALITY, _METHOD = 80, 2
#: What Pillow may take a picture for; others of its formats are never tried.
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF")
#: Brands in the first box of pictures of newer telephones, which Pillow does not read.
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif")
#: Why a picture is not kept.
EMPTY, HEIC, LARGE, PIXELS, UNREADABLE = "empty", "heic", "bytes", "pixels", "unreadable"


class Photo(NamedTuple):
    """A picture as it is kept: WebP of at most 1,600 px and of 320 px; `sha256` is of the larger one."""

    sha256: str
    content: bytes
    thumbnail: bytes
    width: int
    height: int


def ready(content: bytes) -> Photo | str:
    """A picture re-encoded; its EXIF, with the place it was taken at, is gone, its turn is kept.

    Args:
        content: bytes of a picture, from anywhere.

    Returns:
        The photo, or why there is none: `empty`, `heic`, `bytes` (too many), `pixels` (likewise) or
        `unreadable`.
    """
    if not content:
        return EMPTY
    if len(content) > MOST_BYTES:
        return LARGE
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        return HEIC
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _decoded(content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        return PIXELS
    # Pillow's readers of broken files raise what their arithmetic happens to.
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError):
        return UNREADABLE


def _decoded(content: bytes) -> Photo | str:
    with Image.open(BytesIO(content), formats=_FORMATS) as opened:
        width, height = opened.size
        if width * height > MOST_PIXELS:
            return PIXELS
        scale = LONGEST / max(width, height)
        # A large JPEG is decoded at half its size or less, not below what is kept.
        opened.draft("RGB", (max(1, int(width * scale)), max(1, int(height * scale))))
        upright = _on_white(ImageOps.exif_transpose(opened))
    upright.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    large, size = _webp(upright), upright.size
    upright.thumbnail((THUMBNAIL, THUMBNAIL), Image.Resampling.LANCZOS)
    return Photo(hashlib.sha256(large).hexdigest(), large, _webp(upright), *size)


def _on_white(opened: Image.Image) -> Image.Image:
    """In three colours; what is transparent is white, as the paper behind it in the sheet."""
    if opened.mode not in ("RGBA", "LA", "PA") and "transparency" not in opened.info:
        return opened.convert("RGB")
    layered = opened.convert("RGBA")
    plain = Image.new("RGB", layered.size, "white")
    plain.paste(layered, mask=layered.getchannel("A"))
    return plain


def _webp(picture: Image.Image) -> bytes:
    """The picture as WebP, made of its pixels alone."""
    buffer = BytesIO()
    picture.save(buffer, "WEBP", quality=_QUALITY, method=_METHOD, exif=b"", icc_profile=b"")
    return buffer.getvalue()
