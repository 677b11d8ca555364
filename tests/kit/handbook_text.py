"""The handbook's text taken apart: weights, duties, and of each measure the formulas, targets and sums."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

#: How the handbook calls the four kinds of level.
LEVELS = {"企业": "E", "品牌": "B", "成员单位": "U", "县": "C"}


#: Header, 为 or ≥, what it is compared with.
Condition = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True)
class SumWords:
    """One line 合计: which rows of which sheet, and what they are worth."""

    levels: frozenset[str]
    sheet: str
    ledger: str
    filters: tuple[Condition, ...]
    worth: str
    times: float


@dataclass(frozen=True)
class MeasureWords:
    """A measure as its section tells it: formula, target and the word behind the target by level."""

    formula: Mapping[str, str]
    target: Mapping[str, float]
    told: Mapping[str, str]
    sums: tuple[SumWords, ...]
    notes: tuple[str, ...]
    owners: Mapping[str, str]
    days: Mapping[str, str]
    sheets: frozenset[str]
    only: tuple[Condition, ...]


@dataclass(frozen=True)
class HandbookWords:
    """Everything that the handbook says with a number in it."""

    weight: Mapping[str, float]
    levels: Mapping[str, frozenset[str]]
    measures: Mapping[str, MeasureWords]
    shares: Mapping[str, float]
    own: Mapping[str, float] = field(default_factory=dict)


def handbook_words(text: str) -> HandbookWords:
    """Take the handbook (Markdown) apart."""
    flat = re.sub(r"(?<!\n)\n  (?! )", "", text)
    rows = [row for row in _tables(flat) if "编号" in row]
    sections = re.findall(r"^### (\w+) .*?$(.*?)(?=^##|\Z)", flat, re.MULTILINE | re.DOTALL)
    return HandbookWords(
        weight={row["编号"]: float(row["权重"]) for row in rows},
        levels={
            row["编号"]: frozenset(at for word, at in LEVELS.items() if row[word] != "—") for row in rows
        },
        measures={code: _measure(section) for code, section in sections},
        shares={
            "unit": _share(r"单位为名册企业数的 ([\d.]+)%", flat),
            "brand": _share(r"品牌为 ([\d.]+)%", flat),
            "open": _share(r"合计最多占目标总量的 ([\d.]+)%", flat),
            "coverage": _share(r"覆盖率低于 ([\d.]+)% 就没有得分", flat),
        },
        own={name: float(number) for name, number in re.findall(r"[；、](\w+?) ([\d.]+) 家(?=[、。])", flat)},
    )


def _share(pattern: str, text: str) -> float:
    return float(re.search(pattern, text)[1]) / 100


def _tables(text: str) -> list[dict[str, str]]:
    rows, header = [], None
    for line in text.splitlines():
        if not line.startswith("|"):
            header = None
            continue
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if header is None:
            header = cells
        elif not line.startswith("|--"):
            rows.append(dict(zip(header, cells, strict=True)))
    return rows


def _measure(section: str) -> MeasureWords:
    rows = {LEVELS[row["层级"]]: row for row in _tables(section)}
    lines = re.findall(r"^- (.*)$", section, re.MULTILINE)
    sources = [re.match(r"来源：(\w+)（(L\d\d)）；.*?(?:；看(.*))?；由(.*)报送", line) for line in lines]
    return MeasureWords(
        formula={letter: row["公式"] for letter, row in rows.items()},
        target={letter: _target(row["满分值"]) for letter, row in rows.items()},
        told={letter: row["满分值"] for letter, row in rows.items()},
        sums=tuple(_sum(line) for line in lines if line.startswith("合计")),
        notes=tuple(line for line in lines if not line.startswith(("合计", "来源"))),
        owners={found[2]: found[4] for found in sources if found},
        sheets=frozenset(found[1] for found in sources if found),
        only=tuple(part for line in lines if line.startswith("只计：") for part in condition_words(line[3:])),
        days={found[1]: found[3] for found in sources if found and found[3]},
    )


def _target(words: str) -> float:
    return float((re.search(r"每家目标 ([\d.]+)", words) or re.match(r"([\d.]+)", words))[1])


def _sum(line: str) -> SumWords:
    head, worth = line.split("；", 1)
    told = re.fullmatch(r"合计(?:（([^）]*)）)?：(\w+)（(L\d\d)）(?:，(.*))?", head)
    times = re.search(r"，乘 ([\d.]+)$", worth)
    return SumWords(
        levels=frozenset(LEVELS[word] for word in (told[1] or "、".join(LEVELS)).split("、")),
        sheet=told[2],
        ledger=told[3],
        filters=tuple(condition_words(told[4])) if told[4] else (),
        worth=worth[: times.start()] if times else worth,
        times=float(times[1]) if times else 1.0,
    )


def condition_words(words: str) -> list[Condition]:
    """(header, 为 or ≥, what it is compared with) of a condition, whose parts are joined by 并且."""
    parts = (re.fullmatch(r"(.+?)(为| ≥ )(.+)", part) for part in words.split("，并且") if part)
    return [(part[1], part[2].strip(), tuple(part[3].split("、"))) for part in parts]
