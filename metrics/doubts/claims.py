"""A report's own figures against each other: which contradict one another, as far as figures can show it."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

import pandas as pd

from metrics.doubts.model import Doubt
from metrics.doubts.registry import number
from metrics.framework import Framework

_ALL, _SUBJECTS = "*", "subjects"
KIND = "报告数字"


@dataclass(frozen=True)
class Claim:
    """One figure of a report.

    `low` and `high` are what it may mean, see `interval`.
    """

    id: str
    value: float
    qualifier: str
    unit: str
    subject: str
    when: str
    low: float
    high: float

    @property
    def middle(self) -> float:
        """The middle of what it may mean."""
        return (self.low + self.high) / 2

    @property
    def written(self) -> str:
        """As it stands in the report, without its noun."""
        shown = f"{self.value:g}"
        many = "万" if self.unit.startswith("万") and self.unit != "万元" else ""
        if self.qualifier.startswith(("近", "约", "不足")):
            return self.qualifier[:2].rstrip("名个") + shown + many
        tail = self.qualifier.split("(")[0].strip("=")
        return shown + tail[:1] + many if tail and tail[0] in "余多" else shown + many


@dataclass(frozen=True)
class ClaimCheck:
    """One comparison of claims.toml."""

    code: str
    kind: str
    claims: tuple[str, ...]
    title: str
    severity: str
    message: str
    hint: str
    options: Mapping[str, Any]


@dataclass(frozen=True)
class ClaimReport:
    """What came of comparing a report's figures.

    Args:
        doubts: contradictions; `code` is the check's id, `found` the ids of the figures.
        passed: checks that found nothing.
        skipped: checks that could not be made → why.
        unread: ids whose value is no number.
    """

    doubts: tuple[Doubt, ...]
    passed: tuple[str, ...]
    skipped: Mapping[str, str]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class ClaimFigures:
    """The figures by id, and what they are compared with."""

    claims: Mapping[str, Claim]
    framework: Framework
    year: int

    def of(self, ids: tuple[str, ...]) -> list[Claim]:
        """ClaimFigures by id."""
        return [self.claims[one] for one in ids]


class Contradiction(TypedDict, total=False):
    """What a comparison found wrong: words for the message, and the figures it is about, if not all."""

    computed: str
    whole: float
    c: str
    only: list[Claim]


#: What a comparison says; None when all is well.
Finding = Contradiction | None
Compare = Callable[[ClaimCheck, list[Claim], ClaimFigures], Finding]
KINDS: dict[str, Compare] = {}


class UnanswerableError(ValueError):
    """A comparison that the figures given cannot answer; the text says what is missing."""


def kind(name: str) -> Callable[[Compare], Compare]:
    """Enter a comparison under the name claims.toml uses."""

    def enter(function: Compare) -> Compare:
        KINDS[name] = function
        return function

    return enter


def subjects(framework: Framework) -> dict[str, tuple[str, str]]:
    """What a report's figures are called, by id: words and unit; those the ledgers count come first."""
    facts = {fact.id: (fact.label, fact.unit) for fact in framework.facts}
    return facts | {one: (words, "") for one, words in framework.claims.get(_SUBJECTS, {}).items()}


def checks(framework: Framework) -> tuple[ClaimCheck, ...]:
    """The comparisons of the county's claims.toml in its order; none where it has no such file."""
    tables = {code: table for code, table in framework.claims.items() if code != _SUBJECTS}
    own = {"kind", "claims", "title", "severity", "message", "hint"}
    return tuple(
        ClaimCheck(
            code,
            claims=tuple(table["claims"]),
            **{name: table[name] for name in own - {"claims"}},
            options={name: value for name, value in table.items() if name not in own},
        )
        for code, table in tables.items()
    )


