"""典型案例报告 and 载体报告: one row of a ledger – what it is, what it did, where it stands."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from metrics.framework import LedgerSpec, parse_period
from metrics.reports.model import (
    Block,
    Heading,
    KeyFigure,
    KeyFigures,
    Number,
    Paragraph,
    PhotoRow,
    Run,
    TableBlock,
    TableColumn,
)
from metrics.reports.write.content import Material
from metrics.reports.write.kinds.registry import Outcome, register
from metrics.reports.write.options import BriefOptions, ReportError
from metrics.reports.write.pieces import titled
from metrics.reports.write.wording import say, style
from metrics.scoring.why import sights_of
from metrics.words import SOURCE, is_missing, quoted

_FORMATS = ("pdf", "docx", "xlsx", "ofd", "png")
_MOST_PHOTOS = 2


@register("case", "典型案例报告", layout="page", formats=_FORMATS, ledger="L13", needs=("photos",))
def case(material: Material, options: BriefOptions) -> Outcome:
    """One case: its story, its spread, the brand and the enterprise it comes from."""
    return _told(material, options, "L13")


@register("carrier", "载体报告", layout="page", formats=_FORMATS, ledger="L03", needs=("photos",))
def carrier(material: Material, options: BriefOptions) -> Outcome:
    """One carrier: where it is, how often it was open and for how many, quarter by quarter."""
    return _told(material, options, "L03")


def rows_named(material: Material, ledger: str) -> Mapping[str, str]:
    """Code → name of the rows of a ledger that a report can be about, the latest first; behind the gate."""
    cards = sights_of(material.prepared)
    own = material.visible(cards[cards["ledger"].eq(ledger)])
    return dict(zip(own["code"].astype(str), own["name"].astype(str), strict=True))


def _told(material: Material, options: BriefOptions, ledger: str) -> Outcome:
    spec, code = material.framework.ledgers[ledger], options.entity
    cards = sights_of(material.prepared)
    cards = material.visible(cards[cards["ledger"].eq(ledger) & cards["code"].eq(code)])
    if cards.empty:
        raise ReportError(f"{material.data.period.label}的{spec.sheet}里没有“{code}”。")
    card = {str(name): value for name, value in cards.iloc[0].items()}
    rows = _rows(material, spec, code)
    blocks: list[Block] = [*_cards(material, spec, rows), _what(material, card)]
    if card["story"]:
        blocks.append(Paragraph((Run("一句话：", bold=True), Run(f"{str(card['story']).rstrip('。')}。"))))
    if options.photos:
        blocks.append(PhotoRow(options.photos[:_MOST_PHOTOS]))
    blocks += [Heading(1, "一、基本情况"), _facts(material, spec, rows)]
    if spec.summed:
        blocks += [Heading(1, "二、各季度"), _quarters(spec, rows)]
    heading = "三、依据" if spec.summed else "二、依据"
    blocks += [Heading(1, heading), _places(material, spec, rows)]
    kind = "载体" if spec.summed else "典型案例"
    title = options.title or titled(f"{kind}{quoted(str(card['name']))}", material)
    return Outcome(title, tuple(blocks), filters=f"{spec.sheet} {code}")


def _rows(material: Material, spec: LedgerSpec, code: str) -> pd.DataFrame:
    """Its rows of the period's quarters, oldest first: of what is counted once the newest alone tells."""
    frame = material.data.ledgers[spec.code]
    quarters = {quarter.code for quarter in material.prepared.scope.quarters}
    own = frame[frame[spec.key].astype("string").eq(code) & frame["_period"].isin(quarters)]
    return material.visible(own.sort_values(["_period", "_submission", "_row"], kind="stable"))


def _summed(material: Material, spec: LedgerSpec, rows: pd.DataFrame) -> list[tuple[str, Number]]:
    """Label and locked number of each column that adds up; none for a column that nobody filled."""
    found = []
    for column in spec.summed:
        total = rows[column].astype("Float64").sum(min_count=1)
        if not is_missing(total):
            known = spec.by_id[column]
            source = f"{spec.sheet} {known.header}（{material.prepared.scope.label}各行相加）"
            label = known.header.removeprefix("本期")
            told = Number(
                say(float(total), style("万")), float(total), source, known.unit, f"{spec.code}:{column}"
            )
            found.append((label, told))
    return found


def _cards(material: Material, spec: LedgerSpec, rows: pd.DataFrame) -> list[Block]:
    items = [
        KeyFigure(label, number, material.prepared.scope.label)
        for label, number in _summed(material, spec, rows)
    ]
    return [KeyFigures(tuple(items))] if items else []


