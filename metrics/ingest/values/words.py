"""Words of closed lists, truth values and free texts."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from rapidfuzz import fuzz, process

from metrics.framework import ColumnSpec, Framework, Period, name_key
from metrics.ingest.read import Raw
from metrics.ingest.values.reading import BLANK, LONGEST_NAME, Reading, is_nothing, nfkc, shown
from metrics.ingest.values.traditional import simplified
from metrics.ingest.values.wordlists import allowed_words

_ALIKE = Path(__file__).with_name("alike.toml")
#: Signs of a word that may stand within a longer text and be meant by it.
_LEAST_HELD = 3
_QUOTES = str.maketrans("", "", "“”\"'‘’《》「」")
_TRUE = frozenset({"是", "√", "✓", "✔", "对", "y", "yes", "true", "t", "1"})
_FALSE = frozenset({"否", "×", "✗", "✘", "x", "不是", "n", "no", "false", "f", "0"})
_NO_TRUTH = Reading(problem="E418", choices=("是", "否"))
_CODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z-]{0,30}")


def word_key(text: str) -> str:
    """A word reduced for comparing: as `name_key`, and without quotation marks."""
    return name_key(text).translate(_QUOTES)


def spellings(framework: Framework, column: ColumnSpec, period: Period | None) -> Mapping[str, str]:
    """`word_key` of everything an enum column understands in a period (ever, without one) → the word."""
    words = allowed_words(framework, column, period)
    if not column.vocabulary:
        return {word_key(word): word for word in words}
    known = framework.vocabularies[column.vocabulary].spellings
    return {word_key(text): word for text, word in known.items() if word in words}


@cache
def _alike() -> Mapping[str, tuple[str, ...]]:
    """What `alike.toml` holds: its lists by name; the groups one after the other as `groups 0` and so on."""
    lists = tomllib.loads(_ALIKE.read_text(encoding="utf-8"))
    groups = {f"groups {number}": tuple(map(word_key, one)) for number, one in enumerate(lists["groups"])}
    return groups | {name: tuple(lists[name]) for name in ("tails", "places")}


def same_word(key: str, known: Mapping[str, str]) -> str:
    """The one word of a list that a text means beyond doubt though it is written differently; else empty.

    Args:
        key: the text as of `word_key`.
        known: `word_key` of everything that is understood → the word.
    """
    lists = _alike()
    for name, group in lists.items():
        if name.startswith("groups") and key in group:
            words = {known[other] for other in group if other in known}
            if len(words) == 1:
                return words.pop()
    return _only(known[core] for core in _without(key, lists["tails"]) if core in known)


def same_core(key: str, known: Mapping[str, str]) -> str:
    """The one word with a text's own core; else empty.

    某某镇 for 某某街道: the name before the kind of place is the same. 车间微宣讲 for 微宣讲: the text is the
    word with something added.
    """
    held = _only(word for text, word in known.items() if len(text) >= _LEAST_HELD and text in key)
    if held:
        return held
    kinds = _alike()["places"]
    cores = {core for core in (key, *_without(key, kinds)) if len(core) > 1}
    if cores == {key} and not any(key + kind in known for kind in kinds):
        return ""
    return _only(word for text, word in known.items() if cores & {text, *_without(text, kinds)})


def _without(key: str, tails: Iterable[str]) -> list[str]:
    return [key.removesuffix(tail) for tail in tails if key.endswith(tail) and key != tail]


def _only(words: Iterable[str]) -> str:
    found = set(words)
    return found.pop() if len(found) == 1 else ""


def read_word(raw: Raw, known: Mapping[str, str], *, propose: bool = True) -> Reading:
    """What a cell of an enum column says.

    W411 for another way of writing a word of the list. E408 for what is not in it: with a proposal only where
    the core is the same; likeness alone puts the choices in order, if asked.
    """
    text = shown(raw).strip()
    if not text:
        return BLANK
    word = known.get(word_key(text))
    if word is not None:
        return Reading(word)
    if is_nothing(text):
        return Reading(problem="W410", blank=True)
    key = simplified(word_key(text))
    meant = (known.get(key) or same_word(key, known)) if len(key) <= LONGEST_NAME else ""
    if meant:
        return Reading(meant, problem="W411", detail=f"“{meant}”")
    words = list(dict.fromkeys(known.values()))
    if not propose or len(key) > LONGEST_NAME:
        return Reading(problem="E408", choices=tuple(words))
    words.sort(key=lambda word: -fuzz.ratio(key, word_key(word)))
    return Reading(problem="E408", proposal=same_core(key, known), choices=tuple(words))


def nearest(key: str, known: Mapping[str, str], least: float = 50) -> str:
    """The known heading most like a key, or an empty text; a proposal only, never taken by itself.

    For headings alone: which column is meant the person sees at once. Words of meaning are not proposed so.
    """
    if len(key) > LONGEST_NAME:
        return ""
    contained = [
        word for spelling, word in known.items() if len(spelling) > 1 and (spelling in key or key in spelling)
    ]
    if len(set(contained)) == 1:
        return contained[0]
    found = process.extractOne(key, list(known), scorer=fuzz.ratio, score_cutoff=least)
    return known[found[0]] if found else ""


def read_truth(raw: Raw) -> Reading:
    """What a cell of a yes-or-no column says; a mark that clearly means one is taken with a hint."""
    if isinstance(raw, tuple):
        return Reading(raw[1]) if raw[0] == "b" else _NO_TRUTH
    key = name_key(shown(raw))
    if not key:
        return BLANK
    if key in ("是", "否"):
        return Reading(key == "是")
    if key in _TRUE or key in _FALSE:
        return Reading(key in _TRUE, problem="W403", detail="是" if key in _TRUE else "否")
    return Reading(problem="W410", blank=True) if is_nothing(key) else _NO_TRUTH


def read_text(raw: Raw) -> Reading:
    """A free text without outer spaces."""
    text = (raw if isinstance(raw, str) else shown(raw)).strip()
    return Reading(text) if text else BLANK


def read_code(raw: Raw) -> Reading:
    """A row code; blank when the tool is to issue one."""
    text = nfkc(shown(raw)).upper()
    if not text:
        return BLANK
    code = text.split()[0]
    return Reading(code) if _CODE.fullmatch(code) else Reading(problem="E419")
