"""Finds the header of a ledger sheet under whatever stands above it, and which column holds which field."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from metrics.framework import ColumnSpec, LedgerSpec, name_key
from metrics.ingest.read import RawSheet
from metrics.ingest.values import scale_factor, shown, simplified

#: Where the header is looked for: up to three title rows and some air, then one to three header rows.
SEARCHED_ROWS = 12
DEEPEST = 3
#: Columns further right are not looked at.
MOST_COLUMNS = 300
_LEAST = 2
_LONGEST = 120

_MARKS = re.compile(r"[*＊:：]|[(（](?:必填|选填|可空)[)）]")
_BRACKET = re.compile(r"[(（\[【]([^()（）\[\]【】]*)[)）\]】]$")
_UNIT = (
    r"(?:百万|千万|[十百千万亿])?(?:元|块钱|块|圆|人次|人|名|位|场次|场|次|家|户|个|起|件|例|项|期|份|支"
    r"|台|篇|吨标煤|吨|%|‰)"
)
#: Units that a title or a note names for the whole sheet: 单位：千元、百人次; 金额以千元计.
_SHEET_UNIT = re.compile(
    rf"单位(?:均|都|一律)?(?:为|是|用|:)?[(]?({_UNIT}(?:[、,，/和]{_UNIT})*)(?![\u4e00-\u9fff])"
    rf"|[以按]({_UNIT})(?:为单位|计|填|统计)"
    # Alone in a cell one sign is a word: 元; with brackets or a scale it is said of the sheet.
    rf"|(?:^|\n)(?!.(?:\n|$))[(]?({_UNIT}(?:[、,，/和]{_UNIT})*)[)]?(?=\n|$)"
    r"|单位(?:均|都|一律)?(?:为|是|用|:)?[(]?(百万|千万|[十百千万亿])(?![\u4e00-\u9fff])"
)
#: A scale without a unit, such as 单位：万, is one of these; the first the ledger has.
_SCALED_UNITS = ("元", "人次", "人")
_EACH_UNIT = re.compile(_UNIT)
#: A unit behind the name without brackets: 金额/万元, 参加人次_百人次.
_UNIT_BEHIND = re.compile(rf"(?P<name>.+?)(?:[/,，\-—–_|、·]|(?:计量)?单位)?(?P<unit>{_UNIT})")
#: The part that is the whole, under a heading of several parts.
_WHOLE = frozenset(
    {
        *("小计", "合计", "总计", "共计", "总数", "总量", "计", "小计数", "合计数", "全部", "总"),
        *("本期", "本期数", "本季", "本季度", "本季数", "当期", "当季", "实到", "实际", "实际数"),
    }
)
_SUMS = ("小计", "合计", "总计", "共计")
#: Parts that are counted, which look like data: 10月, 第1场, 2023年.
_COUNTED = re.compile(
    r"第?\d{1,2}(?:月份?|季度?|场|期|批|次|周|组)|\d{4}年(?:\d{1,2}月份?|第?\d季度)?|[Qq][1-4]"
    r"|\d{1,2}月?[-~至—]\d{1,2}月(?:合计|小计)?"
)
_LONGEST_PART = 8
#: 5、参加人次, ★参加人次: what stands before a heading without another meaning.
_LEADING = re.compile(r"^[★☆●○◆◇■□※▲△#]{0,3}[(]?\d{0,2}[)]?[.、]?(?=[\u4e00-\u9fff])")
_OF_A_PART = re.compile("线[上下]|[场人户]均|平均|计划|预计|上[年期]|去年|同[期比]|环比|累计")
#: What in brackets behind a heading of numbers makes it a part or another figure: 参加人次（线下）.
_PART_WORD = re.compile(
    r"(?:仅|只含|只计)?(?:线[上下]|现场|远程|直播|男|女|[男女][性职]?工?|其中.{0,8}|(?:上年|去年|上期|上季度?|上月)(?:同期)?"
    r"|同期|计划|目标|预计|拟|任务|累计|本年累计|全年|每场|平均|[人场户]均|同比|环比|增幅|(?:外来|本地|一线|困难).{0,4}"
    r"|党员|干部|管理人员|上半年|下半年|\d{1,2}月份?|第?[一二三四1-4]季度)(?:部分|人[数次]|数|参加)?"
)
_MONEY_SIGNS = ("元", "块", "块钱", "圆")
_DATUM = re.compile(r"(?=\D*\d)[\d.,:/年月日%-]+")
_UNIT_TAIL = re.compile(r"[,，]?单位[:：]?")


@dataclass(frozen=True)
class Header:
    """Where a sheet's header stands and what it names. Columns are 1-based.

    Args:
        top: first header row.
        bottom: last header row; data begin below.
        fields: field id → column.
        units: field id → unit in brackets, as written.
        unknown: column → text of a header that names no field.
        repeated: (column, field, column used instead, whether it is the very same header).
        exact: how many fields bear the template's own header.
        split: field → (its first column, the parts it is split into): none of them is the whole.
        groups: how many headings stand over parts of their own.
    """

    top: int
    bottom: int
    fields: Mapping[str, int]
    units: Mapping[str, str] = field(default_factory=dict)
    unknown: Mapping[int, str] = field(default_factory=dict)
    repeated: tuple[tuple[int, str, int, bool], ...] = ()
    exact: int = 0
    split: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    groups: int = 0


@dataclass(frozen=True)
class _Match:
    field: str
    rank: int
    unit: str
    is_bare: bool = False
    part: str = ""


def header_key(text: str) -> str:
    """A header reduced for comparing: no spaces, line breaks, marks."""
    return _MARKS.sub("", name_key(text))


def speaks_of_part(text: str, header: str) -> bool:
    """Whether a heading speaks of a part or another figure than a column: 线下参加人次 beside 参加人次."""
    found = _OF_A_PART.search(name_key(text))
    return found is not None and found[0] not in header


def split_unit(text: str) -> tuple[str, str]:
    """A header without its last bracket, and what stood in it: `金额（万元）` → 金额, 万元."""
    match = _BRACKET.search(text)
    return (text[: match.start()], _UNIT_TAIL.sub("", match[1])) if match else (text, "")


@lru_cache(maxsize=64)
def _names(ledger: str, columns: tuple[tuple[str, tuple[str, ...]], ...]) -> Mapping[str, tuple[str, int]]:
    """`header_key` → (field, rank); rank 0 is the header itself, higher ones its synonyms."""
    del ledger
    names: dict[str, tuple[str, int]] = {}
    for rank in range(max(len(spellings) for _, spellings in columns)):
        for field_id, spellings in columns:
            if rank < len(spellings):
                names.setdefault(header_key(spellings[rank]), (field_id, rank))
    return names


def known_headers(ledger: LedgerSpec) -> Mapping[str, tuple[str, int]]:
    """Everything a header of the ledger may be called → (field, rank)."""
    return _names(ledger.code, tuple((column.id, _spellings(column)) for column in ledger.columns))


def _spellings(column: ColumnSpec) -> tuple[str, ...]:
    return tuple(dict.fromkeys((column.header, column.heading, *column.synonyms, column.id)))


def _match(text: str, names: Mapping[str, tuple[str, int]]) -> _Match | None:
    key = header_key(text)
    base, unit = split_unit(key)
    if base in names:
        return _Match(*names[base], unit)
    if key in names:
        return _Match(*names[key], "")
    behind = _UNIT_BEHIND.fullmatch(key)
    if behind and behind["name"] in names:
        return _Match(*names[behind["name"]], behind["unit"], is_bare=True)
    plain = simplified(_LEADING.sub("", key))
    return _match(plain, names) if plain != key else None


def _fitting(text: str, names: Mapping[str, tuple[str, int]], ledger: LedgerSpec) -> _Match | None:
    """What a heading names; a unit without brackets behind it is one only for a column of numbers."""
    match = _match(text, names)
    numeric = match is not None and ledger.by_id[match.field].type in ("int", "decimal")
    if match is None or not numeric:
        return None if match and match.is_bare else match
    if match.unit in _WHOLE:
        return replace(match, unit="")
    if not _PART_WORD.fullmatch(match.unit):
        return match
    return _own_part(match, names, ledger) or replace(match, unit="", part=match.unit)


def _own_part(match: _Match, names: Mapping[str, tuple[str, int]], ledger: LedgerSpec) -> _Match | None:
    """The field that a part in brackets is itself: 参加人次（线上） is 其中线上人次."""
    unit = ledger.by_id[match.field].unit.split("/")[0]
    for text in (f"其中{match.unit}", f"其中{match.unit}{unit}", f"{match.unit}{unit}"):
        if text in names and names[text][0] != match.field:
            return _Match(*names[text], "")
    return None


def header_texts(sheet: RawSheet) -> list[list[str]]:
    """The texts of the rows in which a header may stand, as far as a header could go."""
    rows = min(sheet.height, SEARCHED_ROWS + DEEPEST)
    return [[shown(cell).strip()[:_LONGEST] for cell in sheet.row(number)] for number in range(1, rows + 1)]


def find_header(texts: list[list[str]], ledger: LedgerSpec) -> Header | None:
    """Look for the ledger's header.

    Args:
        texts: of the sheet's first rows (see `header_texts`).
        ledger: whose header.

    Returns:
        The place that names most fields (of equals the flattest, then the highest); None when none does.
    """
    names = known_headers(ledger)
    best, best_score = None, (0, 0, 0, 0)
    for top in range(min(len(texts), SEARCHED_ROWS)):
        for depth in range(1, min(DEEPEST, len(texts) - top) + 1):
            if depth > 1 and is_data(texts[top + depth - 1]):
                break
            header = _read(texts[top : top + depth], top + 1, names, ledger)
            named = len(header.fields) + len(header.split)
            score = (named, header.groups, -depth, -top)
            if named >= needed(ledger) and score > best_score:
                best, best_score = header, score
            if (
                depth == 1
                and header.exact == len(ledger.columns)
                and not _groups(texts[top : top + 2], names, ledger)
            ):
                return header
    return best


def with_sheet_unit(header: Header, texts: list[list[str]], ledger: LedgerSpec) -> Header:
    """As `with_units`, of what stands above the header in the sheet's first rows."""
    return with_units(header, (text for row in texts[: header.top - 1] for text in row), ledger)


