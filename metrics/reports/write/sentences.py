"""Sentences as data: templates with placeholders, filled from figures, and edited with every figure locked.

A template is a TOML file in `texts/`. In a clause `{N06|余10}` is a figure with its style, `{county}` a word.
A clause whose figures cannot be told is left out, and a paragraph with none of its figures; that is said.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from metrics.framework import EMPTY
from metrics.reports.model import Number, Paragraph, Run
from metrics.reports.write.wording import Style, say, stacked, style

_FOLDER = Path(__file__).with_name("texts")
_HOLE = re.compile(r"\{(?P<id>[^{}|=]+)(?:\|(?P<style>[^{}=]+))?\}")
_LOCKED = re.compile(r"\{(?P<id>[^{}=]+)(?:=(?P<told>[^{}]*))?\}")
_DIGITS = re.compile(r"\d[\d.,]*[余多]?[万%]?")
_ENDS = "；，、："


@dataclass(frozen=True)
class Figure:
    """A figure a sentence can tell: `value` is None where nothing was reported.

    `told` is the wording where the value has only one (a span of years); `fraction` are the sides of a
    percentage.
    """

    id: str
    value: float | None
    unit: str
    label: str
    source: str
    fraction: tuple[float, float] | None = None
    told: str = ""


class FigureSource(Protocol):
    """Where templates get their figures and words."""

    def figure(self, name: str) -> Figure:
        """The figure of an id; KeyError for an unknown one."""

    def word(self, name: str) -> str | None:
        """The text of a word such as county; None when it is none."""


@dataclass(frozen=True)
class Template:
    """One paragraph: what stands bold in front, and its clauses."""

    id: str
    lead: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A heading with its paragraphs, and the charts and tables below them (as the TOML has them)."""

    id: str
    heading: str
    paragraphs: tuple[Template, ...]
    charts: tuple[Mapping[str, Any], ...] = ()
    tables: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Texts:
    """A file of templates."""

    title: str
    sections: tuple[Section, ...]

    def paragraph(self, wanted: str) -> Template:
        """A paragraph by id; KeyError for an unknown one."""
        known = {one.id: one for section in self.sections for one in section.paragraphs}
        return known[wanted]


