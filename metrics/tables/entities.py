"""Tables for reading pages and reports: Chinese headers, words for states, where every number comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from metrics.framework import LEVEL_NAMES, LEVELS, Framework, LedgerMeasure, MeasureSpec
from metrics.scoring import ScoreBook, against_last_year, full_score, graded_for, is_graded
from metrics.tables.ranking import ranking_table
from metrics.tables.views import gap_words, unit_of
from metrics.words import (
    NO_SCORE,
    STATUS,
    amount,
    capped,
    change,
    grade_word,
    number,
    number_at,
    row_at,
    score,
    shown,
    text_at,
    value_words,
)

#: Attribute of an entity → header.
ATTRIBUTES: Mapping[str, str] = {
    "town": "乡镇街道",
    "industry": "行业",
    "ownership": "所有制",
    "lead_unit_name": "牵头单位",
    "employees": "职工人数",
}
_ROWS = {
    "怎么了": "怎么了",
    "name": "名称",
    "date": "日期",
    "field": "填报项",
    "value": "原值",
    "amount": "计入",
    "sheet": "工作表",
    "cell": "单元格",
    "file": "文件",
    "code": "编号",
    "role": "作用",
}
_ROLES = {"numerator": "计数", "denominator": "基数"}


@dataclass(frozen=True)
class Card:
    """One node of one entity in words: score, grade or why there is none, change, coverage (0 to 1)."""

    id: str
    name: str
    score: str
    word: str
    change: float | None
    coverage: float


def cards(
    framework: Framework, book: ScoreBook, code: str, before: ScoreBook | None = None
) -> dict[str, Card]:
    """A card for the total, each group and each item, by node id.

    Args:
        framework: names and grades.
        book: scores of the entity's level.
        code: the entity.
        before: the same level one period earlier; without it, or without a score in it, there is no change.
    """
    now = row_at(book.scores, code)
    kept = before is not None and code in before.scores.index
    past = row_at(before.scores, code) if before is not None and kept else pd.Series(dtype=float)
    gaps = row_at(gap_words(framework, book), code)
    found, grades = {}, graded_for(framework, book)
    for node in framework.nodes:
        then = past.get(node.id)
        if is_graded(framework, book) or pd.isna(now[node.id]) or pd.isna(then):
            word = grade_word(grades, now[node.id]) or gaps.get(node.id, "") or NO_SCORE
        else:
            word = against_last_year(now[node.id], then)
        moved = change(now[node.id], past.get(node.id))
        covered = number_at(book.coverage, code, node.id)
        found[node.id] = Card(
            node.id, node.name, score(now[node.id]), word, moved, 0.0 if pd.isna(covered) else float(covered)
        )
    return found


def entity_table(
    framework: Framework, book: ScoreBook, node: str = "total", codes: tuple[str, ...] | None = None
) -> pd.DataFrame:
    """The ranking with what is known of each entity: town, industry, ownership, or lead unit."""
    table = ranking_table(framework, book, node, codes)
    for attribute, header in ATTRIBUTES.items():
        if attribute in book.entities:
            table[header] = book.entities[attribute].reindex(table["编号"]).to_numpy()
    return table


def with_moves(table: pd.DataFrame, book: ScoreBook, before: ScoreBook | None, node: str) -> pd.DataFrame:
    """A ranking with 升降 (places gained since the period before) and 变化 (points, as shown).

    Both columns are left out where nothing can be compared; a cell is missing where an entity had no rank or
    score in the period before.
    """
    codes = table["编号"]
    ranks = before.ranks[node] if before is not None and node in before.ranks else pd.Series(dtype="Int64")
    scores = before.scores[node] if before is not None and node in before.scores else pd.Series(dtype=float)
    gained = ranks.reindex(codes).astype("Int64").set_axis(table.index) - table["名次"].astype("Int64")
    moved = shown(book.scores[node].reindex(codes)) - shown(scores.reindex(codes))
    at = list(table.columns).index("名称")
    told = table.copy()
    if gained.notna().any():
        told.insert(at, "升降", gained)
    if moved.notna().any():
        told.insert(list(told.columns).index("得分") + 1, "变化", moved.round(1).set_axis(table.index))
    return told


def choices(book: ScoreBook, attribute: str) -> list[str]:
    """The different values of an attribute among a book's entities, sorted."""
    return sorted(book.entities[attribute].dropna().astype(str).loc[lambda text: text != ""].unique())


def matching(book: ScoreBook, attributes: Mapping[str, str], text: str = "") -> tuple[str, ...]:
    """Codes of the entities with these attributes (empty: any) whose name or code holds a text."""
    entities = book.entities
    keep = pd.Series(True, index=entities.index)
    for attribute, value in attributes.items():
        if value:
            keep &= entities[attribute].astype("str").eq(value)
    if text.strip():
        named = entities["name"].str.contains(text.strip(), case=False, regex=False)
        keep &= named | entities.index.str.contains(text.strip(), case=False, regex=False)
    return tuple(entities.index[keep.to_numpy(dtype=bool)])


def measure_table(framework: Framework, book: ScoreBook, code: str) -> pd.DataFrame:
    """One row a measure of the book's level: id, 项目, 指标, 数值 (in words), 状态, 得分, 满分值, 贡献."""
    letter = LEVELS[book.level]
    known = [m for m in framework.measures if m.id in book.values.columns and letter in m.ledger.levels]
    table = pd.DataFrame([_measure_row(framework, book, code, measure) for measure in known])
    return table if table["计分值"].ne("").any() else table.drop(columns="计分值")