def with_units(header: Header, texts: Iterable[str], ledger: LedgerSpec) -> Header:
    """The header with units that a title or a note names (`单位：千元`) in the columns that name none.

    Args:
        header: as found.
        texts: of the cells above it, or of notes.
        ledger: whose columns.
    """
    found: dict[str, str] = {}
    for match in _SHEET_UNIT.finditer("\n".join(map(name_key, texts))):
        named = match[1] or match[2] or match[3]
        units = _EACH_UNIT.findall(named) if named else _scaled(match[4], header, ledger)
        for unit in units:
            fitting = (name for name in header.fields if _scales(unit, ledger.by_id[name]))
            found |= {name: unit for name in fitting if name not in found}
    return replace(header, units={**found, **header.units}) if found else header


def _scaled(scale: str, header: Header, ledger: LedgerSpec) -> list[str]:
    """The units that a bare scale for the whole sheet may mean: 万 is 万元 where there is money."""
    held = {part for name in header.fields for part in ledger.by_id[name].unit.split("/")}
    return [f"{scale}{unit}" for unit in _SCALED_UNITS if unit in held][:1]


def _scales(unit: str, column: ColumnSpec) -> bool:
    """Whether a unit is a multiple of a column's own; of money any fits."""
    factor = scale_factor(unit, column.unit) if column.type in ("int", "decimal") else None
    return factor is not None and (factor != 1 or unit.endswith(_MONEY_SIGNS))


