"""Numbers as people are shown them, each with what it is a number of: two that speak of one thing must agree.

A source (chart, table, file, command, page) is read as a person reads it: a cell by its row and its header,
a sentence by the name in front of the number. `disagreements` sets what was said of one thing side by side,
with the score book itself, all after the one rounding.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from metrics.framework import LEVELS
from metrics.scoring import graded_for, ranks_of, shown
from metrics.words import NO_SCORE, STATUS

#: Header → what the cell is a number of, of the row's entity in the node that the table is about.
COLUMNS = {
    "得分": "score",
    "总分": "score",
    "本期": "score",
    "名次": "rank",
    "覆盖": "coverage",
    "数据覆盖": "coverage",
    "最低": "low",
    "最高": "high",
    "等次": "grade",
    "中位数": "median",
}
#: What stands where there is no number.
_NONE = (NO_SCORE, "—", "nan", STATUS["not_reported"], STATUS["not_applicable"])
_NUMBER = r"(\d+(?:\.\d+)?)"
_BETWEEN = r"(?:</b>|<b>|<br>|，|：|得分|\s)*"


class Key(NamedTuple):
    """What a number is a number of."""

    level: str
    entity: str
    node: str
    period: str
    what: str


class Said(NamedTuple):
    key: Key
    text: str
    source: str


@dataclass(frozen=True, eq=False)
class Reader:
    """Reads sources about one level and period.

    Args:
        framework: whose names the sources use.
        book: the scores they are about.
    """

    framework: object
    book: object
    names: Mapping[str, str] = field(init=False)
    nodes: Mapping[str, str] = field(init=False)

    def __post_init__(self):
        named = self.book.entities["name"]
        single = named[~named.duplicated(keep=False)]
        object.__setattr__(self, "names", {str(name): str(code) for code, name in single.items()})
        nodes = {}
        for node in self.framework.nodes:
            nodes |= {node.short_name or node.name: node.id, node.name: node.id}
        object.__setattr__(self, "nodes", nodes)

    @property
    def root(self):
        return self.framework.root.id

    def key(self, entity, node, what):
        return Key(self.book.level, str(entity), node, self.book.scope.code, what)

    def truth(self):
        """What the score book itself says, as it is to be shown."""
        grades = graded_for(self.framework, self.book)
        for code in self.book.scores.index:
            for node in self.framework.nodes:
                score = self.book.scores.at[code, node.id]
                yield self._said(code, node.id, "score", written(shown(score)), "book")
                yield self._said(code, node.id, "rank", written(self.book.ranks.at[code, node.id]), "book")
                covered = self.book.coverage.at[code, node.id] * 100
                yield self._said(code, node.id, "coverage", written(shown(covered)), "book")
                word = "" if pd.isna(score) else grades.grade(float(shown(score))).word
                yield self._said(code, node.id, "grade", word, "book")
            for what, ends in (("low", self.book.low), ("high", self.book.high)):
                yield self._said(code, self.root, what, written(shown(ends[code])), "book")
        for node in self.framework.nodes:
            middle = self.book.scores[node.id].median()
            yield self._said("", node.id, "median", written(shown(middle)), "book")
        for measure in self.framework.measures:
            if LEVELS[self.book.level] in measure.ledger.levels:
                for code, points in self.book.normalised[measure.id].items():
                    yield self._said(code, measure.id, "score", written(shown(points)), "book")

    def table(self, source, frame, entity="", node=""):
        """Every cell of a table whose row says of whom, or of what, and whose header says what.

        Args:
            source: what the table is called where it disagrees.
            frame: as it is shown.
            entity: whom it is about where its rows do not say.
            node: what it is about where its rows do not say; the total without it.
        """
        for row in frame.to_dict("records"):
            who, what_of = self._whose(row, entity), self._of_what(row, node)
            if (
                not who
                or what_of is None
                or row.get("报告期", self.book.scope.label) != self.book.scope.label
            ):
                continue
            for header, value in ((str(name), cell) for name, cell in row.items()):
                if header in self.nodes and "项目" not in row:
                    yield self._said(who, self.nodes[header], "score", written(value), source)
                elif header == self.book.scope.label:
                    yield self._said(who, what_of, "rank", written(value), source)
                elif COLUMNS.get(header) == "median":
                    yield self._said("", what_of, "median", written(value), source)
                elif header in COLUMNS and not (header == "最高" and "最低" not in row):
                    told = value * 100 if header == "数据覆盖" and isinstance(value, float) else value
                    yield self._said(who, what_of, COLUMNS[header], written(told), source)

    def words(self, source, text, entity="", node=""):
        """Every number of a text behind the name of an entity, or of a node where the entity is known."""
        head = re.match(r"<b>(.+?)</b>", text)
        entity = self.names.get(head[1], entity) if head else entity
        yield from self._after_entities(source, text, node or self.root)
        if not entity:
            return
        for name, rest in _after(text, self.nodes):
            found = re.match(rf"{_BETWEEN}(\d+\.\d+)(?!\d*%)(?: ?分)?[ ，]*({self._grades})?", rest)
            if found:
                yield self._said(entity, self.nodes[name], "score", found[1], source)
                if found[2]:
                    yield self._said(entity, self.nodes[name], "grade", found[2], source)
        for low, high in re.findall(rf"(?:区间|总分在) {_NUMBER}(?:–| 到 ){_NUMBER}", text):
            yield self._said(entity, self.root, "low", low, source)
            yield self._said(entity, self.root, "high", high, source)

    def _after_entities(self, source, text, node):
        for name, rest in _after(text, self.names):
            code = self.names[name]
            found = re.match(
                rf"{_BETWEEN}(?:第(\d+)名)?{_BETWEEN}(\d+\.\d+)(?: ?分)?[ ，]*({self._grades})?"
                rf"(?:<br>数据覆盖 {_NUMBER}%)?",
                rest,
            )
            if not found:
                continue
            for what, told in zip(("rank", "score", "grade", "coverage"), found.groups(), strict=True):
                if told:
                    yield self._said(code, node, what, told, source)

    @property
    def _grades(self):
        return "|".join(re.escape(grade.word) for grade in graded_for(self.framework, self.book).grades)

    def _whose(self, row, entity):
        code = str(row.get("编号", ""))
        if code in self.book.scores.index:
            return code
        return self.names.get(str(row.get("名称", "")), entity)

    def _of_what(self, row, node):
        """The node a row is about; None where it is a thing that no book scores."""
        if "指标" in row:
            known = {one.name: one.id for one in self.framework.measures}
            return row.get("id") or known.get(str(row["指标"]))
        if "项目" in row:
            return self.nodes.get(str(row["项目"]))
        if row.get("编号") in self.framework.node:
            return row["编号"]
        return node or self.root

    def _said(self, entity, node, what, text, source):
        return Said(self.key(entity, node, what), plain_number(text), source)


def _after(text: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each name in a text, the longest that fits, with what follows it."""
    found = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    for match in re.finditer(found, text) if found else ():
        yield match[0], text[match.end() : match.end() + 80]


