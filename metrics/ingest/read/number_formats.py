"""Which number formats make a cell say something else than its bare value; imports nothing of the project.

Most do not: `0.00`, `#,##0`, a whole date. Only cells with the others are handed on with their format.
"""

import re
from collections.abc import Mapping

#: Formats that a file names by number only; the Chinese ones (27 and above) as Excel for China shows them.
BUILT_IN: Mapping[int, str] = {
    9: "0%",
    10: "0.00%",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((32,), 'h"时"mm"分"'),
    **dict.fromkeys((33,), 'h"时"mm"分"ss"秒"'),
    **dict.fromkeys((34, 55), '上午/下午h"时"mm"分"'),
    **dict.fromkeys((35, 56), '上午/下午h"时"mm"分"ss"秒"'),
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
}
#: Those that show the month and day of a date, or the bare number.
_QUIET_BUILT_IN = frozenset(
    (*range(9), *range(11, 17), 22, 28, 29, 30, 31, *range(37, 45), 48, 49, 51, 53, 54, 58)
)

_COLOURS = (
    "Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|Color ?\\d+"
    "|黑色?|蓝色?|绿色?|红色?|白色?|黄色?|洋红|蓝绿色|颜色 ?\\d+"
)
COLOUR = re.compile(rf"\[(?:{_COLOURS})\]", re.IGNORECASE)
RED = re.compile(r"\[(?:Red|红色?)\]", re.IGNORECASE)
#: Excel takes formats of 255 signs; what is quoted further is read sign by sign.
_PIECE = re.compile(r'"[^"]{0,255}"|\\.|!.|_.|\*.|\[[^\]]{0,255}\]|;|.', re.DOTALL)
_CURRENCY = re.compile(r"\[\$[¥￥]?-?[0-9A-Fa-f,]*\]|[¥￥]|\[DBNum\d\]", re.IGNORECASE)
#: What is left of a section that shows the number as it is, rounded at most.
_SHOWN_NUMBER = re.compile(
    r"(?:General|G/通用格式|@|[#?,]*0(?:\.[0#?]*)?(?:E[+-]0+)?|(?:[#?]*0? )?[?#0]+/[?#0-9]+)", re.IGNORECASE
)
_PERIODS = frozenset("ymdhs")
#: Signs in a format of dates that say nothing beside the date.
_OF_DATES = frozenset("年月日号时分秒点上下午周星期-/.,，、:：()（）TZ")


def pieces(code: str) -> list[str]:
    """A format in pieces: a quoted text, an escaped sign, a bracket, `_x`, `*x`, `;`, or a single sign."""
    return _PIECE.findall(code)


def format_sections(code: str) -> list[list[str]]:
    """The pieces of each part between semicolons."""
    parts: list[list[str]] = [[]]
    for piece in pieces(code):
        if piece == ";":
            parts.append([])
        else:
            parts[-1].append(piece)
    return parts


def is_date_format(code: str) -> bool:
    """Whether a format shows a day or a time of day."""
    return any(
        piece.lower() in _PERIODS or piece.lower() in ("[h]", "[hh]", "[m]", "[mm]", "[s]", "[ss]")
        for piece in pieces(code)
    )


def tells(code: str) -> bool:
    """Whether a cell with this format may say something else than its bare value.

    Args:
        code: as the file writes it, e.g. `0"万元"`.

    Example:
        >>> [tells(code) for code in ("#,##0.00", "yyyy-mm-dd", '0"万元"', "0%", "0.0,", 'yyyy"年"m"月"')]
        [False, False, True, True, True, True]
        >>> tells('yyyy"年"m"月"d"日"'), tells('yyyy"年"m"月"d"日起"')
        (False, True)
    """
    if is_date_format(code):
        first = format_sections(code)[0]
        words = {sign for piece in first for sign in _word(piece) if not sign.isspace()}
        return not {"m", "d"} <= {piece.lower() for piece in first} or not words <= _OF_DATES
    parts = format_sections(code)
    return len(parts) > 4 or any(_says(part, position, len(parts)) for position, part in enumerate(parts))


def _word(piece: str) -> str:
    """The signs of a piece that are shown as they stand; of letters only those outside of a format's own."""
    if piece[0] == '"':
        return piece[1:-1]
    if piece[0] in "\\!":
        return piece[1:]
    return piece if len(piece) == 1 and not piece.isascii() else ""


def _says(part: list[str], position: int, parts: int) -> bool:
    """Whether one section of a format of numbers says more, or less, than the number."""
    text = "".join(part)
    left = "".join(_bare(piece) for piece in part if not COLOUR.fullmatch(piece)).strip()
    left = _CURRENCY.sub("", left).strip()
    if position == 2 and "*" in text and re.fullmatch(r"-[?#0]*", left):
        return False
    if position == 3 or (position == 2 and parts == 3 and left == "@"):
        return left not in ("@", "General", "G/通用格式")
    negative = left.startswith(("-", "(")) or (left.startswith("+") and position == 0)
    left = re.sub(r"^[-+]?\(?[-+]?|\)$", "", left).strip()
    if position == 1 and not (negative or RED.search(text)):
        return True
    if position != 1 and negative:
        return True
    return not _SHOWN_NUMBER.fullmatch(left)


def _bare(piece: str) -> str:
    """A piece without its quotes; spaces of a width and fillings are nothing."""
    if piece[0] in "_*":
        return ""
    if piece[0] == '"':
        return piece[1:-1] if not piece[1:-1].strip(" -()¥￥") else piece
    return piece[1:] if piece[0] in "\\!" and piece[1:] in (" ", "-", "(", ")", "¥", "￥", "+") else piece


def telling(own: Mapping[int, str], formats: list[int]) -> dict[int, str]:
    """The cell styles whose format may say something else: number of the style → format.

    Args:
        own: number → format, of those that the file defines.
        formats: per style the number of its format.
    """
    seen: dict[int, str] = {}
    for number in set(formats):
        code = own.get(number, BUILT_IN.get(number, ""))
        if code and (number in own or number not in _QUIET_BUILT_IN) and len(code) <= 255 and tells(code):
            seen[number] = code
    return {style: seen[number] for style, number in enumerate(formats) if number in seen}