def is_data(cells: list[str]) -> bool:
    """Whether a row holds a number or a date, which no header does."""
    data = [cell for cell in cells if _DATUM.fullmatch(cell)]
    parts = {cell for cell in data if _COUNTED.fullmatch(name_key(cell))}
    # 10月, 11月, 12月 beside one another are parts of a heading; one month by itself is a day.
    return len(data) > len(parts) if len(parts) > 1 else bool(data)


def needed(ledger: LedgerSpec) -> int:
    """How many fields a row must name to be taken for the header."""
    return max(_LEAST, sum(column.required for column in ledger.columns) // 3)


@dataclass(frozen=True)
class _Group:
    """A heading over parts: columns (1-based) with what each of them is, and the field that has no whole."""

    columns: Mapping[int, _Match | None]
    split: str
    parts: str


def _groups(rows: list[list[str]], names: Mapping[str, tuple[str, int]], ledger: LedgerSpec) -> list[_Group]:
    """Headings of numbers in the last row but one that stand over parts: 参加人次 over 线下|线上|小计."""
    if len(rows) < 2:
        return []
    above, below = rows[-2], rows[-1]
    spans = [span for span in _spans(above, below) if _numeric(above[span[0]], names, ledger)]
    if not _leave_alone(spans, above, below):
        return []
    return [_group(span, above[span[0]], below, names, ledger) for span in spans]


def parted(above: list[str], below: list[str]) -> list[list[int]]:
    """Where a row of headings stands over a row of parts: the columns (0-based) of each such heading.

    Args:
        above: texts of the headings.
        below: texts of the row below them.

    Returns:
        Nothing where the row below holds data, or no heading stands over two parts and more.
    """
    spans = [] if is_data(below) else _spans(above, below)
    return spans if _leave_alone(spans, above, below) else []


def _leave_alone(spans: list[list[int]], above: list[str], below: list[str]) -> bool:
    """Whether there are parts, and hardly anything stands below the headings that have none."""
    inside = {column for span in spans for column in span}
    others = [column for column in range(len(above)) if column not in inside and above[column]]
    return bool(spans) and sum(bool(below[column]) for column in others) * 2 <= len(others)


def _spans(above: list[str], below: list[str]) -> list[list[int]]:
    """Columns (0-based) under one heading: its own and those right of it with a part but no heading."""
    spans: list[list[int]] = []
    for column, (heading, part) in enumerate(zip(above, below, strict=True)):
        counted = any(map(str.isdigit, part)) and not _COUNTED.fullmatch(name_key(part))
        good = bool(part) and len(part) <= _LONGEST_PART and not counted
        if heading:
            spans.append([column] if good else [])
        elif spans and spans[-1] and good and spans[-1][-1] == column - 1:
            spans[-1].append(column)
    return [span for span in spans if len(span) > 1]


def _numeric(heading: str, names: Mapping[str, tuple[str, int]], ledger: LedgerSpec) -> bool:
    match = _match(heading, names)
    return match is not None and ledger.by_id[match.field].type in ("int", "decimal")


def _group(
    span: list[int],
    heading: str,
    below: list[str],
    names: Mapping[str, tuple[str, int]],
    ledger: LedgerSpec,
) -> _Group:
    whole = _match(heading, names)
    assert whole is not None  # noqa: S101 - the caller took only such headings
    unit = ledger.by_id[whole.field].unit.split("/")[0]
    columns: dict[int, _Match | None] = {}
    wholes = _wholes({column: header_key(below[column]) for column in span}, unit)
    for column in span:
        part = header_key(below[column])
        texts = (part, f"其中{part}", f"其中{part}{unit}", f"{header_key(heading)}{part}", f"{part}{unit}")
        other = next(
            (m for m in (_fitting(text, names, ledger) for text in texts) if m and m.field != whole.field),
            None,
        )
        # 次数 over 场次, 参加人次: the part that is called what the heading is called is the whole.
        own = _fitting(part, names, ledger)
        is_whole = column in wholes or (own is not None and own.field == whole.field)
        columns[column + 1] = whole if is_whole else other
    has_whole = any(match and match.field == whole.field for match in columns.values())
    parts = "、".join(below[column] for column in span)
    return _Group(columns, "" if has_whole else whole.field, parts)


def _wholes(parts: Mapping[int, str], unit: str) -> list[int]:
    """The columns whose part is called a whole: 合计, 人次小计; else the only one that ends so: 季度合计."""
    bare = {
        column: split_unit(part)[0].removesuffix(unit).removeprefix(unit) for column, part in parts.items()
    }
    named = [column for column, part in parts.items() if {bare[column], split_unit(part)[0]} & _WHOLE]
    ending = [column for column, text in bare.items() if text.endswith(_SUMS)]
    return named or (ending if len(ending) == 1 else [])


def _read(
    rows: list[list[str]], top: int, names: Mapping[str, tuple[str, int]], ledger: LedgerSpec
) -> Header:
    """The header that these rows would be."""
    found: dict[str, tuple[int, _Match]] = {}
    unknown: dict[int, str] = {}
    repeated: list[tuple[int, str, int, bool]] = []
    parts: dict[str, list[tuple[int, str]]] = {}
    groups = _groups(rows, names, ledger)
    grouped = {column: match for group in groups for column, match in group.columns.items()}
    for column, cells in enumerate(zip(*rows, strict=True), 1):
        if column in grouped:
            match = grouped[column]
        else:
            match = next((m for m in (_fitting(text, names, ledger) for text in _readings(cells)) if m), None)
        if match is None or match.part:
            if any(cells):
                unknown[column] = _plain(cells)
            if match:
                parts.setdefault(match.field, []).append((column, match.part))
            continue
        other = found.get(match.field)
        if other is None or match.rank < other[1].rank:
            found[match.field] = (column, match)
        if other is not None:
            used, left = (column, other[0]) if match.rank < other[1].rank else (other[0], column)
            repeated.append((left, match.field, used, match.rank == other[1].rank))
    return Header(
        top,
        top + len(rows) - 1,
        {field_id: column for field_id, (column, _) in found.items()},
        {field_id: match.unit for field_id, (_, match) in found.items() if match.unit},
        unknown,
        tuple(repeated),
        sum(match.rank == 0 for _, match in found.values()),
        {
            field_id: (some[0][0], "、".join(part for _, part in some))
            for field_id, some in parts.items()
            if field_id not in found
        }
        | {
            group.split: (min(group.columns), group.parts)
            for group in groups
            if group.split not in ("", *found)
        },
        len(groups),
    )


def _readings(cells: Iterable[str]) -> list[str]:
    """What the cells of one column, one above the other, may say together or alone; the lowest first."""
    filled = [cell for cell in cells if cell]
    return [*(["".join(filled)] if len(filled) > 1 else []), *reversed(filled)]


def _plain(cells: Iterable[str]) -> str:
    return " ".join("".join(cell.split()) for cell in cells if cell)
