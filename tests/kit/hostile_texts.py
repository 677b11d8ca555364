"""Texts that make a pattern work hard: what it repeats, repeated, and an end that fits nowhere."""

import ast
import importlib
import pkgutil
import re
from functools import cache
from re import _constants as sre
from re import _parser as parser

import metrics
from tests.kit.project import REPO

#: What runs as a script of its own, or is run by alembic.
NOT_IMPORTED = ("__main__", ".migrations")
METHODS = {"search", "match", "fullmatch", "sub", "split", "findall", "finditer"}
SIGNS = "0aA（一 <>\"'-.、年_/"


@cache
def patterns():
    """Dotted name → the compiled patterns that every module of the program holds, in collections too."""
    held = {}
    for info in pkgutil.walk_packages(metrics.__path__, "metrics."):
        if not any(part in info.name for part in NOT_IMPORTED):
            for name, value in vars(importlib.import_module(info.name)).items():
                for number, pattern in enumerate(patterns_in(value)):
                    held.setdefault(pattern, f"{info.name}.{name}[{number}]")
    return {name: pattern for pattern, name in held.items()}


def patterns_in(value):
    """The patterns a value is or holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from patterns_in(tuple(value.values()))
    elif isinstance(value, tuple | list | frozenset):
        for item in value:
            yield from patterns_in(item)


@cache
def methods_of():
    """Name of a pattern → how the program calls it, wherever."""
    found = {}
    for path in (REPO / "metrics").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in METHODS and isinstance(node.value, ast.Name):
                found.setdefault(node.value.id, set()).add(node.attr)
    return found


def called(name):
    """How a pattern is called; in a collection, or handed to pandas, every way."""
    known = methods_of().get(name.rpartition(".")[2].partition("[")[0], set())
    return sorted(known) or ["findall", "fullmatch", "match"]


def member(items):
    """A sign of a set."""
    refused = {chr(value) for kind, value in items if kind is sre.LITERAL}
    if items and items[0][0] is sre.NEGATE:
        return next(sign for sign in "啊aZ0#" if sign not in refused)
    kind, value = items[0]
    return sign_of(kind, value)


def sign_of(kind, value):
    if kind is sre.LITERAL:
        return chr(value)
    if kind is sre.RANGE:
        return chr(value[0])
    names = {sre.CATEGORY_DIGIT: "0", sre.CATEGORY_SPACE: " ", sre.CATEGORY_WORD: "a"}
    return names.get(value, "#")


def written(tree, pumps, before=""):
    """A short text that the tree matches.

    (text before, what repeats) of each of its repetitions go to `pumps`.
    """
    text = ""
    for kind, value in tree:
        text += piece(kind, value, pumps, before + text)
    return text


def piece(kind, value, pumps, here):
    """What one node of a tree matches."""
    if kind in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        least, most, inner = value
        one = written(inner, pumps, here)
        if most is sre.MAXREPEAT or most > 8:
            pumps.append((here, one))
        return one * max(least, 1)
    if kind is sre.BRANCH:
        texts = [written(branch, pumps, here) for branch in value[1]]
        return texts[0]
    if kind in (sre.SUBPATTERN, sre.ATOMIC_GROUP):
        return written(value[3] if kind is sre.SUBPATTERN else value, pumps, here)
    if kind is sre.IN:
        return member(value)
    if kind in (sre.NOT_LITERAL, sre.ANY):
        return "啊"
    return sign_of(kind, value) if kind in (sre.LITERAL, sre.CATEGORY) else ""


def hostile(pattern):
    """Pairs (beginning, unit): the text is the beginning, many units, and a sign that ends every match."""
    pumps = []
    as_text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    whole = written(
        parser.parse(
            as_text, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
        ),
        pumps,
    )
    units = {("", sign) for sign in SIGNS} | {("", whole), ("", whole[:-1]), ("", whole[: len(whole) // 2])}
    for before, one in pumps:
        units |= {
            (before, one),
            ("", before + one),
            ("", before),
            (before, f"{one} "),
            (before, f" {one}"),
            ("", f"{before} "),
        }
    return sorted(pair for pair in units if pair[1])


def text_of(pattern, before, unit, length):
    """The hostile text of about a length, in the type that the pattern takes."""
    text = before + unit * (length // len(unit)) + "\0"
    return (
        text.encode("utf-8" if text.isascii() else "latin-1", "replace")
        if isinstance(pattern.pattern, bytes)
        else text
    )


def run(pattern, method, text):
    """Call a pattern as the program does, to the end."""
    if method == "sub":
        return pattern.sub(lambda _: text[:0], text)
    answer = getattr(pattern, method)(text)
    return list(answer) if method == "finditer" else answer
