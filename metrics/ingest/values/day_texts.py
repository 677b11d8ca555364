"""Texts of days put into digits, and the days that most likely are meant by texts that are none.

What is beyond doubt is written anew: 贰零贰叁年拾月捌日, Oct 8, 2023. What only is likely is asked about:
8-Oct-23, 2O23-1O-08, 2023--10--08.
"""

import re
from collections.abc import Iterator

from metrics.ingest.values.chinese import chinese_number

_DIGITS = "〇○零一二三四五六七八九壹贰叁肆伍陆柒捌玖"
_ALL = f"{_DIGITS}十拾廿卅"
_CN_DATE = re.compile(rf"(?P<y>[{_DIGITS}Oo0]{{4}}|[{_DIGITS}]{{2}})年|(?P<md>[{_ALL}]{{1,4}})(?=[月日号])")
#: 二〇二三·十·八: numerals and the signs that part them, nothing else.
_ALL_NUMERALS = re.compile(rf"([{_DIGITS}]{{4}})\s?([.·/\-、])\s?([{_ALL}]{{1,3}})\s?\2\s?([{_ALL}]{{1,4}})")
_LETTER_O = str.maketrans("Oo0", "〇〇〇")
_WORTH = {sign: value for value, row in enumerate(("〇○零", *"一二三四五六七八九")) for sign in row} | {
    sign: value for value, sign in enumerate("壹贰叁肆伍陆柒捌玖", 1)
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    r"(?P<name>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)"
    r"(?:uary|ruary|ch|il|ust|tember|ember|ober)?"
)
_PART = r"[\s,./\-]{1,3}"
_DAY_FIRST = re.compile(
    rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?{_PART}{_NAME}\.?(?:{_PART}(?P<y>\d{{4}}|\d{{2}}))?", re.IGNORECASE
)
_MONTH_FIRST = re.compile(
    rf"{_NAME}\.?{_PART}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:{_PART}(?P<y>\d{{4}}))?", re.IGNORECASE
)
_LETTERS = str.maketrans("OoQlI|", "000111")
_LETTERED = re.compile(r"[\dOoQlI|./\-年月日号\s]{6,20}")
_REPEATED = re.compile(r"([./\-])(?:\s?\1)+")
_TORN = re.compile(r"(\d{4})[-./]?(\d{2})[-./]?(\d{2})")
_COLONS = re.compile(r"(\d{4}):(\d{1,2}):(\d{1,2})(?!\d)")
_ERA = re.compile(r"^(?:公元|西元)\s?")


def in_digits(text: str) -> str:
    """Numerals and names of months of a date as digits, where nothing else can be meant.

    Args:
        text: what a person typed, as of `nfkc`.

    Example:
        >>> in_digits("二〇二四年二月六日"), in_digits("贰零贰叁年拾月捌日"), in_digits("Oct 8, 2023")
        ('2024年2月6日', '2023年10月8日', '2023-10-8')
    """
    found = _named_month(text) if text[:1].isascii() else None
    if found and found["y"] and len(found["y"]) == 4:
        return f"{found['y']}-{_month(found)}-{found['d']}"
    bare = _ALL_NUMERALS.fullmatch(text)
    if bare:
        return f"{_year(bare[1])}-{_number(bare[3])}-{_number(bare[4])}"
    return _CN_DATE.sub(_put, _ERA.sub("", text))


def likely_days(text: str) -> Iterator[str]:
    """Other texts for the day that most likely is meant by a text that is none.

    Args:
        text: as of `in_digits`.

    Example:
        >>> list(likely_days("8-Oct-23")), list(likely_days("2O23-1O-08")), list(likely_days("国庆节"))
        (['23-10-8'], ['2023-10-08'], [])
    """
    named = _named_month(text)
    if named:
        year = f"{named['y']}-" if named["y"] else ""
        yield f"{year}{_month(named)}-{named['d']}"
    if _LETTERED.fullmatch(text) and text.translate(_LETTERS) != text:
        yield text.translate(_LETTERS)
    once = _REPEATED.sub(r"\1", text)
    if once != text:
        yield once
    torn = _TORN.fullmatch(text) or _COLONS.match(text)
    if torn:
        yield f"{torn[1]}-{torn[2]}-{torn[3]}"


def _named_month(text: str) -> re.Match[str] | None:
    return _DAY_FIRST.fullmatch(text) or _MONTH_FIRST.fullmatch(text)


def _month(found: re.Match[str]) -> int:
    return _MONTHS.index(found["name"][:3].lower()) + 1


def _put(match: re.Match[str]) -> str:
    """Digits for the numeral of a year, month or day; the text as it is where it is none."""
    if match["y"]:
        year = _year(match["y"])
        return f"{year}年" if year else match[0]
    number = _number(match["md"])
    return match[0] if number is None else str(number)


def _year(text: str) -> str:
    signs = text.translate(_LETTER_O)
    return "".join(str(_WORTH[sign]) for sign in signs) if all(sign in _WORTH for sign in signs) else ""


def _number(text: str) -> int | None:
    """A month or a day: 十月, 廿八日, 零捌日, 一〇月."""
    plain = text.replace("廿", "二十").replace("卅", "三十")
    if len(plain) == 2 and all(sign in _WORTH for sign in plain):
        return _WORTH[plain[0]] * 10 + _WORTH[plain[1]]
    return chinese_number(plain)
