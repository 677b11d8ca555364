"""Harmless ways of writing a number put right before it is read: 1.8w, ￥3600, 3600元整, 1万2千, 百分之五."""

import re
import unicodedata
from decimal import Decimal

from metrics.ingest.values.chinese import SMALL_NUMERALS, chinese_number
from metrics.ingest.values.traditional import simplified_numerals

_SCALES = {
    "亿": 100_000_000,
    "千万": 10_000_000,
    "百万": 1_000_000,
    "万": 10_000,
    "千": 1_000,
    "百": 100,
}
#: Letters and signs for what a number is in: 1.8w, ￥3600, RMB 3600.
LETTER_SCALES = {"w": "万", "W": "万", "k": "千", "K": "千"}
_LETTER_SCALE = re.compile(r"(?<=\d)\s*([wWkK])(?=[元块人名位场次余多+]|$)")
_MONEY_BEFORE = re.compile(r"^(?:[¥￥]|人民币|RMB|CNY)\s*:?\s*", re.IGNORECASE)
_MONEY_BEHIND = re.compile(r"(?<!\s)\s*(?:[¥￥]|\(?人民币\)?|RMB|CNY)$", re.IGNORECASE)
_MONEY_ENDS = ("元", "块", "块钱", "圆")
_WHOLE_MONEY = re.compile(r"(元|圆|块)[整正]$")
#: 百分之五点五, 约百分之五以上; of numerals and digits.
_PERCENT = re.compile(rf"百分之([\d.{SMALL_NUMERALS}]+(?:点[{SMALL_NUMERALS}]+)?)")
#: 五点五: numerals with a fraction.
_FRACTION = re.compile(rf"(?<![{SMALL_NUMERALS}\d])([{SMALL_NUMERALS}]+)点([{SMALL_NUMERALS}]+)")
#: 千分之五.
_PERMILLE = re.compile(rf"千分之([\d.{SMALL_NUMERALS}]+(?:点[{SMALL_NUMERALS}]+)?)")
#: 3600元5角2分, 叁仟陆佰元零伍角: what stands behind the yuan.
_CENTS = re.compile(
    r"[元圆块]零?(?:(?P<jiao>[\d一二三四五六七八九壹贰叁肆伍陆柒捌玖])[角毛])?(?:零?(?P<fen>[\d一二三四五六七八九壹贰叁肆伍陆柒捌玖])分)?[整正]?$"
)
#: 1万2千, 5万零2百, 12万3: digits with several scales.
_SCALE = "亿|千万|百万|万|千|百"
_COMPOUND = re.compile(rf"(?<![\d.])(?:\d+(?:{_SCALE})零?)+(?:\d+(?![\d.,余多几来]))?(?![亿万千百])")
_COMPOUND_PART = re.compile(rf"(\d+)((?:{_SCALE})?)(零?)")
#: 三千六: as it is spoken, the last numeral a tenth of what stands before it.
_SPOKEN = re.compile(
    r"(?<![一二两三四五六七八九十零])([一二两三四五六七八九十零]*[百千万亿])([一二三四五六七八九])"
    r"(?![十百千万亿])(?=\D{0,3}$)"
)
_LESS = {"百": "十", "千": "百", "万": "千", "亿": "千万"}
#: What says nothing before a number: 共30人, 实到30人, 价值3600元.
_BEFORE = (
    "总共|一共|共计|合计|总计|共有|总数|总额|共|有|人数|人次|场次|金额|价值|折合|折价"
    "|实到|实际|实有|到会|到场|参会|参加|参与|参训|达到|达"
)
_STARTS = r"(?=[\d一二三四五六七八九十百两约近超逾])"
_HARMLESS = re.compile(rf"^(?:{_BEFORE}|(?<![\u4e00-\u9fff])计)(?:{_BEFORE})?\s*+:?\s*+{_STARTS}|\(含\)")
#: What says nothing behind a number or its unit: 120名职工, 3场活动, 120人参加.
_BEHIND = re.compile(
    r"(?<=[\d人次名位场余多])(?:职工|员工|工人|人员|群众|学员|活动|参加|参与|参训|到场|到会|受益)$"
)
_BRACKETED = re.compile(r"(?<=.)\(([^()\d]{1,4})\)$")
#: Quotation marks of a text cell and stops at the end of a sentence.
_EDGES_BEFORE, _EDGES_BEHIND = "'’‘“\"`", "'’‘”\"。,、;"
#: A stop behind a word; behind a digit something may have been cut off.
_STOP = re.compile(r"(?<=[^\d.])\.$")
#: 上百, 近万, 万余: one hundred, ten thousand, that no numeral stands before.
_UNCOUNTED = re.compile(
    r"^(?:(?P<up>[上成])(?=[百千万])"
    r"|(?P<near>不足|不到|少于|不超过|小于|低于|接近|将近|近|约|大约|超过|超|逾|过|突破|破|未满|不满)(?=万)"
    r"|(?=万[余多]))"
)
_GROWN = re.compile(
    r"^(?:同比|环比)?(?:增长|上升|提高|上涨|上调|增加|增|涨|↑)?(?=[\d一二三四五六七八九十百千])"
)
_SHRUNK = re.compile(r"^(?:同比|环比)?(?:下降|降低|减少|下调|降|减|↓)(?=[\d一二三四五六七八九十百千])")
_AS_BEFORE = frozenset({"持平", "不变", "无变化", "无增长"})
_RUNNING = re.compile(r"^(?:累计|累积)(?:达到|达|共|有)?\s*:?\s*(?=\S)")
#: Columns of what grew: a word for growing says no more there than the number.
_OF_GROWTH = ("增幅", "涨幅", "增长率", "增长")


