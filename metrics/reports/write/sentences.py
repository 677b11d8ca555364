"""Sentences as data: templates with placeholders, filled from figures, and edited with every figure locked.

A template is a TOML file in `texts/`. In a clause `{N06|余10}` is a figure with its style, `{county}` a word.
A clause whose figures, words or conditions cannot be told is left out, with the praise that rests on it, a
sentence with none of its figures, and a paragraph with none; that is said.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol

from metrics.framework import EMPTY
from metrics.reports.model import Number, Paragraph, Run
from metrics.reports.write.clauses import ENDS, FOLDER, HOLE, Clause, clause_of, holds
from metrics.reports.write.wording import Style, say, stacked, style
from metrics.scoring import NOT_YET
from metrics.words import NO_SCORE

_LOCKED = re.compile(r"\{(?P<id>[^{}=]+)(?:=(?P<told>[^{}]*))?\}")
_DIGITS = re.compile(r"\d[\d.,]*[余多]?[万%]?")
_OPEN = "；，、："
_ALONE = re.compile("“[^”]*”")
#: What stands for a grade where there is none.
UNGRADED = (NOT_YET, NO_SCORE)


@dataclass(frozen=True)
class Figure:
    """A figure a sentence can tell: `value` is None where nothing was reported.

    `why` says why there is no value. `told` is the wording where the value has only one (a span of years);
    `fraction` are the sides of a percentage. A figure that is told without a value (two periods that cannot
    be compared) is plain words.
    """

    id: str
    value: float | None
    unit: str
    label: str
    source: str
    fraction: tuple[float, float] | None = None
    told: str = ""
    why: str = "未报送"


class FigureSource(Protocol):
    """Where templates get their figures and words."""

    def figure(self, name: str) -> Figure:
        """The figure of an id; UnknownFigureError for an unknown one."""

    def word(self, name: str) -> str | None:
        """The text of a word such as county; None when it is none, empty where there is nothing to say."""

    @property
    def whole(self) -> bool:
        """Whether the period's reports are complete, so that praise may be told."""

    def drafted(self, name: str) -> tuple[Clause, ...]:
        """The clauses of a paragraph that is drafted from the scores; KeyError for an unknown one."""


@dataclass(frozen=True)
class Template:
    """One paragraph: what stands bold in front, which may hold words, and its clauses; those of a `draft`
    come from the scores."""

    id: str
    lead: str
    clauses: tuple[Clause, ...]
    draft: str = ""


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

    `left_out` are figures that were not told, with the reason; `typed` numbers that a person wrote by hand;
    `replaced` figures of an edited text that were others when it was edited: id, wording then, wording now.
    """

    id: str
    parts: tuple[Run | Number, ...]
    left_out: tuple[tuple[str, str], ...] = ()
    typed: tuple[str, ...] = ()
    replaced: tuple[tuple[str, str, str], ...] = ()

    @property
    def numbers(self) -> tuple[Number, ...]:
        """Its locked figures, in order."""
        return tuple(part for part in self.parts if isinstance(part, Number))

    @property
    def block(self) -> Paragraph:
        """The paragraph as reports print it."""
        return Paragraph(self.parts)


class UnknownFigureError(KeyError):
    """A text names a figure or a word that does not exist; its argument is the name."""


class EditError(ValueError):
    """An edited text that lost or changed a figure; Chinese, all problems at once."""


def load(name: str, own: Mapping[str, str] = EMPTY) -> Texts:
    """The templates of `texts/NAME.toml`, or those that a county has instead (`Framework.texts`)."""
    file = f"{name}.toml"
    return _texts_of(own.get(file) or (FOLDER / file).read_text(encoding="utf-8"))


@lru_cache(maxsize=32)
def _texts_of(text: str) -> Texts:
    table = tomllib.loads(text)
    return Texts(table.get("title", ""), tuple(_section(one) for one in table["section"]))


def _section(table: Mapping[str, Any]) -> Section:
    paragraphs = tuple(
        Template(
            one["id"],
            one.get("lead", ""),
            tuple(map(clause_of, one.get("clauses", ()))),
            one.get("draft", ""),
        )
        for one in table.get("paragraph", ())
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
        UnknownFigureError: a template names a figure that does not exist.
        WordingError: it names a style that does not exist.
    """
    clauses = figures.drafted(template.draft) if template.draft else template.clauses
    told = _with_praise([_tell(clause, figures) for clause in clauses], whole=figures.whole)
    left_out = tuple(reason for one in told for reason in one.missing if all(reason))
    parts = _joined([part for sentence in _sentences(told) for part in sentence])
    if not parts or (not any(one.stands and one.rests for one in told) and any(one.rests for one in told)):
        return Filled(template.id, (), left_out)
    lead = (Run(line(template.lead, figures), bold=True),) if template.lead else ()
    return Filled(template.id, _ended((*lead, *parts)), left_out)


def line(text: str, figures: FigureSource) -> str:
    """A template of one line, such as a title, as plain text; empty where it cannot be told."""
    return "".join(part.text for part in _tell(Clause(text), figures).parts)


@dataclass(frozen=True)
class _ToldClause:
    """A clause with its figures: `parts` is empty where it falls; `rests`: it has figures of its own."""

    clause: Clause
    parts: tuple[Run | Number, ...]
    missing: tuple[tuple[str, str], ...] = ()
    rests: bool = False

    @property
    def stands(self) -> bool:
        return bool(self.parts)

    @property
    def end(self) -> str:
        """What the clause ends a sentence with; empty within one."""
        return self.clause.text[-1:] if self.clause.text[-1:] in ENDS else ""

    def fallen(self, *why: tuple[str, str]) -> "_ToldClause":
        return replace(self, parts=(), missing=(*self.missing, *why))