def written(value: object) -> str:
    """A cell as it is written: a score or rate with one decimal; one that is not rounded with all of them."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return ""
    if isinstance(value, str):
        return value
    number = float(value)
    return f"{number:.1f}" if abs(number - float(shown(number))) < 1e-9 else repr(number)


def plain_number(text: str) -> str:
    """`100%`, `100.0` and `100` alike; what is no number stays as it is, words for no number are none."""
    if text.strip() in _NONE:
        return ""
    bare = text.strip().removesuffix("分").removesuffix("%").strip()
    if re.fullmatch(r"-?\d+(\.\d+)?", bare):
        return f"{float(bare):.1f}" if len(bare.partition(".")[2]) <= 1 else bare
    return bare


def disagreements(*sources: Iterable[Said]) -> list[str]:
    """What is said differently of one thing: a line a thing, with who says what."""
    told: dict[Key, dict[str, list[str]]] = {}
    for one in (said for source in sources for said in source):
        told.setdefault(one.key, {}).setdefault(one.text, []).append(one.source)
    return [
        f"{' '.join(key)}: "
        + "; ".join(f"{text or 'nothing'} ({', '.join(sorted(set(by)))})" for text, by in texts.items())
        for key, texts in told.items()
        if len(texts) > 1
    ]


def outside_their_interval(said: Iterable[Said]) -> list[str]:
    """Totals that are shown outside the interval shown with them."""
    ends: dict[Key, dict[str, float]] = {}
    for one in said:
        if one.key.what in ("score", "low", "high") and one.text:
            ends.setdefault(one.key._replace(what=""), {})[one.key.what] = float(one.text)
    return [
        f"{' '.join(key)}: {three}"
        for key, three in ends.items()
        if len(three) == 3 and not three["low"] <= three["score"] <= three["high"]
    ]


#: A rate beside its fraction, as tables and sentences write it.
_FRACTIONS = (
    rf"(?P<above>{_NUMBER})/(?P<below>{_NUMBER})（(?P<rate>{_NUMBER})%",
    rf"(?P<rate>{_NUMBER})%（做到 (?P<above>{_NUMBER})，应有 (?P<below>{_NUMBER}) ",
    rf"(?P<above>{_NUMBER}) ÷ (?P<below>{_NUMBER}) × 100(?:，最高计 100%)? = (?P<rate>{_NUMBER})%",
)


def _off(told: str) -> float:
    """How far a number may be from what it was before it was shown; whole ones are exact."""
    return 0.5 * 10.0 ** -len(told.partition(".")[2]) if "." in told else 0.0


def unlike_their_fraction(texts: Iterable[str]) -> list[str]:
    """Texts with a rate that is not the fraction beside it; one that a cap holds down says so."""
    wrong = []
    for text in texts:
        most = 100.0 if "最高计 100%" in text else float("inf")
        for pattern in _FRACTIONS:
            for found in re.finditer(pattern, text.replace(",", "")):
                above, below, rate = (float(found[name]) for name in ("above", "below", "rate"))
                if not below:
                    continue
                # Both sides are shown rounded: what they may have been decides.
                off = 100 * (_off(found["above"]) + _off(found["below"]) * above / below) / below
                if abs(min(100 * above / below, most) - rate) > 0.051 + off:
                    wrong.append(text)
    return wrong


#: Just below, at and just above where rounding and grades change, with what a wrong rounding makes of them.
STEPS = (79.95, 89.95, 59.95, 12.25, 0.05, 62.35, 62.449999, 99.95, 50.05, 33.35, 2.675, 87.25)


def at_the_steps(framework, book):
    """The same book with every score, interval and coverage at a place where two roundings part."""
    rows, columns = book.scores.shape
    places = (np.arange(rows)[:, None] * 5 + np.arange(columns)[None, :]) % len(STEPS)
    scores = pd.DataFrame(np.array(STEPS)[places], book.scores.index, book.scores.columns)
    scores = scores.where(book.scores.notna())
    total = scores[framework.root.id]
    points = book.normalised.shape[1]
    spread = (np.arange(rows)[:, None] * 7 + np.arange(points)[None, :]) % len(STEPS)
    normalised = pd.DataFrame(np.array(STEPS)[spread], book.normalised.index, book.normalised.columns)
    covered = book.coverage.where(book.coverage.isna() | (book.coverage == 0), 0.9965)
    return replace(
        book,
        scores=scores,
        ranks=ranks_of(scores),
        normalised=normalised.where(book.normalised.notna()),
        coverage=covered,
        low=(total - 0.05).clip(lower=0),
        high=(total + 0.05).clip(upper=100),
    )
