"""The names that one cell holds: parted, without the numbers and words that stand about them."""

import re
from collections import Counter
from collections.abc import Iterable

from metrics.ingest.values.reading import nfkc

SPLIT = re.compile(r"[、；;，,/／\n\r|｜+＋&＆]+")
#: What may stand in a name as well: tried when the others part nothing.
_WEAK_SPLIT = re.compile(r"\s+|和|及|与|以及")
NUMBERED = re.compile(r"(?P<letters>[A-Z]{0,2})[-._]?(?P<number>[0-9]{1,6})")
#: E017至E020, E017-E020; 等4家, 等企业.
FROM_TO = re.compile(
    r"(?P<first>[A-Z]{0,2}[0-9]+)\s{0,9}号?\s{0,9}(?:[至到~—–―…⋯-]|\.(?=\.)|(?<=\.)\.)+\s{0,9}"
    r"(?P<last>[A-Z]{0,2}[0-9]+)\s{0,9}号?"
)
AND_OTHERS = re.compile(r"等(?:[0-9]+|[一二三四五六七八九十几多数]+)?\s*(?:家|户|个|间|单位|公司|企业)*")
#: E017（4家）, 金卓光伏与启信装备共2家.
SO_MANY = re.compile(
    r"\s{0,9}[(]?[共计]?\s{0,9}(?:(?!1\s{0,9}[家户])[0-9]{1,3}|[二三四五六七八九十两几多数]{1,3})\s{0,9}[家户](?:企业|公司|单位)?[)]?$"
)
#: E017…: more than are named.
OPEN = ("..", "…", "⋯", "。。")
#: ①E017②E018, which the compatibility form would make digits of the codes.
_CIRCLED = re.compile(r"[①-⑳⑴-⒇⒈-⒛❶-❿➀-➉㈠-㈩㊀-㊉]")
#: 1、E017 2、E018; (一)金卓光伏.
_ORDINAL = re.compile(
    r"(?:^|(?<=[\s、,;]))[(]?(?P<n>[0-9]{1,2}|[一二三四五六七八九十]{1,2})(?P<sign>[.、]|[)][.、]?)\s{0,9}(?=[A-Z\u4e00-\u9fff])",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"[(]([0-9]{1,2}|[一二三四五六七八九十]{1,2})[)]")
_ORDINALS = {sign: number for number, sign in enumerate("一二三四五六七八九十", 1)}
#: EO17, E0l7: letters in place of digits.
LETTERED = re.compile(r"[A-Z]{1,2}[0-9OIL]{2,5}")
AS_DIGITS = str.maketrans("OIL", "011")
#: One code among other signs, the next one right behind it or not: E017E018.
ANY_CODE = re.compile(r"(?<![A-Z])[A-Z]{1,2}-?[0-9]{1,6}(?![0-9])(?![A-Z](?![A-Z]?[0-9]))", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Z]{1,2}", re.IGNORECASE)
#: 编号：E017, E 017, E017号: what stands about a code without another meaning.
_LABEL = re.compile(
    r"^(?:(?:企业|公司|单位)?(?:编号|名称|全称|代码)\s*:?|(?:企业|公司|单位)\s*:|(?:No\.?|#|第)(?=\s*\d))\s*",
    re.IGNORECASE,
)
_WIDE_CODE = re.compile(r"\b([A-Z]{1,2}) +(?=[0-9])", re.IGNORECASE)
_NUMBER_WORD = re.compile(r"(?<![A-Z0-9])([A-Z]{0,2}[0-9]{1,6})号", re.IGNORECASE)
_WRAPPED = re.compile(r"[(\[【]([^()\[\]【】]+)[)\]】]")
_STOPS = " 、,;。.·:|/\\"
_CONNECTED = re.compile(r"^(?:以及|和|及|与|含|[(])+|(?:以及|联合|和|及|与|跟|同|兼|暨|并|含|[(])+$")
#: From one code to another there are no more than these.
_MOST_NUMBERED = 60


def parts_of(text: str) -> tuple[str, ...]:
    """The names that one cell holds, as far as separators, 等4家 and E017至E020 tell; one when it is one."""
    plain = tidied(text)
    between = FROM_TO.fullmatch(plain.upper())
    if between:
        return numbered(between["first"], between["last"])
    others = AND_OTHERS.search(plain)
    plain = plain[: others.start()] if others and others.end() == len(plain) else SO_MANY.sub("", plain)
    return tuple(next((parts for parts in partings(plain) if len(parts) > 1), [plain] if plain else []))


def partings(plain: str) -> Iterable[list[str]]:
    """A text parted before each of several codes, by separators, by what may stand in a name as well."""
    letters = Counter(_LETTERS.match(code)[0].upper() for code in ANY_CODE.findall(plain))  # type: ignore[index]
    if max(letters.values(), default=0) > 1:
        yield _cleaned(SPLIT.split(ANY_CODE.sub(lambda code: f"\n{code[0]}", plain)))
    for separators in (SPLIT, _WEAK_SPLIT):
        yield [part.strip() for part in separators.split(plain) if part.strip()]


def _cleaned(parts: Iterable[str]) -> list[str]:
    """Parts without the stops and words that join them."""
    bare = (_CONNECTED.sub("", part.strip(_STOPS)).strip(_STOPS) for part in parts)
    return [part for part in bare if part.strip("()")]


def tidied(text: str) -> str:
    """A text as of `nfkc` without what says nothing about a code: brackets around it, a stop behind it."""
    plain = _LABEL.sub("", _unnumbered(nfkc(_CIRCLED.sub("\n", text)).strip(_STOPS)))
    wrapped = _WRAPPED.fullmatch(plain)
    return _NUMBER_WORD.sub(r"\1", _WIDE_CODE.sub(r"\1", wrapped[1] if wrapped else plain))


def _unnumbered(text: str) -> str:
    """A list without the numbers before its parts: 1、E017 2、E018; only if they count from one."""
    text, whole = _IN_BRACKETS.sub(r"\n\1)", text), text
    found = list(_ORDINAL.finditer(text))
    counted = [int(one["n"]) if one["n"].isdigit() else _ORDINALS.get(one["n"], 0) for one in found]
    if counted != list(range(1, len(found) + 1)) or (len(found) == 1 and found[0]["sign"] == "、"):
        return whole
    return _ORDINAL.sub("\n", text).strip() if found else whole


def numbered(first: str, last: str) -> tuple[str, ...]:
    """The codes from one to another; of ends that do not fit together just these."""
    start, end = NUMBERED.fullmatch(first), NUMBERED.fullmatch(last)
    if start is None or end is None or end["letters"] not in ("", start["letters"]):
        return first, last
    numbers = range(int(start["number"]), int(end["number"]) + 1)
    if not end["letters"] and len(numbers) < 2:
        # E017-02 is no row of codes.
        return (first,)
    if not 1 < len(numbers) <= _MOST_NUMBERED:
        return first, last
    width = len(start["number"])
    return tuple(f"{start['letters']}{number:0{width}d}" for number in numbers)