@dataclass(frozen=True)
class Filled:
    """A paragraph with its figures.

    `left_out` are figures that were not told, with the reason; `typed` numbers that a person wrote by hand.
    """

    id: str
    parts: tuple[Run | Number, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    typed: tuple[str, ...] = ()

    @property
    def numbers(self) -> tuple[Number, ...]:
        """Its locked figures, in order."""
        return tuple(part for part in self.parts if isinstance(part, Number))

    @property
    def block(self) -> Paragraph:
        """The paragraph as reports print it."""
        return Paragraph(self.parts)


class EditError(ValueError):
    """An edited text that lost or changed a figure; Chinese, all problems at once."""


def load(name: str, own: Mapping[str, str] = EMPTY) -> Texts:
    """The templates of `texts/NAME.toml`, or those that a county has instead (`Framework.texts`)."""
    file = f"{name}.toml"
    return _texts_of(own.get(file) or (_FOLDER / file).read_text(encoding="utf-8"))


@lru_cache(maxsize=32)
def _texts_of(text: str) -> Texts:
    table = tomllib.loads(text)
    return Texts(table.get("title", ""), tuple(_section(one) for one in table["section"]))


def _section(table: Mapping[str, Any]) -> Section:
    paragraphs = tuple(
        Template(one["id"], one.get("lead", ""), tuple(one["clauses"])) for one in table.get("paragraph", ())
    )
    return Section(
        table["id"],
        table.get("heading", ""),
        paragraphs,
        tuple(table.get("chart", ())),
        tuple(table.get("table", ())),
    )


def fill(template: Template, figures: FigureSource) -> Filled:
    """A paragraph with its figures in official wording.

    Raises:
        KeyError: a template names a figure that does not exist.
        WordingError: it names a style that does not exist.
    """
    parts: list[Run | Number] = []
    left_out: list[tuple[str, str]] = []
    for clause in template.clauses:
        told, missing = _clause(clause, figures)
        parts += told
        left_out += missing
    if left_out and not any(isinstance(part, Number) for part in parts):
        return Filled(template.id, (), tuple(left_out))
    lead = (Run(template.lead, bold=True),) if template.lead else ()
    return Filled(template.id, _ended((*lead, *_joined(parts))), tuple(left_out))


def line(text: str, figures: FigureSource) -> str:
    """A template of one line, such as a title, as plain text."""
    return "".join(part.text for part in _clause(text, figures)[0])


def _clause(clause: str, figures: FigureSource) -> tuple[list[Run | Number], list[tuple[str, str]]]:
    """Runs and numbers, or none and why."""
    parts: list[Run | Number] = []
    found: list[Figure] = []
    at = 0
    for match in _HOLE.finditer(clause):
        parts.append(Run(clause[at : match.start()]))
        at = match.end()
        word = figures.word(match["id"])
        if word is not None:
            parts.append(Run(word))
            continue
        found.append(figures.figure(match["id"]))
        value = found[-1].value
        if value is not None:
            parts.append(_number(found[-1], value, style(match["style"] or "")))
    parts.append(Run(clause[at:]))
    missing = _untold(found)
    return ([], missing) if missing else ([part for part in parts if part.text], [])


def _untold(found: list[Figure]) -> list[tuple[str, str]]:
    """Figures that keep a clause from being told: those not reported; all of them, when all are 0."""
    unknown = [(one.label, "未报送") for one in found if one.value is None]
    if unknown or not found or any(one.value for one in found):
        return unknown
    return [(one.label, "为零") for one in found]


def _number(figure: Figure, value: float, how: Style) -> Number:
    told = figure.told or say(value, how, figure.fraction)
    return Number(told, value, figure.source, figure.unit, figure.id)


def _joined(parts: list[Run | Number]) -> list[Run | Number]:
    """Runs that follow one another as one."""
    joined: list[Run | Number] = []
    for part in parts:
        if joined and isinstance(part, Run) and isinstance(joined[-1], Run):
            joined[-1] = Run(joined[-1].text + part.text)
        else:
            joined.append(part)
    return joined


def _ended(parts: tuple[Run | Number, ...]) -> tuple[Run | Number, ...]:
    """The last clause ends with a full stop, whichever was left out behind it."""
    last = parts[-1]
    if isinstance(last, Run) and last.text[-1] in _ENDS:
        return (*parts[:-1], replace(last, text=last.text[:-1] + "。"))
    return parts


def editable(filled: Filled) -> str:
    """A paragraph for editing: each figure is a locked `{N06=220余}`."""
    return "".join(
        f"{{{part.fact}={part.text}}}" if isinstance(part, Number) else part.text for part in filled.parts
    )


def edited(text: str, filled: Filled, *, strict: bool = True) -> Filled:
    """An edited paragraph read back, its figures those of `filled`.

    Args:
        text: what `editable` gave, rewritten around the placeholders; they may change places.
        filled: the paragraph the text comes from.
        strict: whether a placeholder's wording must be the present one. A text kept from an earlier issue
            is read without: its placeholders get the present figures.

    Raises:
        EditError: a figure was lost, changed, doubled or invented, braces are broken, or words such as 约
            and 余 stand on one figure.
    """
    text = " ".join(text.split())
    known = {number.fact: number for number in filled.numbers}
    problems = [*_count_problems(text, filled), *(_told_problems(text, known) if strict else ())]
    if not problems:
        parts = _parsed(text, known, filled)
        plain = "".join(part.text for part in parts)
        problems = [f"“{place}”把两个约数词叠在一个数上，只留一个。" for place in stacked(plain)]
    if problems:
        raise EditError("".join(problems))
    return replace(filled, parts=parts, typed=_typed(parts, filled))


def _count_problems(text: str, filled: Filled) -> list[str]:
    now = Counter(match["id"] for match in _LOCKED.finditer(text))
    due = Counter(number.fact for number in filled.numbers)
    told = {number.fact: number.text for number in filled.numbers}
    rest = _LOCKED.sub("", text)
    problems = [f"少了数字 {{{one}={told[one]}}}，请放回原处或撤销修改。" for one in due - now]
    problems += [f"{{{one}}} 重复了，每个数字只能用原来的次数。" for one in now - due if one in due]
    problems += [f"没有数字 {{{one}}}；只能用原文里的数字。" for one in now - due if one not in due]
    problems += ["花括号不成对，请照原样保留 {编号=数字}。"] if "{" in rest or "}" in rest else []
    return problems + ([] if rest.strip() or due else ["正文是空的；要去掉整段，请不选这一段。"])


def _told_problems(text: str, known: Mapping[str, Number]) -> list[str]:
    return [
        f"数字 {match[0]} 被改动了，应为 {known[match['id']].text}；数字只能由台账生成。"
        for match in _LOCKED.finditer(text)
        if match["id"] in known and match["told"] not in (None, known[match["id"]].text)
    ]


def _parsed(text: str, known: Mapping[str, Number], filled: Filled) -> tuple[Run | Number, ...]:
    lead = filled.parts[0] if filled.parts and getattr(filled.parts[0], "bold", False) else None
    parts: list[Run | Number] = []
    if lead and text.startswith(lead.text):
        parts, text = [lead], text.removeprefix(lead.text)
    at = 0
    for match in _LOCKED.finditer(text):
        parts += [Run(text[at : match.start()]), known[match["id"]]]
        at = match.end()
    return tuple(part for part in (*parts, Run(text[at:])) if part.text)


def _typed(parts: tuple[Run | Number, ...], before: Filled) -> tuple[str, ...]:
    """Numbers in the words that were not there before."""
    now, was = (
        Counter(_DIGITS.findall("\n".join(part.text for part in one if isinstance(part, Run))))
        for one in (parts, before.parts)
    )
    return tuple((now - was).elements())
