"""Which entity a cell names: by code, full name, listed short name or alias; likeness alone proposes nothing.

Names of different enterprises are as like as a name and its slip (docs/decisions.md has the figures): who is
meant by a name that nobody listed, a person says.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import pandas as pd
from rapidfuzz import fuzz, process

from metrics.framework import Framework, name_key
from metrics.ingest.read import Raw
from metrics.ingest.values.name_parts import (
    AND_OTHERS,
    ANY_CODE,
    AS_DIGITS,
    FROM_TO,
    LETTERED,
    NUMBERED,
    OPEN,
    SO_MANY,
    SPLIT,
    numbered,
    partings,
    tidied,
)
from metrics.ingest.values.reading import BLANK, LONGEST_NAME, Reading, is_nothing, nfkc, shown
from metrics.ingest.values.traditional import simplified
from metrics.ingest.values.wordlists import GONE, display

_FORMS = re.compile(r"(?:股份有限公司|有限责任公司|集团有限公司|有限公司|集团公司|股份公司|公司|集团|厂)$")
_CODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z-]*")
_SAMPLE = re.compile(r"[(（]示例[)）]")
_BRACKETS = " \t　()（）[]【】-—:：,，"
#: Likeness (0 to 100) within one core name or to a listed alias from which one is proposed, and by how much
#: it must be ahead of the next: above all that two different entities of the sample county reach.
_LEAST, _AHEAD = 90.0, 5.0
#: Comparing names costs: a sheet full of unknown ones has its choices put in order for the first of them.
_MOST_ASKED, _MOST_CHOICES = 300, 10
#: Other ways of writing a name are tried for so many unknown ones; no county has as many enterprises.
_MOST_UNLISTED = 2_000
#: A name without place and form of so many signs is found in a longer text.
_LEAST_CORE = 4


@dataclass(frozen=True)
class Places:
    """Words for places, which are dropped when names are compared: each spelling → the place."""

    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def pattern(self) -> re.Pattern[str]:
        """One place at the beginning of a name, or one in brackets."""
        return _place_pattern(tuple(self.words))

    def without(self, key: str) -> tuple[str, frozenset[str]]:
        """A name without its places, and which they were."""
        found: set[str] = set()
        if not self.words:
            return key, frozenset()
        bracketed = _bracketed_pattern(tuple(self.words))
        for bracket in bracketed.finditer(key):
            found.add(self.words[bracket["place"]])
        rest = bracketed.sub("", key)
        while match := self.pattern.match(rest):
            found.add(self.words[match[0]])
            rest = rest[match.end() :]
        return rest, frozenset(found)


def _either(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


@lru_cache(maxsize=16)
def _bracketed_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"[(（](?P<place>{_either(words)})[)）]")


@lru_cache(maxsize=16)
def _place_pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(_either(words) or "(?!)")


def places_of(framework: Framework) -> Places:
    """The places a county names companies after: its own, those around it, those above it."""
    return Places({name_key(text): place for text, place in framework.home.spelled_places.items()})


@dataclass
class Directory:
    """Everything references to one target may name. Built once a workbook, asked once a distinct cell."""

    places: Places = field(default_factory=Places)
    names: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    exact: dict[str, set[str]] = field(default_factory=dict)
    cores: dict[str, set[str]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    numbers: dict[tuple[str, int], set[str]] = field(default_factory=dict)
    asked: int = 0

    def add(self, code: str, name: str, others: Iterable[str] = (), status: str = "") -> None:
        """Enter an entity with its other spellings; of one entered twice, the later state counts."""
        self.names[code] = name
        (self.gone.add if status in GONE else self.gone.discard)(code)
        for text in (name, *others):
            if text:
                self.exact.setdefault(name_key(text), set()).add(code)
        for text in others:
            if text:
                self.aliases[name_key(text)] = code
        self.cores.setdefault(self.core(name), set()).add(code)
        numbered = NUMBERED.fullmatch(code)
        if numbered:
            for letters in ("", numbered["letters"]):
                self.numbers.setdefault((letters, int(numbered["number"])), set()).add(code)

    def core(self, name: str) -> str:
        """A name without places, legal form and sample mark: what people say."""
        return core(name, self.places)

    def find(self, text: str) -> set[str]:
        """Codes a name stands for: exactly, else by what is left without place and legal form."""
        return self.exact.get(name_key(text)) or self.cores.get(self.core(text)) or set()

    def elsewhere(self, text: str, code: str) -> bool:
        """Whether a name and an entity's own speak of different places."""
        said, own = (self.places.without(name_key(name))[1] for name in (text, self.names[code]))
        return bool(said and own) and not (said <= own or own <= said)

    def meant(self, text: str, among: Iterable[str] = ()) -> str:
        """The one entity that a text is surely like: of some with its core name, else by a listed alias."""
        keys = {code: name_key(_SAMPLE.sub("", self.names[code])) for code in among}
        if not keys:
            keys = {alias: alias for alias in self.aliases}
        if len(text) > LONGEST_NAME or not keys:
            return ""
        best = process.extract(name_key(text), keys, scorer=fuzz.ratio, score_cutoff=_LEAST - _AHEAD, limit=2)
        if not best or best[0][1] < _LEAST or (len(best) > 1 and best[0][1] - best[1][1] < _AHEAD):
            return ""
        found = str(best[0][2])
        return found if found in self.names else self.aliases[found]

    def choices(self, text: str) -> tuple[str, ...]:
        """Entities to choose from, the names most like a text first; nothing is proposed by this."""
        self.asked += 1
        if self.asked > _MOST_ASKED or len(text) > LONGEST_NAME:
            return ()
        if _CODE.fullmatch(nfkc(text).upper()):
            # A code that nobody has: those that differ least.
            like = process.extract(nfkc(text).upper(), sorted(self.names), limit=_MOST_CHOICES)
            return tuple(display(code, self.names[code]) for code, score, _ in like if score)
        wanted = self.core(text)
        near = process.extract(wanted, list(self.cores), scorer=fuzz.ratio, limit=_MOST_CHOICES)
        codes = [code for key, score, _ in near if score for code in sorted(self.cores[key])]
        return tuple(display(code, self.names[code]) for code in codes[:_MOST_CHOICES])


