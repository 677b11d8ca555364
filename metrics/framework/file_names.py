"""Names of files made from texts that people chose: an enterprise, a title, what they uploaded."""

import re
import unicodedata

#: File systems take names of 255 bytes, 85 Chinese characters; a suffix and a number still fit behind.
MOST_BYTES = 240
_FORBIDDEN = '\\/:*?"<>|'
#: Names of devices, which Windows does not take whatever the suffix.
_DEVICE = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)
_NAMELESS = "未命名"


def safe_file_name(head: str, tail: str = "") -> str:
    """A name that Linux, Windows and macOS take for a file.

    Args:
        head: the text; too long, its end is cut.
        tail: stands behind it and is kept whole: period, version, suffix.

    Returns:
        At most `MOST_BYTES` bytes of UTF-8. What is forbidden is `_`; signs that are not seen but turn the
        direction of writing are left out, so that no name looks like another. No dot or space is at an end.

    Example:
        >>> safe_file_name("甲/乙?", "_2023年.xlsx")
        '甲_乙__2023年.xlsx'
    """
    head, tail = _allowed(head).strip(" ."), _allowed(tail).rstrip(" .")
    room = MOST_BYTES - len(tail.encode())
    head = _cut(head, room) or _NAMELESS
    if _DEVICE.match(head + tail):
        head = _cut(f"_{head}", room)
    return head + tail


def as_file_name(file: str) -> str:
    """The name of a file that somebody sent, as one that can be written anywhere; its suffix stays."""
    stem, dot, suffix = file.rpartition(".")
    whole = dot and suffix.isalnum() and len(suffix.encode()) <= MOST_BYTES - len(_NAMELESS.encode())
    return safe_file_name(stem, dot + suffix) if whole else safe_file_name(file)


def _cut(head: str, room: int) -> str:
    return head.encode()[: max(room, 0)].decode(errors="ignore").rstrip(" .")


def _allowed(text: str) -> str:
    kept = (sign for sign in unicodedata.normalize("NFC", text) if unicodedata.category(sign) != "Cf")
    return "".join(
        "_" if sign in _FORBIDDEN or unicodedata.category(sign)[0] == "C" else sign for sign in kept
    )
