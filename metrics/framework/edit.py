"""Another version of visible.toml: new weights and targets written into its text, so that comments stay.

Numbers are named `K2.weight`, `K2a.weight` and `K2a.full_score.E`. A rewritten text is parsed again and must
differ from the old one in these numbers and the version alone.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import isfinite

from metrics.framework.county import Files
from metrics.framework.loader import VISIBLE, parse_framework
from metrics.framework.model import Framework, FrameworkError

Numbers = Mapping[str, float]

_BLOCK = re.compile(r"\[\[(?P<kind>\w+)\]\]")
_KEY = re.compile(r"(?P<key>\w+)\s*=\s*")
_WEIGHT = re.compile(r"(?P<head>weight\s*=\s*)(?P<number>[-+.\w]+)")
_VERSION = re.compile(r'(?m)^(?P<head>version\s*=\s*)"[^"]*"')


def numbers(framework: Framework) -> dict[str, float]:
    """Every weight and target that may be edited, by its name, in the order of the tree."""
    weights = {f"{node.id}.weight": node.weight for node in framework.nodes if node.parent}
    for measure in framework.measures:
        weights[f"{measure.id}.weight"] = measure.weight
        for level, full in measure.ledger.full_score.items():
            weights[f"{measure.id}.full_score.{level}"] = full
    return {name: float(number) for name, number in weights.items()}


def differing(before: Framework, after: Framework) -> dict[str, tuple[float | None, float | None]]:
    """Numbers that are not the same in two versions: name → before and after (None: not there)."""
    old, new = numbers(before), numbers(after)
    names = dict.fromkeys((*old, *new))
    return {name: (old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)}


def edited(files: Files, changes: Numbers, version: str) -> tuple[Files, Framework]:
    """The files with other numbers and another version, and the framework they make.

    Args:
        files: of the version that is changed.
        changes: name → number, as `numbers` names them.
        version: what the new version is called.

    Raises:
        FrameworkError: an unknown name, a number that is not allowed (negative weight, target not above 0),
            or a text in which a number cannot be found.
    """
    before = parse_framework(files)
    known = numbers(before)
    for name, number in changes.items():
        if name not in known:
            raise FrameworkError(VISIBLE, "修改", name, "没有这个权重或满分值")
        if not isfinite(number):
            raise FrameworkError(VISIBLE, "修改", name, f"{number} 不是一个数")
    real = {name: float(number) for name, number in changes.items() if known[name] != number}
    text = _rewritten(files[VISIBLE].decode("utf-8"), real)
    name = _clean(version)
    text = _VERSION.sub(lambda match: f'{match["head"]}"{name}"', text, count=1)
    out = {**files, VISIBLE: text.encode("utf-8")}
    after = parse_framework(out)
    _check(before, after, {**known, **real}, name)
    return out, after


def _rewritten(text: str, changes: Numbers) -> str:
    """The text with the numbers put in place; a weight that the text leaves at its default gets a line."""
    lines: list[str] = []
    for block in _blocks(text.splitlines(keepends=True)):
        id_ = _id_of(block)
        mine = {name.partition(".")[2]: number for name, number in changes.items() if _of(name) == id_}
        lines += _with_numbers(block, mine) if id_ and mine else block
    return "".join(lines)


def _of(name: str) -> str:
    return name.partition(".")[0]


def _blocks(lines: list[str]) -> Iterator[list[str]]:
    """The lines in runs: each begins at a `[[…]]`, the first one at the top."""
    block: list[str] = []
    for line in lines:
        if _BLOCK.match(line.strip()) and block:
            yield block
            block = []
        block.append(line)
    yield block


def _id_of(block: list[str]) -> str:
    """The id of a node or measure; empty for any other block."""
    head = _BLOCK.match(block[0].strip())
    if not head or head["kind"] not in ("node", "measure"):
        return ""
    found = (re.match(r'id\s*=\s*"([^"]+)"', line) for line in block)
    return next((match[1] for match in found if match), "")


def _with_numbers(block: list[str], changes: Numbers) -> list[str]:
    lines = list(block)
    for name, number in changes.items():
        if name == "weight":
            lines = _with_weight(lines, number)
        else:
            lines = [_with_target(line, name.rpartition(".")[2], number) for line in lines]
    return lines


def _with_weight(lines: list[str], number: float) -> list[str]:
    at = next((place for place, line in enumerate(lines) if _WEIGHT.match(line)), None)
    if at is None:
        id_line = next(place for place, line in enumerate(lines) if _KEY.match(line))
        return [*lines[: id_line + 1], f"weight = {_written(number)}\n", *lines[id_line + 1 :]]
    replaced = _WEIGHT.sub(lambda match: match["head"] + _written(number), lines[at], count=1)
    return [*lines[:at], replaced, *lines[at + 1 :]]


def _with_target(line: str, level: str, number: float) -> str:
    if not line.startswith("full_score"):
        return line
    pattern = rf"(?P<head>\b{re.escape(level)}\s*=\s*)[-+.\w]+"
    return re.sub(pattern, lambda match: match["head"] + _written(number), line, count=1)


def _written(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)


def _clean(version: str) -> str:
    """A version's name without what would end a TOML text; FrameworkError when nothing is left."""
    plain_text = "".join(sign for sign in version if sign not in '"\\' and sign.isprintable()).strip()
    if not plain_text:
        raise FrameworkError(VISIBLE, "顶层", "version", "新版本要有名称，如 2024.1")
    return plain_text


def _check(before: Framework, after: Framework, wanted: Numbers, version: str) -> None:
    """The new text says exactly what was asked for: these numbers and nothing else."""
    got = numbers(after)
    for name, number in wanted.items():
        if got.get(name) != number:
            raise FrameworkError(VISIBLE, "修改", name, "在文件里找不到可以改的数，请直接改文件")
    if plain(after) != plain(before) or after.version != version:
        raise FrameworkError(VISIBLE, "修改", "其他内容", "只能改权重、满分值和版本名称")
    for node in after.nodes:
        below = [one.weight for one in after.parts if one.parent == node.id]
        if sum(below) <= 0:
            raise FrameworkError(VISIBLE, node.id, "weight", "下级的权重不能全为 0")


def plain(framework: Framework) -> Framework:
    """A framework with every editable number and its version taken out, to be compared with another."""
    nodes = tuple(replace(node, weight=0.0) for node in framework.nodes)
    measures = tuple(
        replace(
            one, weight=0.0, ledger=replace(one.ledger, full_score=dict.fromkeys(one.ledger.full_score, 0))
        )
        for one in framework.measures
    )
    return replace(framework, nodes=nodes, measures=measures, version="", hash="")
