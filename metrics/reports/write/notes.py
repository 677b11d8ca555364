"""What a report says about its figures: who is missing, what was not told, where an older one differs."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from metrics.doubts import SEVERITIES, Claim, Doubt, Place, check_claims, read_claims
from metrics.framework import parse_period
from metrics.reports.model import Note, Number
from metrics.reports.write.content import Material
from metrics.reports.write.options import BriefOptions
from metrics.reports.write.review import Review
from metrics.reports.write.sentences import Filled
from metrics.reports.write.wording import WordingError, read

_MOST_NAMES = 10
SAMPLE_NOTE = "本件由样例县数据生成，企业名称均为虚构。"
#: Columns of the rows behind a fact that name a cell; without the last one its row.
_CELL = ["submission", "ledger", "row", "field"]


def notes(material: Material, options: BriefOptions, filled: Iterable[Filled]) -> list[Note]:
    """The notes on a report's data, in reading order."""
    told = list(filled)
    found = [
        _reported(material),
        f"更正中：{options.correcting}。" if options.correcting else "",
        _reviewed(material, told, options.review),
        _left_out(told),
        _typed(told),
        _replaced(told),
    ]
    if material.is_sample:
        found.append(SAMPLE_NOTE)
    if options.claims is not None:
        found += claim_differences(material, options.claims, told)
    return [Note(f"数据说明：{text}") for text in found if text]


def _reported(material: Material) -> str:
    """How many unit-quarters are in, and whose are not."""
    quarters = {quarter.code for quarter in material.data.period.quarters}
    expected = material.data.expected
    due = expected[expected["period"].isin(quarters)]
    missing = due[~due["approved"].astype(bool)]
    several = due["period"].nunique() > 1
    names = [
        material.framework.unit[unit].short_name
        + (f"（{parse_period(str(period)).label}）" if several else "")
        for unit, period in zip(missing["unit"], missing["period"], strict=True)
        if unit in material.framework.unit
    ]
    whole = f"应报{len(due)}份（成员单位×季度），已通过审核{len(due) - len(missing)}份"
    more = f"等{len(names)}份" if len(names) > _MOST_NAMES else ""
    return f"{whole}，未到：{'、'.join(names[:_MOST_NAMES])}{more}。" if names else f"{whole}。"


def _reviewed(material: Material, filled: list[Filled], review: Review | None) -> str:
    """Doubts about the figures told; a share such as `N33/N32` tells two, `when:N20` one."""
    if review is None:
        return ""
    named = [number.fact for one in filled for number in one.numbers]
    facts = [part for name in named for part in name.rpartition(":")[2].split("/")]
    return review_note(review, material, facts)


def review_note(review: Review, material: Material, facts: Iterable[str]) -> str:
    """One sentence for the notes: how many are open and how many decided, and which figures they touch.

    Args:
        review: the doubts.
        material: where the rows behind a figure are.
        facts: ids of the figures that the report tells.
    """
    count = len(review.waiting) + len(review.settled)
    if not count:
        return "跨单位、跨表核对没有发现疑问。"
    figures = list(dict.fromkeys(facts))
    waiting = _counted((SEVERITIES[one.severity] for one in review.waiting), review.waiting, "未处理")
    settled = _counted((verdict for _, verdict in review.settled), review.settled, "已处理")
    touched = {
        "未处理的": touched_facts(material, figures, review.waiting),
        "已处理的": touched_facts(material, figures, [one for one, _ in review.settled]),
    }
    where = "".join(f"{which}涉及正文数字：{'、'.join(names)}。" for which, names in touched.items() if names)
    return f"跨单位、跨表核对发现疑问{count}条，{waiting}，{settled}。{where or '正文数字都不涉及。'}"


def _counted(words: Iterable[str], of: tuple, which: str) -> str:
    parts = "、".join(f"{word}{count}" for word, count in Counter(words).items())
    return f"{which}{len(of)}条（{parts}）" if parts else f"{which}0条"


def touched_facts(material: Material, facts: Iterable[str], doubts: Sequence[Doubt]) -> list[str]:
    """Labels of the facts that count a doubtful cell; one told twice, all that its rows tell."""
    parted = {whole: [one for one in doubts if (one.decision == "twice") == whole] for whole in (True, False)}
    rows = [_named(place)[:3] for one in parted[True] for place in one.where]
    cells = [_named(place) for one in parted[False] for place in one.where]
    known = {spec.id: spec.label for spec in material.framework.facts}
    return [known[fact] for fact in facts if fact in known and _counts(material.rows(fact), rows, cells)]


def _named(place: Place) -> tuple[int, str, int, str]:
    return place.submission, place.ledger, place.row, place.field


def _counts(behind: pd.DataFrame, rows: list, cells: list) -> bool:
    """Whether any of the rows behind a fact is one of these."""
    return any(
        len(behind) and found and pd.MultiIndex.from_frame(behind[columns]).isin(found).any()
        for columns, found in ((_CELL[:3], rows), (_CELL, cells))
    )


def _left_out(filled: list[Filled]) -> str:
    """Figures without which a sentence was not written."""
    reasons: dict[str, list[str]] = {}
    for one in filled:
        for label, why in one.left_out:
            reasons.setdefault(why, []).append(label)
    told = "；".join(f"{'、'.join(dict.fromkeys(labels))}（{why}）" for why, labels in reasons.items())
    return f"以下数字没有写入正文：{told}。" if told else ""


def _typed(filled: list[Filled]) -> str:
    typed = [number for one in filled for number in one.typed]
    return f"以下数字由人工写入，未经台账核对：{'、'.join(typed)}。" if typed else ""


def _replaced(filled: list[Filled]) -> str:
    """Locked figures in edited texts that are others now: told, not put right in silence."""
    moved = [f"{was} 换成 {now}" for one in filled for _fact, was, now in one.replaced]
    return f"改过的文字里，以下数字已按现在的数据换过：{'、'.join(moved)}。" if moved else ""


def claim_differences(material: Material, rows: pd.DataFrame, filled: list[Filled]) -> list[str]:
    """Where an earlier report's figures contradict one another or the ledgers, and what is told instead."""
    report = check_claims(rows, material.framework, material.data.period.start.year, material.facts)
    claims = read_claims(rows)
    doubts = [f"{doubt.code} {doubt.title}：{doubt.message}{doubt.hint}" for doubt in report.doubts]
    return [*_reworded(claims, filled), *(f"原报告核对 {text}" for text in doubts)]


def _reworded(claims: Mapping[str, Claim], filled: list[Filled]) -> list[str]:
    """Figures told otherwise than in the earlier report."""
    numbers = {number.fact: number for one in filled for number in one.numbers}
    return [
        f"{claims[fact].subject or fact}：原报告写“{_written(claims[fact])}”，本件按台账写“{_told(number)}”。"
        for fact, number in numbers.items()
        if fact in claims and not _same(claims[fact], number)
    ]


def _written(claim: Claim) -> str:
    bound = claim.qualifier if claim.qualifier in ("以上", "以下") else ""
    return f"{claim.written}{claim.unit.removeprefix('万')}{bound}"


def _told(number: Number) -> str:
    return number.text if number.unit == "%" else f"{number.text}{number.unit}"


def _same(claim: Claim, number: Number) -> bool:
    """The same meaning and the same unit."""
    try:
        meant = read(number.text)
    except WordingError:
        return False
    unit = claim.unit if claim.unit == "万元" else claim.unit.removeprefix("万")
    return meant == (claim.low, claim.high) and unit in ("", number.unit)