def _what(material: Material, card: Mapping[str, object]) -> Paragraph:
    """A sentence of what is known of it; what nobody wrote is not in it."""
    on = card["date"]
    day = (
        ""
        if is_missing(on)
        else f"{pd.Timestamp(str(on)):%Y年%m月%d日}".replace("年0", "年").replace("月0", "月")
    )
    carried = card["ledger"] == "L03"
    units = material.framework.unit
    unit = units[str(card["unit"])].short_name if str(card["unit"]) in units else ""
    parts = [
        f"类型为{card['sort']}" if card["sort"] else "",
        f"在{card['town']}" if card["town"] else "",
        f"属{card['enterprise_name']}" if card["enterprise_name"] else "",
        f"{day}{'启用' if carried else '形成'}" if day else "",
        f"{'状态' if carried else '推广级别'}为{card['grade']}" if card["grade"] else "",
        f"可看时间{card['hours']}" if card["hours"] else "",
        f"由{unit}报送" if unit else "",
    ]
    known = "，".join(filter(None, parts))
    runs: list[Run | Number] = [Run(quoted(str(card["name"])), bold=True)]
    runs += [Run(f"：{known}")] if known else []
    return Paragraph((*runs, *_brand(material, str(card["brand"])), Run("。")))


def _brand(material: Material, code: str) -> tuple[Run | Number, ...]:
    """Its brand with the brand's score."""
    book = material.book("brand")
    if code not in book.entities.index:
        return ()
    figure = material.figure(f"score:brand:{material.framework.root.id}:{code}")
    lead = f"；所属品牌{quoted(material.name('brand', code))}"
    if figure.value is None:
        return (Run(lead),)
    number = Number(say(figure.value, style("分")), figure.value, figure.source, "分", figure.id)
    return Run(f"{lead}{book.scope.label}得"), number, Run("分")


def _facts(material: Material, spec: LedgerSpec, rows: pd.DataFrame) -> TableBlock:
    """What stands in its newest row, by the headers of the ledger; blanks are not printed."""
    newest = rows.iloc[-1]
    told = [
        (column.header, _shown(material, column.refers, newest[column.id]))
        for column in spec.columns
        if column.id in newest and column.id not in spec.summed and not is_missing(newest[column.id])
    ]
    frame = pd.DataFrame([pair for pair in told if pair[1]], columns=["项", "内容"])
    columns = (TableColumn("项", "text", 1.0), TableColumn("内容", "text", 4.0))
    return TableBlock("台账里写的", frame, columns, SOURCE)


def _shown(material: Material, refers: str, value: object) -> str:
    """A cell in words: a day without its time, a code with its name."""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, bool | np.bool_):
        return "是" if value else "否"
    level = {"L01": "brand", "L15": "enterprise"}.get(refers, "")
    code = str(value)
    named = level and code in material.book(level).entities.index
    return f"{code} {material.name(level, code)}" if named else code


def _quarters(spec: LedgerSpec, rows: pd.DataFrame) -> TableBlock:
    """One row a quarter that was reported."""
    sums = rows.groupby("_period", sort=True)[list(spec.summed)].sum(min_count=1)
    frame = pd.DataFrame({"报告期": [parse_period(str(one)).label for one in sums.index]})
    for column in spec.summed:
        frame[spec.by_id[column].header] = (
            sums[column].astype("Float64").to_numpy(float, na_value=float("nan"))
        )
    columns = tuple(TableColumn(str(name), "text" if at == 0 else "integer") for at, name in enumerate(frame))
    return TableBlock("各季度报送的数", frame, columns, SOURCE, "“—”为没有填。")


def _places(material: Material, spec: LedgerSpec, rows: pd.DataFrame) -> TableBlock:
    """Which file, sheet and row each of its rows comes from."""
    found = [
        (
            parse_period(str(period)).label,
            material.data.submissions[int(number)].file,
            material.data.places.get((int(number), spec.code), (spec.sheet, {}))[0],
            f"第{int(row)}行",
        )
        for period, number, row in zip(rows["_period"], rows["_submission"], rows["_row"], strict=True)
    ]
    frame = pd.DataFrame(found, columns=["报告期", "文件", "工作表", "行"])
    columns = tuple(
        TableColumn(str(name), "text", width) for name, width in zip(frame, (1.2, 4.0, 1.6, 0.8), strict=True)
    )
    return TableBlock("出自哪一行", frame, columns, SOURCE)
