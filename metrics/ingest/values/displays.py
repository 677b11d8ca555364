"""What a cell shows under its number format, and the number that a person reads there.

A format rounds, scales, adds words: 5 under `0"万元"` reads 5万元, 12345 under `0!.0,"万"` reads 1.2万. What
is meant is what is read, with the digits that rounding hides: 1.2345万.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import groupby

from metrics.ingest.read import COLOUR, RED, format_sections, is_date_format

Stored = int | float | str | tuple

_PLACES = frozenset("0#?")
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\]")
_CURRENCY = re.compile(r"\[\$([^\]\-]{0,40})(?:-[^\]]{0,40})?\]")
_GENERAL = re.compile(r"General|G/通用格式", re.IGNORECASE)
_WEEKDAYS = "一二三四五六日"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_TESTS: dict[str, Callable[[float, float], bool]] = {
    "<": lambda value, limit: value < limit,
    ">": lambda value, limit: value > limit,
    "=": lambda value, limit: value == limit,
    "<=": lambda value, limit: value <= limit,
    ">=": lambda value, limit: value >= limit,
    "<>": lambda value, limit: value != limit,
}


@dataclass(frozen=True)
class Meaning:
    """What a number shows.

    Args:
        text: as it is read, with all its digits: `1.2345万`; empty when nothing is shown.
        wordless: whether there is nothing but the number.
        scaled: whether the number that is read is another one than the value (percent, thousands).
    """

    text: str
    wordless: bool
    scaled: bool


@dataclass(frozen=True)
class _Section:
    """One part of a format: a piece a placeholder, word or sign."""

    pieces: tuple[tuple[str, str], ...]
    condition: tuple[str, float] | None
    red: bool


@lru_cache(maxsize=1_000)
def _sections(code: str) -> tuple[_Section, ...]:
    return tuple(_section(part) for part in format_sections(_GENERAL.sub("\ufffe", code)))


def _section(part: list[str]) -> _Section:
    whole = "".join(part)
    found = _CONDITION.search(whole)
    condition = (found[1], float(found[2])) if found else None
    return _Section(tuple(_pieces(part)), condition, bool(RED.search(whole)))


def _pieces(part: list[str]) -> Iterator[tuple[str, str]]:
    for piece in part:
        if piece[0] == '"':
            yield "word", piece.strip('"') if len(piece) > 1 else ""
        elif piece[0] in "\\!" and len(piece) > 1:
            yield "word", piece[1]
        elif piece[0] == "_":
            yield "word", " "
        elif piece[0] == "*" or COLOUR.fullmatch(piece):
            continue
        elif piece[0] == "[":
            money = _CURRENCY.fullmatch(piece)
            if money and money[1]:
                yield "word", money[1]
        elif piece == "\ufffe":
            yield "general", ""
        elif piece in _PLACES:
            yield "place", piece
        else:
            yield {".": "point", ",": "comma", "%": "percent", "@": "text"}.get(piece, "word"), piece


def _chosen(value: float, code: str) -> tuple[_Section | None, bool]:
    """The section for a number, and whether it says itself that the number is negative."""
    parts = _sections(code)
    numbers = parts[:3] if len(parts) > 3 else parts
    if len(numbers) > 1 and any(kind == "text" for kind, _ in numbers[-1].pieces):
        numbers = numbers[:-1]
    if any(part.condition for part in numbers):
        for part in numbers:
            if part.condition is None or _TESTS[part.condition[0]](value, part.condition[1]):
                return part, False
        return None, False
    if len(numbers) == 1 or value > 0 or (value == 0 and len(numbers) < 3):
        return numbers[0], False
    return (numbers[1], True) if value < 0 else (numbers[2], False)


def displayed(value: Stored, code: str) -> str:
    """The cell as the spreadsheet shows it.

    Args:
        value: number, text or date (as RawColumn has it) under the format.
        code: the number format.

    Example:
        >>> displayed(5.26, '0"万元"'), displayed(12345, '0!.0,"万"'), displayed(0.355, "0%")
        ('5万元', '1.2万', '36%')
    """
    if isinstance(value, str):
        return _text_shown(value, code)
    if isinstance(value, tuple):
        return _day_shown(value, code)
    section, by_section = _chosen(value, code)
    if section is None:
        return "#" * 5
    shown = "".join(_filled(section, abs(value))).strip()
    return (
        f"-{shown}" if value < 0 and not by_section and any(sign in shown for sign in "123456789") else shown
    )


def meaning(value: float, code: str) -> Meaning:
    """What a person reads in a cell with a number.

    Args:
        value: the number.
        code: the number format.
    """
    section, by_section = _chosen(value, code)
    if section is None:
        return Meaning("", wordless=True, scaled=True)
    kinds = [kind for kind, _ in section.pieces]
    numeric = [at for at, kind in enumerate(kinds) if kind in ("place", "general", "text", "point")]
    if not numeric:
        words = displayed(value, code)
        return Meaning(words, wordless=False, scaled=True)
    before = _words(section, 0, numeric[0])
    after = _words(section, numeric[-1] + 1, len(kinds))
    inner = "".join(text for kind, text in section.pieces[numeric[0] : numeric[-1]] if kind == "word")
    exact, scale = _exact(section, abs(value))
    if inner == "." and "point" not in kinds:
        at = max(at for at, (kind, text) in enumerate(section.pieces) if (kind, text) == ("word", "."))
        behind = sum(kind == "place" for kind in kinds[at:])
        exact, scale = exact.scaleb(-behind), scale.scaleb(-behind)
    elif inner.strip():
        return Meaning(displayed(value, code), wordless=False, scaled=True)
    if value > 0 and "(" in before and ")" in after:
        # As accounts write what is negative.
        return Meaning(displayed(value, code), wordless=False, scaled=False)
    says_less = by_section and (section.red or "-" in before or "(" in before)
    negative = value < 0 and (not by_section or says_less)
    after = after.replace(")", "") if "(" in before else after
    before = before.replace("-", "").replace("(", "")
    number = f"{exact:f}"
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    if value == 0 and kinds.count("place") and not any(t == "0" for k, t in section.pieces if k == "place"):
        number = ""
    text = f"{before}{'-' if negative and number else ''}{number}{after}"
    return Meaning(text, wordless=not (before + after), scaled=scale != 1 or (value < 0) != negative)


def _words(section: _Section, start: int, end: int) -> str:
    return "".join(text for kind, text in section.pieces[start:end] if kind in ("word", "percent")).strip()


def _exact(section: _Section, size: float) -> tuple[Decimal, Decimal]:
    """The number that is read, unrounded, and by what it differs from the value."""
    scale = Decimal(1)
    kinds = [kind for kind, _ in section.pieces]
    scale *= 100 ** kinds.count("percent")
    scale /= 1000 ** len(_scaling(kinds))
    # As many digits as a spreadsheet keeps: 0.055 is 5.5 %, not 5.500000000000000x.
    return Decimal(f"{size:.15g}") * scale, scale


def _scaling(kinds: list[str]) -> list[int]:
    """Commas that divide by a thousand: right behind the last place of the whole part, or of all."""
    places = [at for at, kind in enumerate(kinds) if kind == "place"]
    if not places:
        return []
    point = kinds.index("point") if "point" in kinds else len(kinds)
    ends = {max((at for at in places if at < point), default=-1), places[-1]}
    found = []
    for end in ends:
        at = end + 1
        while at < len(kinds) and kinds[at] == "comma":
            found.append(at)
            at += 1
    return found


def _filled(section: _Section, size: float) -> list[str]:
    """The pieces of a section with the digits of a number in their places."""
    kinds = [kind for kind, _ in section.pieces]
    number, _ = _exact(section, size)
    if "place" not in kinds:
        plain = f"{size:.15g}" if size < 1e11 else f"{size:.0f}"
        return [
            plain if kind in ("general", "text") else text for kind, text in section.pieces if kind != "comma"
        ]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    whole = [at for at, kind in enumerate(kinds) if kind == "place" and at < point]
    part = [at for at, kind in enumerate(kinds) if kind == "place" and at > point]
    rounded = number.quantize(Decimal(1).scaleb(-len(part)), ROUND_HALF_UP)
    digits, _, decimals = f"{rounded:f}".partition(".")
    commas = [at for at, kind in enumerate(kinds) if kind == "comma"]
    grouped = bool(whole) and any(whole[0] < at < whole[-1] for at in commas if at not in _scaling(kinds))
    out = dict.fromkeys(commas, "") | _whole_part(section, whole, digits.lstrip("0"), grouped=grouped)
    for position, at in enumerate(part):
        rest = decimals[position:].rstrip("0")
        holder = section.pieces[at][1]
        out[at] = decimals[position] if rest or holder == "0" else " " if holder == "?" else ""
    return [out.get(at, text) for at, (_, text) in enumerate(section.pieces)]


def _whole_part(section: _Section, whole: list[int], digits: str, *, grouped: bool) -> dict[int, str]:
    """Digits of the whole part for its places, from the right; the first place takes what is left."""
    out: dict[int, str] = {}
    left = digits
    for count, at in enumerate(reversed(whole)):
        last = at == whole[0]
        holder = section.pieces[at][1]
        taken = left if last else left[-1:]
        left = "" if last else left[:-1]
        taken = taken or {"0": "0", "?": " "}.get(holder, "")
        out[at] = _grouped(taken, count) if grouped else taken
    return out


def _grouped(digits: str, behind: int) -> str:
    """Digits with a comma behind each that stands for thousands; `behind` is how many follow them."""
    shown = ""
    for position, digit in enumerate(reversed(digits)):
        if (behind + position) and (behind + position) % 3 == 0 and digit.isdigit():
            shown = f",{shown}" if position else f"{shown},"
        shown = f"{digit}{shown}"
    return shown


def _text_shown(value: str, code: str) -> str:
    parts = _sections(code)
    last = parts[3] if len(parts) > 3 else parts[-1]
    if not any(kind == "text" for kind, _ in last.pieces):
        return value
    return "".join(value if kind == "text" else text for kind, text in last.pieces).strip()


def _day_shown(value: tuple, code: str) -> str:
    """A date or time under its format; what it shows of month and minutes depends on what stands beside."""
    if not is_date_format(code):
        return ""
    moment = _moment(value)
    runs = ["".join(run) for _, run in groupby(format_sections(code)[0], key=str.lower)]
    joined = "".join(runs)
    half = "上午/下午" in joined or "am/pm" in joined.lower()
    text = joined.replace("上午/下午", "\ufffd").replace("AM/PM", "\ufffc").replace("am/pm", "\ufffc")
    pieces = [piece for part in format_sections(text)[:1] for piece in part]
    out, before = "", ""
    for run in _runs(pieces):
        sign = run[0].lower()
        if sign in ("y", "e", "d", "h", "s", "a"):
            out += _part(sign, len(run), moment, half=half)
            before = sign
        elif sign == "m":
            minutes = before == "h" or _next_sign(text, out) == "s"
            out += f"{moment.minute:0{min(len(run), 2)}d}" if minutes else _month(len(run), moment)
            before = sign
        elif run == "\ufffd":
            out += "上午" if moment.hour < 12 else "下午"
        elif run == "\ufffc":
            out += "AM" if moment.hour < 12 else "PM"
        elif run[0] == "[":
            out += _elapsed(run, value)
        else:
            out += "".join(text for _, text in _pieces([run]))
    return out.strip()


def _runs(pieces: list[str]) -> Iterator[str]:
    """Letters of a date that belong together, other pieces one by one."""
    for piece, run in groupby(pieces, key=str.lower):
        together = list(run)
        if len(piece) == 1 and piece in "yedhsam":
            yield "".join(together)
        else:
            yield from together


def _next_sign(text: str, _: str) -> str:
    return "s" if re.fullmatch(r"m+[^A-Za-z]*s.*", text, re.IGNORECASE) else ""


def _month(width: int, moment: datetime) -> str:
    if width > 3:
        return moment.strftime("%B")
    return _MONTHS[moment.month - 1] if width == 3 else f"{moment.month:0{width}d}"


def _part(sign: str, width: int, moment: datetime, *, half: bool) -> str:
    if sign in ("y", "e"):
        return f"{moment.year % 100:02d}" if sign == "y" and width <= 2 else f"{moment.year}"
    if sign == "a":
        return ("星期" if width > 3 else "") + _WEEKDAYS[moment.weekday()]
    if sign == "d" and width > 2:
        return moment.strftime("%A" if width > 3 else "%a")
    hour = (moment.hour % 12 or 12) if half else moment.hour
    number = {"d": moment.day, "h": hour, "s": moment.second}[sign]
    return f"{number:0{min(width, 2)}d}"


def _elapsed(run: str, value: tuple) -> str:
    seconds = int(value[1]) if value[0] == "s" else 0
    if run.lower() in ("[h]", "[hh]"):
        return str(seconds // 3600)
    return str(seconds // 60) if run.lower() in ("[m]", "[mm]") else ""


def _moment(value: tuple) -> datetime:
    kind, *parts = value
    if kind in ("d", "dt"):
        year, month, day, *clock = parts
        return datetime(year, month, day, tzinfo=UTC) + timedelta(
            **dict(zip(("hours", "minutes", "seconds"), clock, strict=False))
        )
    first = datetime(1900, 1, 1, tzinfo=UTC)
    hours, minutes, seconds = parts if kind == "t" else (0, 0, parts[0])
    return first + timedelta(hours=hours, minutes=minutes, seconds=seconds)