def core(name: str, places: Places) -> str:
    """A company's name without places, legal form and sample mark: what people say."""
    plain = _SAMPLE.sub("", name_key(name)).rstrip(".,。")
    short = _FORMS.sub("", places.without(plain)[0])
    return short if len(short) > 1 else plain


def directory(framework: Framework, target: str, known: pd.DataFrame | None) -> Directory:
    """The directory of a reference target from what the office knows.

    Args:
        framework: for the member units.
        target: `unit` or a ledger code.
        known: frame with code, name, aliases and status, or None.
    """
    found = Directory(places_of(framework))
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
        The code; E409 with choices for an unknown one, E417 for several, E423 for a name of two, E424 when
        code and name disagree; W411 when the core of the name fits or the code is written another way, W413
        for one that left, W420 when the places differ, W421 for a code beside a name that nobody knows.
    """
    # A spreadsheet hides the mark of a text, a CSV file shows it: 'E017.
    text = shown(raw).strip().lstrip("'‘’`")
    if not text:
        return BLANK
    reading = _read(raw, text, among)
    plain = simplified(text) if reading.problem == "E409" else text
    if plain == text:
        return reading
    again = _read(plain, plain, among)
    if isinstance(again.value, str) and not again.problem:
        return Reading(again.value, problem="W411", detail=display(again.value, among.names[again.value]))
    return reading if again.problem == "E409" else again


def _read(raw: Raw, text: str, among: Directory) -> Reading:
    """What a text names, in the characters in which it is written."""
    own, plain = _with_its_name(nfkc(text).strip(), among), tidied(text)
    if text.endswith(OPEN) and (_known(plain, among) or _of_number(plain, among)):
        return Reading(problem="E417", detail=f"几家：{text}")
    codes = [] if own or name_key(text) in among.exact else _codes_in(plain, among)
    if len(set(codes)) > 1:
        return _collection(plain, among) or _together(plain, among)
    code = _leading(plain)
    if code in among.names:
        return _present(own, among) if own else _named(code, plain[len(code) :].strip(" \t　"), among)
    reading = _by_name(text, among)
    if reading.problem == "E409" and plain != text and among.find(plain):
        reading = _by_name(plain, among)
    if reading.problem != "E409" or among.asked > _MOST_UNLISTED:
        return reading
    return _unlisted(raw, text, plain, codes, among) or reading


def _unlisted(raw: Raw, text: str, plain: str, codes: list[str], among: Directory) -> Reading | None:
    """What a text may be that is no listed name: nothing, several, a code written another way."""
    if is_nothing(text):
        return Reading(problem="W410", blank=True)
    return (
        _collection(plain, among)
        or _strange_code(plain, among)
        or _several(plain, among)
        or _by_number(raw, plain, among)
        or (_named(codes[0], ANY_CODE.sub("", plain, count=1).strip(_BRACKETS), among) if codes else None)
        or _run_together(text, among)
    )


def _with_its_name(text: str, among: Directory) -> str:
    """The code of a text that is a code and exactly its name, whatever commas and stops that name has."""
    code = _leading(text)
    named = among.exact.get(name_key(text[len(code) :])) or set()
    return code if code in among.names and code in named else ""


def _codes_in(plain: str, among: Directory) -> list[str]:
    """The known codes that stand anywhere in a text."""
    return [code for code in map(str.upper, ANY_CODE.findall(plain)) if code in among.names]


def _together(plain: str, among: Directory) -> Reading:
    """E417 for a text with several codes."""
    parts = next(iter(partings(plain)))
    return _told(parts, [_known(part, among) for part in parts], among)


def _told(parts: list[str], known: list[str], among: Directory) -> Reading:
    """E417 with the names as they were understood."""
    pairs = zip(parts, known, strict=True)
    named = dict.fromkeys(display(code, among.names[code]) if code else part for part, code in pairs)
    return Reading(problem="E417", detail=f"{len(named)} 家：{'；'.join(named)}")


def _run_together(text: str, among: Directory) -> Reading | None:
    """E417 for several known names without anything between them."""
    key = _SAMPLE.sub("", name_key(text))
    found: list[str] = []
    if among.asked > _MOST_ASKED or not 2 * _LEAST_CORE <= len(key) <= LONGEST_NAME:
        return None
    for known in sorted(among.cores, key=len, reverse=True):
        if len(known) >= _LEAST_CORE and known in key and len(among.cores[known]) == 1:
            found += among.cores[known]
            key = key.replace(known, "\n")
    return _told(found, found, among) if len(found) > 1 else None


def _leading(text: str) -> str:
    match = _CODE.match(nfkc(text).upper())
    return match[0].rstrip("-") if match else ""


def _by_number(raw: Raw, text: str, among: Directory) -> Reading | None:
    """A code written another way: E17 and 017 are E017; a bare number is asked about."""
    match = NUMBERED.fullmatch(nfkc(text).upper())
    codes = among.numbers.get((match["letters"], int(match["number"])), set()) if match else set()
    if match is None or len(codes) != 1:
        return None
    code = next(iter(codes))
    own = display(code, among.names[code])
    if match["letters"] or (code.endswith(match["number"]) and not isinstance(raw, float | int)):
        return Reading(code, problem="W411", detail=own)
    return Reading(problem="E409", proposal=own, choices=(own,))


def _collection(text: str, among: Directory) -> Reading | None:
    """E417 for several named by their first and last, or by one of them and their number."""
    between = FROM_TO.fullmatch(text.upper())
    if between and len(numbered(between["first"], between["last"])) > 1:
        first = _known(between["first"], among) or _of_number(between["first"], among)
        if first:
            return Reading(problem="E417", detail=f"从 {between['first']} 到 {between['last']} 几家")
    others, counted = AND_OTHERS.search(text), SO_MANY.search(text)
    heads = [text[: others.start()]] if others and others.end() == len(text) else []
    heads += [text[: counted.start()]] if counted and not SPLIT.search(text) else []
    several = any(_known(head, among) for head in heads)
    return Reading(problem="E417", detail=f"几家：{text}") if several else None


def _known(text: str, among: Directory) -> str:
    """The code a text surely stands for, or an empty text."""
    code, codes = _leading(text), among.find(text)
    return code if code in among.names else next(iter(codes)) if len(codes) == 1 else ""


def _several(text: str, among: Directory) -> Reading | None:
    """What a cell says that names more than one entity: E417, or the one that it names twice."""
    for parts in partings(SO_MANY.sub("", text)):
        sure = {part: _known(part, among) or _of_number(part, among) for part in dict.fromkeys(parts)}
        known = [sure[part] for part in parts]
        if len(parts) > 1 and any(known):
            if len(set(known)) == 1:
                return Reading(known[0], problem="W411", detail=display(known[0], among.names[known[0]]))
            return _told(parts, known, among)
    return None


def _of_number(text: str, among: Directory) -> str:
    """The one code with a number, however many zeros and letters are written."""
    match = NUMBERED.fullmatch(text.upper())
    codes = among.numbers.get((match["letters"], int(match["number"])), set()) if match else set()
    return next(iter(codes)) if len(codes) == 1 else ""


def _strange_code(text: str, among: Directory) -> Reading | None:
    """A code that nobody has beside a known name, or with letters in place of digits: asked."""
    code, upper = _leading(text), text.upper()
    if LETTERED.fullmatch(upper):
        typed = f"{upper[0]}{upper[1:].translate(AS_DIGITS)}"
        own = display(typed, among.names[typed]) if typed in among.names else ""
        return Reading(problem="E409", proposal=own, detail=own, choices=(own,)) if own else None
    rest = text[len(code) :]
    if not code or code in among.names or SPLIT.match(rest):
        return None
    codes = among.find(rest) or among.find(rest.strip(_BRACKETS)) or among.find(rest[1:-1])
    if len(codes) != 1:
        return None
    own = display(next(iter(codes)), among.names[next(iter(codes))])
    return Reading(problem="E424", detail=own, proposal=own)


def _named(code: str, rest: str, among: Directory) -> Reading:
    """A code with something beside it: its own name, or else another entity's, or what nobody knows."""
    name = rest.strip(_BRACKETS)
    others = (among.find(rest) or among.find(name)) if name and name.upper() != code else {code}
    own = display(code, among.names[code])
    if code in others:
        # A namesake at another place is another name beside the code.
        away = bool(name) and name_key(name) not in among.exact and among.elsewhere(name, code)
        return Reading(code, "", "W420", own, own) if away else _present(code, among)
    if others:
        other = min(others)
        return Reading(problem="E424", detail=display(other, among.names[other]), proposal=own)
    together = _collection(f"{code}{rest}", among)
    if together:
        return together
    if _leading(name) in among.names:
        both = "；".join(display(other, among.names[other]) for other in (code, _leading(name)))
        return Reading(problem="E417", detail=f"2 家：{both}")
    said, known = among.core(name), among.core(among.names[code])
    several = None if said == known else _several(f"{code}、{name}" if _parts(rest) else rest, among)
    if several:
        return several
    same = len(said) > 1 and (said in known or known in said)
    return Reading(code, problem="W411", detail=own) if same else Reading(code, "", "W421", own, own)


