"""A picture made fit to be kept: decoded within limits, without what tells of its place, smaller, as WebP."""

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

#: Pixels and bytes that are decoded at most, and the longest side of what is kept.
MOST_PIXELS, MOST_BYTES = 50_000_000, 20 << 20
LONGEST, THUMBNAIL = 1_600, 320
_QUALITY = 82
#: What Pillow may take a picture for; others of its formats are never tried.
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "GIF", "TIFF")


@dataclass(frozen=True)
class Photo:
    """A picture as it is kept: WebP of at most 1,600 px and of 320 px; `sha256` is of the larger one."""

    sha256: str
    content: bytes
    thumbnail: bytes
    width: int
    height: int


def ready(content: bytes) -> Photo | None:
    """A picture re-encoded; its EXIF, with the place it was taken at, is gone, its turn is kept.

    Args:
        content: bytes of a picture, from anywhere.

    Returns:
        The photo; None for what is no picture, or one that is too large to be opened.
    """
    if len(content) > MOST_BYTES:
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=_FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    return None
                opened.draft("RGB", (LONGEST, LONGEST))
                upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (
        *(UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError),
        *(Image.DecompressionBombError, Image.DecompressionBombWarning),
    ):
        return None
    large, small = _webp(upright, LONGEST), _webp(upright, THUMBNAIL)
    width, height = _fitted(upright, LONGEST).size
    return Photo(hashlib.sha256(large).hexdigest(), large, small, width, height)


def _fitted(picture: Image.Image, longest: int) -> Image.Image:
    fitted = picture.copy()
    fitted.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    return fitted


def _webp(picture: Image.Image, longest: int) -> bytes:
    """The picture as WebP, made of its pixels alone."""
    buffer = BytesIO()
    _fitted(picture, longest).save(buffer, "WEBP", quality=_QUALITY, method=4, exif=b"", icc_profile=b"")
    return buffer.getvalue()
