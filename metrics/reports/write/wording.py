"""Exact figures in official wording, and what a wording may mean.

A style says how a figure is told: `=` exactly, `余10` and `多10` a little above a round step, `近10` just
below one, `以上1` a lower bound, `万` ten thousands with one decimal, `%` a share with its fraction while the
whole is small, `汉` a Chinese numeral, `分` a score cut to one decimal. 约, 余, 多, 近 and 以上 are never
stacked, and a decimal in 万 takes none of them.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from metrics.words import FEW, shown

WAN = 10_000
MINUS = "−"
_NUMERALS = ("零", "一", "两", "三", "四", "五", "六", "七", "八", "九", "十")
_READ_NUMERALS = MappingProxyType({word: at for at, word in enumerate(_NUMERALS)} | {"二": 2})
_STYLE = re.compile(r"(?P<word>余|多|近|以上)(?P<step>\d+)(?P<wan>万)?|(?P<plain>=|万|%|汉|分)")
_SHARE = re.compile(r"(?P<part>\d+)/(?P<whole>\d+)（(?P<percent>\d+(?:\.\d+)?%)）")
_WORDED = re.compile(
    r"(?P<front>近|约|不足)?(?P<number>\d+(?:\.\d+)?)(?P<inner>[余多])?(?P<wan>万)?(?P<outer>[余多])?"
    r"(?P<percent>%)?(?P<bound>以上|以下)?"
)
_NEAR_WORDS = r"(?:(?<![邀签预契履公条节])约|(?<![最附邻])近|不足|将近|超过?)"
_STACKED = re.compile(
    _NEAR_WORDS + r"\s?\d[\d.]*万?[余多]"
    r"|\d\s?[余多]万?[余多]|\d\s?(?:万?[余多]|[余多]万)[^，。；、\d]{0,4}(?:以上|左右)"
    "|" + _NEAR_WORDS + r"\s?\d[\d.]*[万%]?[^，。；、\d]{0,4}(?:以上|左右)"
    r"|\d\.\d+\s?(?:[余多]万|万[余多])"
)


class WordingError(ValueError):
    """A style, or a wording, that says nothing definite; one Chinese sentence."""


@dataclass(frozen=True)
class Style:
    """How a figure is told: `word` is one of = 余 多 近 以上 万 % 汉 分, `step` the round step (else 0)."""

    word: str
    step: int = 0

    def __str__(self) -> str:
        return f"{self.word}{self.step or ''}"


EXACT = Style("=")


def style(text: str) -> Style:
    """The style a sentence template names, such as `余10` or `余1万`; empty means exactly.

    Raises:
        WordingError: no style is called that.
    """
    match = _STYLE.fullmatch(text or "=")
    if match is None:
        raise WordingError(f"没有措辞“{text}”：可写 =、余10、多10、近10、以上1、万、%、汉、分。")
    if match["plain"]:
        return Style(match["plain"])
    step = int(match["step"]) * (WAN if match["wan"] else 1)
    if step < 1:
        raise WordingError(f"措辞“{text}”的步长要大于 0。")
    return Style(match["word"], step)


def say(value: float, how: Style = EXACT, fraction: tuple[float, float] | None = None) -> str:
    """An exact value in words; the unit follows in the sentence, % is part of the wording.

    Args:
        value: in single units (percentages 0 … 100); one below 0 is told exactly, with a proper minus.
        how: style and step. Where it does not fit (a round value, a value far below the next step) the value
            is told exactly: 220 under 余10 is `220`, 17 under 近10 is `17`.
        fraction: upper and lower side of a percentage.

    Raises:
        WordingError: one that is no number.
    """
    if not math.isfinite(value):
        raise WordingError(f"“{value}”不能写成文字：不是一个数。")
    if value < 0:
        return f"{MINUS}{percent(-value) if how.word == '%' else _exact(-value)}"
    return _SAYERS[how.word](value, how, fraction)


def _exact(value: float, _how: Style = EXACT, _fraction: object = None) -> str:
    if value >= WAN and value % WAN == 0:
        return f"{value / WAN:.0f}万"
    return f"{Decimal(repr(float(value))).normalize():f}"


def _over(value: float, how: Style, _fraction: object = None) -> str:
    base = math.floor(value / how.step) * how.step
    if base in (0, value):
        return _exact(value)
    if base < WAN:
        return f"{base}{how.word}"
    return f"{base // WAN}万{how.word}" if base % WAN == 0 else _wan(value, how)


def _near(value: float, how: Style, _fraction: object = None) -> str:
    base = math.ceil(value / how.step) * how.step
    if value == base or 10 * value < 9 * base:
        return _exact(value)
    return f"近{_round(base)}"


def _least(value: float, how: Style, fraction: object = None) -> str:
    base = math.floor(value / how.step) * how.step
    if base == 0:
        return _exact(value)
    sign = "%" if fraction else ""
    return f"{base}{sign}" if sign and base >= 100 else f"{_round(base)}{sign}以上"


def _wan(value: float, _how: Style, _fraction: object = None) -> str:
    """One decimal; a whole 万 only where it is exact, else 余 or 近."""
    if value < WAN:
        return _exact(value)
    tenths = int(Decimal(repr(value / (WAN / 10))).quantize(Decimal(1), ROUND_HALF_UP))
    if tenths % 10:
        return f"{tenths // 10}.{tenths % 10}万"
    whole = tenths // 10
    if value == whole * WAN:
        return _exact(value)
    return f"{whole}万余" if value > whole * WAN else f"近{whole}万"


def _share(value: float, _how: Style, fraction: tuple[float, float] | None = None) -> str:
    if fraction is None or not 0 < fraction[1] < FEW:
        return percent(value)
    if percent(100 * fraction[0] / fraction[1]) != percent(value):
        # A fraction stands beside its own percentage only.
        return percent(value)
    return f"{_exact(fraction[0])}/{_exact(fraction[1])}（{percent(value)}）"


def _numeral(value: float, _how: Style, _fraction: object = None) -> str:
    return _NUMERALS[int(value)] if value in range(len(_NUMERALS)) else _exact(value)


def _score(value: float, _how: Style, _fraction: object = None) -> str:
    return f"{shown(value):.1f}"


def percent(value: float) -> str:
    """`92.3%`; whole ones without a decimal, and what is not quite all or nothing never as 100% or 0%."""
    exact = Decimal(repr(float(value)))
    if exact == exact.to_integral_value():
        return f"{exact.to_integral_value():f}%"
    told = (exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) for places in range(1, 7))
    return f"{next((one for one in told if one != one.to_integral_value()), exact)}%"


def _round(base: int) -> str:
    return f"{base // WAN}万" if base >= WAN and base % WAN == 0 else str(base)


Sayer = Callable[[float, Style, tuple[float, float] | None], str]
_SAYERS: MappingProxyType[str, Sayer] = MappingProxyType(
    {
        "=": _exact,
        "余": _over,
        "多": _over,
        "近": _near,
        "以上": _least,
        "万": _wan,
        "%": _share,
        "汉": _numeral,
        "分": _score,
    }
)


def read(text: str) -> tuple[float, float]:
    """What a wording may mean, lowest and highest, in single units (percentages 0 … 100).

    余 and 多: above it and below the next round number (`220余` 221 … 229) · 近, 不足: up to a tenth below ·
    以上: at least · 约: a tenth either way · a decimal in 万 or %: what rounds to it · a fraction: itself.

    Raises:
        WordingError: no wording, stacked words, or a fraction that is not the percentage beside it.
    """
    text = "".join(text.split())
    if text in _READ_NUMERALS:
        return (float(_READ_NUMERALS[text]),) * 2
    share = _SHARE.fullmatch(text)
    if share:
        return _read_share(share)
    match = _WORDED.fullmatch(text)
    if match is None:
        raise WordingError(f"“{text}”不是数字的写法。")
    words = [match[name] for name in ("front", "inner", "outer", "bound") if match[name]]
    if len(words) > 1:
        raise WordingError(f"“{text}”：{'与'.join(words)}不能叠用，只留一个。")
    if words and words[0] in "余多" and "." in match["number"]:
        raise WordingError(f"“{text}”：带小数的数不再加“{words[0]}”。")
    return _meant(match, words[0] if words else "")


def _meant(match: re.Match[str], word: str) -> tuple[float, float]:
    scale = WAN if match["wan"] else 1
    base = float(Decimal(match["number"]) * scale)
    if word in ("余", "多"):
        return base + 1, base + _round_step(int(match["number"])) * scale - 1
    if word in ("近", "不足"):
        return float(-(-9 * int(base) // 10)), base - 1
    if word == "以上":
        return base, 100.0 if match["percent"] else math.inf
    if word == "以下":
        return 0.0, base
    if word == "约":
        return base * 0.9, base * 1.1
    return _rounded(match, base, scale)


def _rounded(match: re.Match[str], base: float, scale: int) -> tuple[float, float]:
    """A decimal in 万 or % stands for all that rounds to it; any other number for itself."""
    places = len(match["number"].partition(".")[2])
    if not places or not (match["percent"] or scale > 1):
        return base, base
    half = float(Decimal(scale).scaleb(-places) / 2)
    return (base - half, base + half) if match["percent"] else (base - half, base + half - 1)


def _read_share(match: re.Match[str]) -> tuple[float, float]:
    part, whole = int(match["part"]), int(match["whole"])
    if not whole or percent(100 * part / whole) != match["percent"]:
        raise WordingError(f"“{match[0]}”：{part}/{whole} 不是 {match['percent']}。")
    return (100 * part / whole,) * 2


def _round_step(number: int) -> int:
    """10 for 220, 100 for 1,200, 1 for 15."""
    step = 1
    while number and number % (step * 10) == 0:
        step *= 10
    return step


def stacked(text: str) -> list[str]:
    """Places in a text where words such as 约, 余, 多, 近, 以上 stand over one another."""
    return [match[0] for match in _STACKED.finditer(text)]
