"""Closed lists of words, with the other spellings people use and the days between which they hold."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

#: Signs that nobody sees: the format characters of Unicode (Cf), variation selectors, the grapheme joiner,
#: control characters that are no blanks, letters and patterns without a shape (fillers, empty Braille).
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\u00ad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef]+"
)


def visible(text: str) -> str:
    """A text without the signs that nobody sees, which come along when something is copied from elsewhere."""
    return text if text.isascii() and text.isprintable() else _INVISIBLE.sub("", text)


def name_key(text: str) -> str:
    """A text reduced for comparing: NFKC, no spaces or invisible signs, lower case. Never for display."""
    return "".join(unicodedata.normalize("NFKC", visible(text)).split()).casefold()


@dataclass(frozen=True)
class Term:
    """One word of a vocabulary with its other spellings and the days between which it holds.

    `mobile`: a type of carrier that comes to the enterprise. `told_by` are words in a title that speak for
    the term, `unlike` the types of activity that hardly show it.
    """

    code: str
    name: str
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    mobile: bool = False
    told_by: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()

    def holds(self, on: date | None) -> bool:
        """Whether the term is valid on a day (always, without a day)."""
        return on is None or (self.valid_from or on) <= on <= (self.valid_to or on)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every text that means this term."""
        return tuple(dict.fromkeys(s for s in (self.name, self.code, self.short_name, *self.aliases) if s))


@dataclass(frozen=True)
class Vocabulary:
    """A closed list of terms, e.g. the towns."""

    id: str
    terms: tuple[Term, ...]

    def names(self, on: date | None = None) -> tuple[str, ...]:
        """Names in file order, of the terms that hold on a day."""
        return tuple(term.name for term in self.terms if term.holds(on))

    @cached_property
    def spellings(self) -> Mapping[str, str]:
        """`name_key` of every spelling → the term's name."""
        return {name_key(text): term.name for term in self.terms for text in term.spellings}

    @cached_property
    def mobile(self) -> frozenset[str]:
        """Names of the terms that are mobile; a row that says so itself (流动载体) goes before its type."""
        return frozenset(term.name for term in self.terms if term.mobile)