def _parts(rest: str) -> bool:
    """Whether what follows a code begins as the next one of several would."""
    return bool(SPLIT.match(rest) or re.match(r"和|及|与|以及", rest))


def _by_name(text: str, among: Directory) -> Reading:
    codes = among.exact.get(name_key(text))
    if codes and len(codes) == 1:
        return _present(next(iter(codes)), among)
    near = codes or among.cores.get(among.core(text), set())
    if len(near) > 1:
        names = {code: display(code, among.names[code]) for code in sorted(near)}
        meant = among.meant(text, near)
        detail = "、".join(list(names.values())[:3])
        return Reading(
            problem="E423", proposal=names.get(meant, ""), detail=detail, choices=tuple(names.values())
        )
    if near:
        code = next(iter(near))
        own = display(code, among.names[code])
        if among.elsewhere(text, code):
            return Reading(code, "", "W420", own, own)
        return Reading(code, problem="W411", detail=own)
    meant = among.meant(text)
    proposal = display(meant, among.names[meant]) if meant else ""
    return Reading(problem="E409", proposal=proposal, choices=among.choices(text))


def _present(code: str, among: Directory) -> Reading:
    if code in among.gone:
        return Reading(code, problem="W413", detail=display(code, among.names[code]))
    return Reading(code)
