"""Which entity a cell names: by code, full name, listed short name or alias; likeness only proposes."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import pandas as pd

from metrics.framework import Framework, name_key
from metrics.ingest.read import Raw
from metrics.ingest.values.reading import BLANK, LONGEST_NAME, Reading, is_nothing, nfkc, shown
from metrics.ingest.values.wordlists import GONE, display

_SPLIT = re.compile(r"[、；;，,/／\n\r]+")
_FORMS = re.compile(r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|集团公司|股份公司|公司|集团|厂)$")
_CODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z-]*")
_SAMPLE = re.compile(r"[(（]示例[)）]")
_LIKE = 0.6
#: Comparing names costs milliseconds: a sheet full of unknown ones gets proposals for the first of them.
_MOST_ASKED = 300


@dataclass
class Directory:
    """Everything references to one target may name. Built once a workbook, asked once a distinct cell.

    `places` are where the county lies: a name that begins with them says no other enterprise.
    """

    places: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    exact: dict[str, set[str]] = field(default_factory=dict)
    cores: dict[str, set[str]] = field(default_factory=dict)
    asked: int = 0

    def add(self, code: str, name: str, others: Iterable[str] = (), status: str = "") -> None:
        """Enter an entity with its other spellings; of one entered twice, the later state counts."""
        self.names[code] = name
        (self.gone.add if status in GONE else self.gone.discard)(code)
        for text in (name, *others):
            if text:
                self.exact.setdefault(name_key(text), set()).add(code)
        self.cores.setdefault(self._core(name), set()).add(code)

    def find(self, text: str) -> set[str]:
        """Codes a name stands for: exactly, else by what is left without place and legal form."""
        return self.exact.get(name_key(text)) or self.cores.get(self._core(text)) or set()

    def proposals(self, text: str) -> tuple[str, ...]:
        """Up to three entities with a name like the text; none for a text too long or asked for too often."""
        self.asked += 1
        if self.asked > _MOST_ASKED or len(text) > LONGEST_NAME:
            return ()
        found = difflib.get_close_matches(self._core(text), list(self.cores), n=3, cutoff=_LIKE)
        codes = [code for key in found for code in sorted(self.cores[key])]
        return tuple(display(code, self.names[code]) for code in codes[:3])

    def of_core(self, text: str) -> set[str]:
        """Codes of the names with which a text shares what is left without place and legal form."""
        return self.cores.get(self._core(text), set())

    def _core(self, name: str) -> str:
        """A company's name without place, legal form and sample mark: what people say."""
        plain = _SAMPLE.sub("", name_key(name))
        short = _FORMS.sub("", _begins(self.places).sub("", plain))
        return short if len(short) > 1 else plain


@lru_cache(maxsize=8)
def _begins(places: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the places, one after another, at the beginning; nothing where there are none."""
    return re.compile(f"^(?:{'|'.join(re.escape(name_key(place)) for place in places) or '(?!)'})+")


def directory(framework: Framework, target: str, known: pd.DataFrame | None) -> Directory:
    """The directory of a reference target from what the office knows.

    Args:
        framework: for the member units.
        target: `unit` or a ledger code.
        known: frame with code, name, aliases and status, or None.
    """
    found = Directory(framework.home.here)
    if target == "unit":
        for unit in framework.units:
            found.add(unit.code, unit.name, (unit.short_name, *unit.aliases))
        return found
    if known is not None:
        columns = [
            known[name].tolist() if name in known else [""] * len(known) for name in ("aliases", "status")
        ]
        for code, name, aliases, status in zip(
            known["code"].tolist(), known["name"].tolist(), *columns, strict=True
        ):
            found.add(code, name if isinstance(name, str) else code, _texts(aliases), status)
    return found


def _texts(aliases: object) -> tuple[str, ...]:
    """Aliases of an entity, however a table keeps them; a missing value means none."""
    if isinstance(aliases, str):
        return (aliases,)
    return tuple(aliases) if isinstance(aliases, Iterable) else ()


def read_reference(raw: Raw, among: Directory) -> Reading:
    """What a reference cell names.

    Args:
        raw: the cell: `E017`, `E017 某公司`, a name or an alias.
        among: what it may name.

    Returns:
        The code; E409 with proposals for an unknown one, E417 for several, E423 for a name of two,
        E424 when code and name disagree; W411 when only the core of the name fits, W413 for one that left.
    """
    text = shown(raw).strip()
    if not text:
        return BLANK
    code = _leading(text)
    if code in among.names:
        return _named(code, nfkc(text)[len(code) :].strip(" \t　"), among)
    reading = _by_name(text, among)
    if reading.problem != "E409":
        return reading
    if is_nothing(text):
        return Reading(problem="W410", blank=True)
    return _several(text, among) or reading


def _leading(text: str) -> str:
    match = _CODE.match(nfkc(text).upper())
    return match[0] if match else ""


def _several(text: str, among: Directory) -> Reading | None:
    """E417 when a cell names more than one entity; the names as they were understood are its detail."""
    parts = [part.strip() for part in _SPLIT.split(text) if part.strip()]
    known = [_one(part, among) for part in parts]
    if len(parts) < 2 or not any(known):
        return None
    pairs = zip(parts, known, strict=True)
    named = "；".join(display(code, among.names[code]) if code else part for part, code in pairs)
    return Reading(problem="E417", detail=f"{len(parts)} 家：{named}")


def _one(text: str, among: Directory) -> str:
    """The code a text surely stands for, or an empty text."""
    code, codes = _leading(text), among.find(text)
    return code if code in among.names else next(iter(codes)) if len(codes) == 1 else ""


def _named(code: str, rest: str, among: Directory) -> Reading:
    """A code with something beside it: its own name, or else another entity's, or what nobody knows."""
    others = among.find(rest.strip()) if rest else {code}
    if code in others:
        return _present(code, among)
    own = display(code, among.names[code])
    if others:
        other = min(others)
        return Reading(problem="E424", detail=display(other, among.names[other]), proposal=own)
    if _leading(rest) in among.names:
        both = "；".join(display(other, among.names[other]) for other in (code, _leading(rest)))
        return Reading(problem="E417", detail=f"2 家：{both}")
    return _several(f"{code}、{rest}" if _SPLIT.match(rest) else rest, among) or Reading(
        code, problem="W411", detail=own
    )


def _by_name(text: str, among: Directory) -> Reading:
    codes = among.exact.get(name_key(text))
    if codes and len(codes) == 1:
        return _present(next(iter(codes)), among)
    near = codes or among.of_core(text)
    if len(near) > 1:
        names = tuple(display(code, among.names[code]) for code in sorted(near))
        return Reading(problem="E423", detail="、".join(names[:3]), choices=names)
    if near:
        code = next(iter(near))
        return Reading(code, problem="W411", detail=display(code, among.names[code]))
    proposals = among.proposals(text)
    return Reading(
        problem="E409",
        proposal=proposals[0] if len(proposals) == 1 else "",
        detail="、".join(proposals),
        choices=proposals,
    )


def _present(code: str, among: Directory) -> Reading:
    if code in among.gone:
        return Reading(code, problem="W413", detail=display(code, among.names[code]))
    return Reading(code)