def _value(book: ScoreBook, code: str, measure: MeasureSpec) -> str:
    """A value in words; of credits with what they are a mean of, or what they are counted against."""
    letter, status = LEVELS[book.level], text_at(book.status, code, measure.id)
    unit = measure.ledger.units.get(letter, "")
    sides = [number_at(side, code, measure.id) for side in (book.values, book.numerator, book.denominator)]
    if status in ("observed", "zero") and measure.ledger.over_a_base(letter):
        return _credit_words(book, code, measure, *map(float, sides))
    if status in ("observed", "zero") and pd.isna(sides[0]):
        return "还没有"
    return value_words(sides[0], unit, status, sides[1], sides[2])


def _credit_words(
    book: ScoreBook, code: str, measure: MeasureSpec, value: float, done: float, due: float
) -> str:
    ledger, letter = measure.ledger, LEVELS[book.level]
    if ledger.mean_at(letter):
        weighted = "按职工数" if ledger.weighted else ""
        extra = number_at(book.open, code, measure.id)
        apart = f"，其中公共得分 {shown(float(extra)):.1f}" if pd.notna(extra) and extra else ""
        several = int(number_at(book.entities, code, "enterprises"))
        return f"{amount(value, '%')}（{several}家{weighted}的平均{apart}）"
    unit = ledger.units["E"].partition("/")[0] if ledger.weighted else "家"
    if ledger.per[letter] == "months":
        return value_words(value, "%", "observed", done, due)
    return f"{amount(value, '%')}（做到 {number(done)}，应有 {number(due)} {unit}{capped(done, due)}）"


def _counted(book: ScoreBook, code: str, measure: MeasureSpec) -> str:
    """What is scored where that is not the value; empty where it is."""
    value, counted = (number_at(side, code, measure.id) for side in (book.values, book.counted))
    if pd.isna(counted) or value == counted:
        return ""
    return amount(float(counted), measure.ledger.units[LEVELS[book.level]])


def _measure_row(framework: Framework, book: ScoreBook, code: str, measure: MeasureSpec) -> dict[str, object]:
    letter, unit = LEVELS[book.level], unit_of(framework, book, measure.id)
    status = text_at(book.status, code, measure.id)
    return {
        "id": measure.id,
        "项目": framework.node[measure.parent].name,
        "指标": measure.name,
        "数值": _value(book, code, measure),
        "计分值": _counted(book, code, measure),
        "状态": STATUS[status],
        "得分": float(shown(number_at(book.normalised, code, measure.id))),
        "满分值": amount(full_score(measure, letter, book.scope), unit),
        "贡献": round(float(number_at(book.contributions, code, measure.id)), 2),
    }


def definition(framework: Framework, measure: MeasureSpec) -> dict[str, str]:
    """A measure's definition in words, header → text: what is counted, from which ledgers and columns."""
    spec = measure.ledger
    ledgers = [framework.ledgers[code] for code in spec.source if code in framework.ledgers]
    full = "；".join(
        f"{LEVEL_NAMES[level]} {_full_words(spec, letter)}"
        for level, letter in LEVELS.items()
        if letter in spec.full_score and level not in ("town", "industry")
    )
    terms = (field for term in spec.term for field in (*term.columns, *_filtered(term.filter)))
    fields = dict.fromkeys([*spec.columns, *_filtered(spec.filter), *terms])
    headers = [ledger.by_id[field].header for field in fields for ledger in ledgers if field in ledger.by_id]
    return {
        "口径": measure.words,
        "所属项目": framework.node[measure.parent].name,
        "满分值": full + ("（全年；不满一年的按已过月数折算）" if spec.prorate else ""),
        "来源台账": "、".join(ledger.sheet for ledger in ledgers),
        "用到的列": "、".join(dict.fromkeys(headers)) or "整行计数",
        "统计层级": "、".join(
            LEVEL_NAMES[level] for level, letter in LEVELS.items() if letter in spec.levels
        ),
        "方向": "越高越好" if measure.direction > 0 else "越低越好",
    }


def _full_words(spec: LedgerMeasure, letter: str) -> str:
    """A target with its unit; of credits over a duty it is one enterprise's."""
    if letter != "E" and spec.over_a_base(letter):
        return f"每家 {number(spec.full_score[letter])}{spec.units['E']}"
    return f"{number(spec.full_score[letter])}{spec.units.get(letter, '')}"


def _filtered(filters: Mapping[str, Any]) -> list[str]:
    """Fields a filter looks at, those of its alternatives included."""
    found = [field for field in filters if field != "any"]
    return found + [field for part in filters.get("any", ()) for field in part]


def evidence_table(framework: Framework, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows behind a value under Chinese headers, with sheet, cell and file; those that count come first."""
    if "amount" in rows:
        rows = rows.iloc[rows["amount"].eq(0).argsort(kind="stable")]
    if "date" in rows:
        rows = rows.assign(date=pd.to_datetime(rows["date"]).dt.strftime("%Y-%m-%d").fillna(""))
    table = rows[[column for column in _ROWS if column in rows]].rename(columns=_ROWS)
    if "作用" in table:
        table["作用"] = table["作用"].map(_ROLES).fillna(table["作用"])
    fields = {column.id: column.header for ledger in framework.ledgers.values() for column in ledger.columns}
    if "填报项" in table:
        table["填报项"] = table["填报项"].map(fields).fillna(table["填报项"])
    return table.reset_index(drop=True)
