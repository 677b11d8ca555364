"""Words of closed lists, truth values and free texts."""

import difflib
import re
from collections.abc import Mapping

from metrics.framework import ColumnSpec, Framework, Period, name_key
from metrics.ingest.read import Raw
from metrics.ingest.values.reading import BLANK, LONGEST_NAME, Reading, is_nothing, nfkc, shown
from metrics.ingest.values.wordlists import allowed_words

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


def read_word(raw: Raw, known: Mapping[str, str], *, propose: bool = True) -> Reading:
    """What a cell of an enum column says; E408, with the nearest word if asked, for one not listed."""
    text = shown(raw).strip()
    if not text:
        return BLANK
    word = known.get(word_key(text))
    if word is not None:
        return Reading(word)
    if is_nothing(text):
        return Reading(problem="W410", blank=True)
    proposal = nearest(word_key(text), known) if propose else ""
    return Reading(problem="E408", proposal=proposal, choices=tuple(dict.fromkeys(known.values())))


def nearest(key: str, known: Mapping[str, str], least: float = 0.5) -> str:
    """The known word most like a key, or an empty text; a proposal only, never taken by itself."""
    if len(key) > LONGEST_NAME:
        return ""
    contained = [
        word for spelling, word in known.items() if len(spelling) > 1 and (spelling in key or key in spelling)
    ]
    if len(set(contained)) == 1:
        return contained[0]
    found = difflib.get_close_matches(key, list(known), n=1, cutoff=least)
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
