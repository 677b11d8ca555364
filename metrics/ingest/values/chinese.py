"""Chinese numerals, everyday and financial: 三十二, 壹佰贰拾, 两百, 二〇二四."""

_DIGITS = {
    d: v
    for v, row in enumerate(
        ("零〇○", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for d in row
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1_000, "仟": 1_000}
_GROUPS = {"万": 10_000, "亿": 100_000_000}

#: Every character a numeral may be made of, as the inside of a character class.
NUMERALS = "".join((*_DIGITS, *_UNITS, *_GROUPS))
#: The same without the groups, which may follow Arabic digits too.
SMALL_NUMERALS = "".join((*_DIGITS, *_UNITS))


def chinese_number(text: str) -> int | None:
    """Read a numeral.

    Args:
        text: only characters of NUMERALS.

    Returns:
        Its value; None when it is no numeral or can be read in two ways (一百二: 102 or 120).
    """
    if not text or any(sign not in NUMERALS for sign in text):
        return None
    if all(sign in _DIGITS for sign in text):
        digits = "".join(str(_DIGITS[sign]) for sign in text)
        return int(digits) if len(digits) == 1 or len(digits) == 4 else None
    return _grouped(text)


def _grouped(text: str) -> int | None:
    for sign in ("亿", "万"):
        if sign in text:
            head, _, tail = text.partition(sign)
            high, low = _below(head, _GROUPS[sign]), _tail(tail, sign)
            return None if high is None or low is None else high * _GROUPS[sign] + low
    return _section(text)


def _below(text: str, group: int) -> int | None:
    value = _grouped(text) if text else None
    return value if value is not None and (value < group or group > 10_000) else None


def _tail(text: str, sign: str) -> int | None:
    """What follows a group; a lone digit (两万五) is ambiguous unless 零 stands before it."""
    if not text:
        return 0
    if len(text) == 1 and text in _DIGITS:
        return None
    value = _grouped(text.lstrip("零〇")) if text.lstrip("零〇") else None
    return value if value is None or value < _GROUPS[sign] else None


def _section(text: str) -> int | None:
    """A numeral below ten thousand."""
    total, digit, last, zero = 0, None, 10_000, False
    for sign in text:
        if sign in _DIGITS:
            if digit not in (None, 0):
                return None
            digit, zero = _DIGITS[sign], zero or _DIGITS[sign] == 0
        else:
            unit = _UNITS[sign]
            if unit >= last or digit == 0 or (digit is None and total):
                return None
            total, digit, last, zero = total + (digit or 1) * unit, None, unit, False
    if digit and last > 10 and not zero and total:
        return None
    return total + (digit or 0)


def quarter_number(sign: str) -> int:
    """1 to 4 of 一 to 四 or 1 to 4.

    Example:
        >>> quarter_number("三"), quarter_number("4")
        (3, 4)
    """
    return "一二三四1234".index(sign) % 4 + 1