def _tell(clause: Clause, figures: FigureSource) -> _ToldClause:
    """A clause with its figures and words, or none and why."""
    parts: list[Run | Number] = []
    found: list[Figure] = []
    blank: list[tuple[str, str]] = []
    at = 0
    for match in HOLE.finditer(clause.text):
        before, at = clause.text[at : match.start()], match.end()
        word = figures.word(match["id"])
        # Nobody writes 等次暂不评等, nor “甲”等1个 of the only one.
        alone = before == "等" and _ALONE.fullmatch(parts[-1].text if parts else "")
        parts.append(Run("" if alone else before.removesuffix("等次") if word in UNGRADED else before))
        if word is not None:
            parts.append(Run(word))
            blank += [] if word else [("", "")]
            continue
        found.append(figures.figure(match["id"]))
        parts.append(_number(found[-1], style(match["style"] or "")))
    parts.append(Run(clause.text[at:]))
    told = _ToldClause(clause, tuple(part for part in parts if part.text), rests=bool(found))
    missing = (*blank, *_untold(found), *_unmet(clause, figures))
    return told.fallen(*missing) if missing else told


def _unmet(clause: Clause, figures: FigureSource) -> list[tuple[str, str]]:
    """That a condition does not hold; nothing needs to be said of it."""

    def value(name: str) -> float | None:
        return figures.figure(name).value

    return [] if all(holds(one, value) for one in clause.when) else [("", "")]


def _with_praise(told: list[_ToldClause], *, whole: bool) -> list[_ToldClause]:
    """Praise falls in a period that is not complete, and with any of the figures told before it.

    A second praise rests on what was told since the first; where that is nothing, on the same as the first.
    """
    judged: list[_ToldClause] = []
    resting: list[_ToldClause] = []
    fresh = True
    for one in told:
        if not one.clause.praise:
            # One whose condition does not hold was not meant to be told.
            if one.rests and (one.stands or any(all(reason) for reason in one.missing)):
                resting = [one] if fresh else [*resting, one]
                fresh = False
            judged.append(one)
            continue
        fresh = True
        borne = bool(one.clause.when or one.rests) or (bool(resting) and all(each.stands for each in resting))
        words = f"“{_short(one.clause.text)}”"
        if one.stands and not whole:
            judged.append(one.fallen((words, "数据不完整，不作评价")))
        elif one.stands and not borne:
            judged.append(one.fallen((words, "没有数字支撑")))
        else:
            judged.append(one)
    return judged


def _short(text: str) -> str:
    plain = HOLE.sub("…", text).strip(_OPEN + ENDS)
    return plain if len(plain) <= 16 else f"{plain[:15]}…"


def _sentences(told: list[_ToldClause]) -> list[tuple[Run | Number, ...]]:
    """Sentences that can be told, each with the end it was written with.

    One with figures goes as a whole when none of them is told; one that follows a full stop keeps it.
    """
    done: list[tuple[Run | Number, ...]] = []
    for sentence in _parted(told):
        end = sentence[-1].end
        kept = [one for one in sentence if one.stands]
        lost = any(one.rests for one in sentence) and not any(one.rests for one in kept)
        if not kept or lost:
            if done and end == "。":
                done[-1] = _ended(done[-1])
            continue
        parts = tuple(part for one in kept for part in one.parts)
        done.append(_ended(parts, end) if end and not kept[-1].end else parts)
    return done


def _parted(told: list[_ToldClause]) -> list[list[_ToldClause]]:
    """Clauses by sentence."""
    parted: list[list[_ToldClause]] = [[]]
    for one in told:
        parted[-1].append(one)
        if one.end:
            parted.append([])
    return [sentence for sentence in parted if sentence]


def _untold(found: list[Figure]) -> list[tuple[str, str]]:
    """Figures that keep a clause from being told: those not reported; all of them, when all are 0."""
    unknown = [(one.label, one.why) for one in found if one.value is None and not one.told]
    counted = [one for one in found if not one.told]
    if unknown or not counted or any(one.value for one in counted):
        return unknown
    return [(one.label, "为零") for one in counted]


def _number(figure: Figure, how: Style) -> Run | Number:
    if figure.value is None:
        return Run(figure.told)
    told = figure.told or say(figure.value, how, figure.fraction)
    return Number(told, figure.value, figure.source, figure.unit, figure.id)


def _joined(parts: list[Run | Number]) -> list[Run | Number]:
    """Runs that follow one another as one."""
    joined: list[Run | Number] = []
    for part in parts:
        if joined and isinstance(part, Run) and isinstance(joined[-1], Run):
            joined[-1] = Run(joined[-1].text + part.text)
        else:
            joined.append(part)
    return joined


def _ended(parts: tuple[Run | Number, ...], end: str = "。") -> tuple[Run | Number, ...]:
    """The last clause ends with a full stop, whichever was left out behind it."""
    last = parts[-1]
    if isinstance(last, Run) and last.text[-1] in _OPEN:
        return (*parts[:-1], replace(last, text=last.text[:-1] + end))
    return parts if isinstance(last, Run) and last.text[-1] in ENDS else (*parts, Run(end))


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
    moved = tuple(
        (match["id"], match["told"], known[match["id"]].text)
        for match in _LOCKED.finditer(text)
        if match["told"] not in (None, known[match["id"]].text)
    )
    return replace(filled, parts=parts, typed=_typed(parts, filled), replaced=moved)


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