def plainer(text: str) -> str:
    """A number's text, as of `nfkc`, without what changes nothing.

    Example:
        >>> plainer("1.8w"), plainer("人民币3600元整"), plainer("百分之五点五"), plainer("1万2千人")
        ('1.8万', '3600元', '5.5%', '12000人')
    """
    text = _STOP.sub("", text.lstrip(_EDGES_BEFORE).rstrip(_EDGES_BEHIND)).strip()
    text = simplified_numerals(text)
    text = text.replace("廿", "二十").replace("卅", "三十").replace("人/次", "人次")
    text = _PERMILLE.sub(r"\1‰", _PERCENT.sub(r"\1%", text))
    text = _FRACTION.sub(_with_fraction, text)
    text = _WHOLE_MONEY.sub(r"\1", _with_cents(text))
    bare = _MONEY_BEHIND.sub("", _MONEY_BEFORE.sub("", text))
    if bare != text:
        text = bare if bare.endswith(_MONEY_ENDS) else f"{bare}元"
    text = _BRACKETED.sub(r"\1", _HARMLESS.sub("", text))
    text = _BEHIND.sub("", text)
    text = _UNCOUNTED.sub(lambda found: f"{'超' if found['up'] else found['near'] or ''}1", text)
    if text[:1] == "+" and text[1:2].isdigit():
        text = text[1:]
    text = _LETTER_SCALE.sub(lambda match: LETTER_SCALES[match[1]], text)
    return _COMPOUND.sub(_summed, text)


def running_total(text: str) -> str:
    """What stands behind 累计, if a text begins so; else an empty text."""
    match = _RUNNING.match(text)
    return text[match.end() :] if match else ""


def of_growth(text: str, header: str) -> str:
    """增长5% in a column of what grew is 5%, 下降5% is -5%; of other columns the text as it is."""
    if not header.endswith(_OF_GROWTH):
        return text
    if text in _AS_BEFORE:
        return "0%"
    return _SHRUNK.sub("-", _GROWN.sub("", text))


def as_spoken(text: str) -> str:
    """The text of a numeral that most likely is meant, such as 三千六百 for 三千六; else an empty text."""
    found = _SPOKEN.search(text)
    return f"{text[: found.end()]}{_LESS[found[1][-1]]}{text[found.end() :]}" if found else ""


def may_be_footnote(text: str) -> bool:
    """Whether raised or circled digits stand beside others: 120² is not 1202."""
    marks = [unicodedata.category(sign) == "No" for sign in text]
    return any(marks) and not all(mark for mark, sign in zip(marks, text, strict=True) if sign.isdigit())


def _with_cents(text: str) -> str:
    """3600元5角2分 as 3600.52元; what names no 角 and 分 as it is."""
    found = _CENTS.search(text)
    if not found or not (found["jiao"] or found["fen"]):
        return text
    whole = text[: found.start()]
    number = int(whole) if whole.isdecimal() else chinese_number(whole)
    cents = "".join(
        str(int(part) if part.isdecimal() else chinese_number(part)) if part else "0"
        for part in (found["jiao"], found["fen"])
    )
    return text if number is None else f"{number}.{cents.rstrip('0')}元"


def _with_fraction(match: re.Match[str]) -> str:
    whole = chinese_number(match[1])
    digits = [chinese_number(sign) for sign in match[2]]
    if whole is None or any(digit is None or digit > 9 for digit in digits):
        return match[0]
    return f"{whole}.{''.join(map(str, digits))}"


def _summed(match: re.Match[str]) -> str:
    """1万2千 as 12000; what is not written from the largest scale down stays as it is."""
    parts = _COMPOUND_PART.findall(match[0])
    if len(parts) < 2:
        return match[0]
    total, last, zero = Decimal(0), 10**12, False
    for digits, scale, follows in parts:
        value = _part(digits, scale, last, zero=zero)
        if value is None:
            return match[0]
        total, last, zero = total + value, _SCALES.get(scale, 1), bool(follows)
    return f"{total:f}"


def _part(digits: str, scale: str, last: int, *, zero: bool) -> Decimal | None:
    """The worth of one part behind a scale: 2 in 1万2 is 2千, 2000 in 1万2000 is itself."""
    if scale:
        value = Decimal(digits) * _SCALES[scale]
        return value if value < last and _SCALES[scale] < last else None
    if len(digits) == 1 and not zero:
        return Decimal(digits) * last / 10
    return Decimal(digits) if zero or len(digits) == len(str(last)) - 1 else None