def check_claims(
    rows: pd.DataFrame,
    framework: Framework,
    year: int = 2023,
    counted: Mapping[str, float | None] | None = None,
) -> ClaimReport:
    """Compare a report's figures with one another, and with what the ledgers count.

    Args:
        rows: one row a figure with the columns `id`, `value`, `qualifier` (such as 余, 近, 以上 or =), and,
            as far as known, `unit`, `subject` and `when` (the time the report names).
        framework: groups of items, ledgers that are not scored, who may hold an honour.
        year: the first one the report is about.
        counted: figure by id as the ledgers have it; those not given are not compared.

    Returns:
        Every check of claims.toml stands in exactly one of `doubts`, `passed` and `skipped`.
    """
    claims = read_claims(rows)
    figures = ClaimFigures(claims, framework, year)
    doubts, passed, skipped = _unlike_ledgers(claims, counted or {}), [], {}
    for check in checks(framework):
        ids = tuple(claims) if check.claims == (_ALL,) else check.claims
        missing = [one for one in ids if one not in claims]
        if missing or not ids:
            skipped[check.code] = f"没有填 {'、'.join(missing) or '数字'}"
            continue
        try:
            found = KINDS[check.kind](check, figures.of(ids), figures)
        except UnanswerableError as reason:
            skipped[check.code] = str(reason)
            continue
        if found is None:
            passed.append(check.code)
        else:
            doubts.append(_doubt(check, figures.of(ids), found))
    unread = [one for one in rows["id"].dropna().astype("str") if one not in claims]
    return ClaimReport(tuple(doubts), tuple(passed), skipped, tuple(unread))


def read_claims(rows: pd.DataFrame) -> dict[str, Claim]:
    """ClaimFigures by id; rows without an id or a number are left out."""
    frame = rows.reindex(columns=["id", "value", "qualifier", "unit", "subject", "when"])
    frame = frame.assign(value=pd.to_numeric(frame["value"], errors="coerce")).dropna(subset=["id", "value"])
    texts = frame.drop(columns="value").astype("object").fillna("").astype("str")
    found = {}
    for row, value in zip(texts.to_dict("records"), frame["value"], strict=True):
        low, high = interval(float(value), row["qualifier"], row["unit"])
        found[row["id"]] = Claim(
            value=float(value), low=low, high=high, **{str(name): text for name, text in row.items()}
        )
    return found


def _unlike_ledgers(claims: Mapping[str, Claim], counted: Mapping[str, float | None]) -> list[Doubt]:
    """ClaimFigures that cannot mean what the ledgers count."""
    known = {one: value for one, value in counted.items() if value is not None and one in claims}
    return [
        Doubt(
            code="C00",
            title="与台账的数不符",
            severity="doubt",
            where=(),
            found=one,
            expected=number(value),
            message=f"“{claims[one].subject or one}”写的是 {claims[one].written}，台账里是 {number(value)}。",
            hint="核对取数范围和时间；以台账为准的请改正文，台账漏报的请补报。",
            key=f"C00|{one}|{claims[one].written}|{value}",
            kind=KIND,
        )
        for one, value in known.items()
        if not claims[one].low <= value <= claims[one].high
    ]


def interval(value: float, qualifier: str, unit: str) -> tuple[float, float]:
    """What a figure with its qualifier may mean, in single units.

    余, 多: above it and below the next round number (220余: 221..229) · 近, 不足: up to a tenth below ·
    以上: at least · 以下: at most · 约: a tenth either way · a decimal in 万: what rounds to it (1.8万:
    17,500..18,499) · else itself.
    """
    scale = 10_000 if unit.startswith("万") and unit != "万元" else 1
    base = value * scale
    meanings = {
        "以上": (base, 100.0 if "%" in unit else math.inf),
        "以下": (0.0, base),
        "余": (base + 1, base + _round_step(value) * scale - 1),
        "近": (float(math.ceil(base * 0.9)), base - 1),
        "约": (base * 0.9, base * 1.1),
    }
    meanings |= {"多": meanings["余"], "不足": meanings["近"]}
    for word, meaning in meanings.items():
        if word in qualifier:
            return meaning
    half = scale * 10.0 ** -len(f"{value:g}".partition(".")[2]) / 2
    return (base - half, base + half - 1) if scale > 1 and not float(value).is_integer() else (base, base)


def _round_step(value: float) -> int:
    """10 for 220, 100 for 1,200, 1 for 15."""
    step = 1
    while value and value % (step * 10) == 0:
        step *= 10
    return step


def _doubt(check: ClaimCheck, claims: list[Claim], found: Contradiction) -> Doubt:
    shown = found.get("only", claims)
    said = {name: word for name, word in found.items() if name != "only"}
    letters = {chr(ord("a") + place): claim.written for place, claim in enumerate(shown)}
    words = {"subject": shown[0].subject or shown[0].id, "unit": shown[0].unit, **letters, **said}
    ids = "、".join(claim.id for claim in shown)
    return Doubt(
        code=check.code,
        title=check.title,
        severity=check.severity,
        where=(),
        found=ids,
        expected="",
        message=check.message.format(**words),
        hint=check.hint,
        key=f"{check.code}|{ids}|{'|'.join(letters.values())}",
        kind=KIND,
    )
