"""The number that most likely is meant by what is no certain number; it is proposed, never taken.

A sum that was written out (60+60), a remark beside the number (3600元（已发）), letters in place of digits
(12O), digits parted by a blank (1 200). What may be one of several (100-120, 人均3600) gives nothing.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from metrics.ingest.values.chinese import NUMERALS

_LONGEST = 60
#: Words beside a number that make it another one than the row's: of each person, of a part, foreign money.
_OTHER = re.compile(r"[每各均倍番成/÷]|平均|分别|至少|美元|美金|港[币元]|欧元|英镑|日元|折扣|约合")
_AMOUNT = r"\d[\d,]{0,15}(?:\.\d{1,6})?"
_UNIT = r"(?:人次|[人名位场次家个户起件例项元块天])?"
#: 60+60, 20人×6场=120人次: numbers with plus or times between them, maybe with what they come to.
_TERM = re.compile(rf"({_AMOUNT})\s?{_UNIT}")
_SUM = re.compile(rf"=?\s?{_AMOUNT}\s?{_UNIT}(?:\s?[+＋]\s?{_AMOUNT}\s?{_UNIT}){{1,20}}")
_PRODUCT = re.compile(rf"=?\s?{_AMOUNT}\s?{_UNIT}(?:\s?[×xX*✕·]\s?{_AMOUNT}\s?{_UNIT}){{1,3}}")
#: 120（其中线上20）, 120人次，其中线上20: the whole stands before its part.
_WITH_PART = re.compile(r"([^(,，;；]{1,20}?)\s?[(,，;；]\s?(?:其中|含|包括|包含|内含|不含).{0,40}")
_BRACKETED = re.compile(r"([^()]{1,30})\(([^()]{1,30})\)")
_RANGE = re.compile(
    rf"({_AMOUNT})[万千百]?{_UNIT}%?\s?(?:[-~—–]{{1,2}}|至|到)\s?({_AMOUNT})[万千百]?{_UNIT}%?"
)
_WORDS = re.compile(r"(?![个家户打十件项起多对套])[\u4e00-\u9fff:,;、。!\s]{0,16}")
_NUMBER = re.compile(
    rf"(?:{_AMOUNT}(?:[百千万亿]{{0,2}})|[{NUMERALS}]{{2,20}})(?:人次|人/次|人|名|位|万元|亿元|元|块|个百分点|%)?"
)
_DIGIT = re.compile(r"\d|[零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟]{2}")
_BLANKS = re.compile(r"(?<=\d)[\s'’](?=\d{3}(?!\d))")
_LETTERS = str.maketrans("OoQlI|", "000111")
_LETTERED = re.compile(r"[\dOoQlI|]{2,12}(?:人次|人|元|场|次|名)?")
_SPELLED = re.compile(
    r"(?:[零〇○一二三四五六七八九]{3,8}|[一二三四五六七八九][零〇○])(?=[人名位次元场起家]|$)"
)
_POINT = re.compile(r"(?<=\d)点(?=\d{1,3}(?!\d))")
_EXPONENT = re.compile(r"(\d(?:\.\d{1,6})?)[eE]\+?(\d{1,2})")


def likely_texts(text: str) -> Iterator[str]:
    """Other texts for what most likely is meant by a text that is no number, the likeliest first.

    Args:
        text: what a person typed, as of `nfkc`.

    Example:
        >>> [list(likely_texts(text)) for text in ("60+60", "120(其中线上20)", "人均3600元")]
        [['120'], ['120'], []]
    """
    if len(text) > _LONGEST:
        return
    for reading in _READINGS:
        found = reading(text)
        if found and found != text:
            yield found


def _reckoned(text: str) -> str:
    """A sum or a product come to its number, if what stands behind = agrees."""
    left, equals, right = text.strip().lstrip("=").partition("=")
    if equals and not any(sign in left for sign in "+＋×xX*✕·"):
        left, right = right, left
    plus, times = _SUM.fullmatch(left.strip()), _PRODUCT.fullmatch(left.strip())
    if not plus and not times:
        return ""
    total = Decimal(0) if plus else Decimal(1)
    for term in _terms(left):
        total = total + term if plus else total * term
    said = list(_terms(right))
    return f"{total:f}" if total and (not equals or said == [total]) else ""


def _terms(text: str) -> Iterator[Decimal]:
    return (Decimal(term[1].replace(",", "")) for term in _TERM.finditer(text))


def range_in(text: str) -> tuple[str, str] | None:
    """The ends of a range: 120 and 150 of 120-150人次; None for another text."""
    found = _RANGE.fullmatch(text)
    return (found[1], found[2]) if found else None


def said_twice(text: str) -> tuple[str, str] | None:
    """What stands before and what in brackets: 50万元 and 伍拾万元整; None without brackets behind."""
    found = _BRACKETED.fullmatch(text)
    return (found[1], found[2]) if found else None


def _whole(text: str) -> str:
    """What stands before a part of it."""
    found = _WITH_PART.fullmatch(text)
    return "" if not found or _OTHER.search(text) else found[1]


def _twice(text: str) -> str:
    """12(男5女7): the number whose parts in brackets add up to it."""
    found = _BRACKETED.fullmatch(text)
    if not found or _OTHER.search(text):
        return ""
    parts, whole = list(_terms(found[2])), list(_terms(found[1]))
    return found[1] if len(whole) == 1 and len(parts) > 1 and sum(parts) == whole[0] else ""


def _alone(text: str) -> str:
    """The only number among words."""
    found = list(_NUMBER.finditer(text))
    if len(found) != 1 or _OTHER.search(text):
        return ""
    before, behind = text[: found[0].start()], text[found[0].end() :]
    rest = before.replace("(", "").replace(")", ""), behind.replace("(", "").replace(")", "")
    plain = all(_WORDS.fullmatch(part) and not _DIGIT.search(part) for part in rest)
    return found[0][0] if plain and not before.endswith(("-", "第")) else ""


def _lettered(text: str) -> str:
    return text.translate(_LETTERS) if _LETTERED.fullmatch(text) and any(map(str.isdigit, text)) else ""


def _spelled(text: str) -> str:
    """一二〇 sign by sign."""
    return _SPELLED.sub(
        lambda found: "".join(str("〇一二三四五六七八九".index(_zero(s))) for s in found[0]), text
    )


def _zero(sign: str) -> str:
    return "〇" if sign in "零○" else sign


def _exponent(text: str) -> str:
    found = _EXPONENT.fullmatch(text)
    return f"{Decimal(found[1]).scaleb(int(found[2])):f}" if found else ""


_READINGS: tuple[Callable[[str], str], ...] = (
    _reckoned,
    _whole,
    _twice,
    _lettered,
    lambda text: text.removesuffix("."),
    lambda text: _BLANKS.sub("", text),
    lambda text: _POINT.sub(".", text),
    _exponent,
    _spelled,
    _alone,
)
