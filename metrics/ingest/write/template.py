"""The workbook a member unit fills: its own ledgers only, prefilled, with dropdowns and notes."""

from collections.abc import Mapping
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from metrics.framework import ColumnSpec, Framework, LedgerSpec, Period, UnitSpec
from metrics.ingest.model import Context
from metrics.ingest.values import WordList, display, entities, word_list
from metrics.ingest.write.cells import SAFE, write_frame, write_value
from metrics.ingest.write.style import REQUIRED_MARK, Styles, make_styles, print_set_up, width

COVER, DICTIONARY, META = "封面", "字典", "Meta"
#: Sheets of our own that hold no ledger.
OWN_SHEETS = (COVER, DICTIONARY, META, "填报说明", "问题清单")
#: Heading of the column that a marked copy has more.
NOTES_COLUMN = "校验结果"
#: 0-based: title, header, first row of data.
TITLE_ROW, HEADER_ROW, DATA_ROW = 0, 1, 2
#: Dropdowns and validation reach this far below the header, and at least this far below the prefilled rows.
ROWS_OFFERED = 500

_EARLIEST, _LATEST = date(1950, 1, 1), date(2099, 12, 31)
_INSTRUCTIONS = (
    "只填与本单位有关的工作表；本期没有发生的，该表留空即可，不必填“无”或 0。",
    f"红底并带“{REQUIRED_MARK}”的列必填，蓝底的列有则填；灰底的编号列不用填，上报时自动编号，已有的编号请勿改动。",
    "单位、企业、品牌、队伍从下拉框选择；下拉框没有的，先在相应台账里登记，再写它的全称。",
    "数字填准确的整数或小数，不写“220余人”“约50”；日期写成 2023-06-15 这样。",
    "一行填一件事；不要合并单元格，不要插入合计行。",
    "不要填写身份证号、手机号和职工个人姓名；佐证列选填，不计分。",
    "填好后直接在系统里上传本文件，问题会一次列出并注明单元格，改好可再传。",
)


def write_template(
    framework: Framework,
    unit: str,
    period: Period,
    context: Context,
    rows: Mapping[str, pd.DataFrame] | None = None,
) -> bytes:
    """Make a unit's workbook for a period.

    Args:
        framework: what is collected.
        unit: code of the member unit.
        period: the reporting period.
        context: what the office knows: dropdown entries and the rows that come prefilled.
        rows: ledger code → frame of field columns written as they are (as people type them) in place of the
            prefilled rows.

    Returns:
        The bytes of an .xlsx file; the same arguments give the same bytes.

    Raises:
        KeyError: no such unit.
        ValueError: `rows` holds a ledger the unit does not keep or a column the ledger does not have.

    Example:
        >>> from metrics.framework import load_framework, parse_period, read_package
        >>> framework = load_framework(read_package("sample_data/sihong/county"))
        >>> content = write_template(framework, "U19", parse_period("2023Q4"), Context())
        >>> pd.ExcelFile(BytesIO(content), engine="calamine").sheet_names
        ['封面', '重点工作品牌台账', '小切口项目清单', '队伍台账', '活动台账', '字典', 'Meta']
    """
    spec = framework.unit[unit]
    ledgers = [framework.ledgers[code] for code in spec.ledgers]
    content = _contents(framework, ledgers, context, rows or {})
    buffer = BytesIO()
    book = Workbook(buffer, SAFE)
    book.set_properties(
        {
            "title": f"{spec.name} {period.label}",
            "created": datetime.combine(period.end, time()),
        }
    )
    styles = make_styles(book)
    _cover(book, styles, framework, spec, period)
    sheets = [(ledger, book.add_worksheet(ledger.sheet)) for ledger in ledgers]
    lists = _dictionary(book, framework, context, ledgers, period)
    for ledger, sheet in sheets:
        _ledger_sheet(sheet, styles, ledger, f"{spec.name} {period.label}", content[ledger.code])
        _validations(sheet, ledger, lists, period, len(content[ledger.code]))
    _meta(book, framework, spec, period)
    book.close()
    return buffer.getvalue()


def _contents(
    framework: Framework, ledgers: list[LedgerSpec], context: Context, rows: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Ledger code → the rows to write: those given, else the prefilled ones."""
    known = {ledger.code: ledger for ledger in ledgers}
    for code, frame in rows.items():
        unknown = set(frame) - set(known[code].by_id) if code in known else {code}
        if unknown:
            raise ValueError(f"模板里没有 {code} 的这些列或这张表：{'、'.join(sorted(map(str, unknown)))}")
    return {
        code: rows[code] if code in rows else prefilled_rows(framework, ledger, context)
        for code, ledger in known.items()
    }


def prefilled_rows(framework: Framework, ledger: LedgerSpec, context: Context) -> pd.DataFrame:
    """A unit's latest rows of a register as a new workbook shows them: names beside codes, no sums."""
    frame = context.prefill.get(ledger.code)
    if frame is None or ledger.kind != "register":
        return pd.DataFrame(columns=[column.id for column in ledger.columns])
    shown = frame[[c.id for c in ledger.columns if c.id in frame and c.id not in ledger.summed]].copy()
    for column in ledger.columns:
        if column.type == "reference" and column.id in shown:
            names = entities(framework, context, column.refers)
            shown[column.id] = [
                display(code, names.get(code, "")) if isinstance(code, str) else None
                for code in shown[column.id].tolist()
            ]
    return shown


def _cover(book: Workbook, styles: Styles, framework: Framework, unit: UnitSpec, period: Period) -> None:
    sheet = book.add_worksheet(COVER)
    looks = styles.named
    sheet.set_column(0, 0, 14, looks["text"])
    sheet.set_column(1, 1, 90, looks["text"])
    sheet.write_string(0, 0, "看得见 · 产改台账填报簿", looks["title"])
    facts = (
        ("填报单位", display(unit.code, unit.name)),
        ("报告期", period.label),
        ("报告期代码", period.code),
        ("起止日期", f"{period.start} 至 {period.end}"),
        ("模板版本", framework.template_version),
    )
    for row, (label, value) in enumerate(facts, 2):
        sheet.write_string(row, 0, label, looks["label"])
        sheet.write_string(row, 1, value, looks["entry"])
    row = len(facts) + 3
    sheet.write_string(row, 0, "填报说明", looks["title"])
    for number, text in enumerate(_INSTRUCTIONS, 1):
        sheet.write_string(row + number, 0, f"{number}", looks["label"])
        sheet.write_string(row + number, 1, text, looks["wrapped"])
    row += len(_INSTRUCTIONS) + 2
    sheet.write_string(row, 0, "本单位台账", looks["title"])
    for offset, code in enumerate(unit.ledgers, 1):
        ledger = framework.ledgers[code]
        required = "、".join(c.header for c in ledger.columns if c.required)
        note = f"（{ledger.note}）" if ledger.note else ""
        sheet.write_string(row + offset, 0, code, looks["label"])
        sheet.write_string(row + offset, 1, f"{ledger.sheet}{note}：必填 {required}", looks["wrapped"])
    print_set_up(sheet, COVER, 0)


def _ledger_sheet(
    sheet: Worksheet, styles: Styles, ledger: LedgerSpec, title: str, content: pd.DataFrame
) -> None:
    sheet.write_string(TITLE_ROW, 0, f"{ledger.sheet}　{title}", styles.named["title"])
    sheet.set_row(TITLE_ROW, 26)
    sheet.set_row(HEADER_ROW, 34)
    for position, column in enumerate(ledger.columns):
        sheet.set_column(position, position, width(column), styles.cells[column.type])
        mark = REQUIRED_MARK if column.required else ""
        sheet.write_string(HEADER_ROW, position, column.heading + mark, styles.header(column))
    order = [column.id for column in ledger.columns]
    looks = {column.id: styles.cells[column.type] for column in ledger.columns}
    write_frame(sheet, DATA_ROW, content, looks, order)
    fixed = order.index(ledger.name_field) + 1 if ledger.name_field in order[:3] else 1
    sheet.freeze_panes(DATA_ROW, fixed)
    print_set_up(sheet, ledger.sheet, DATA_ROW)


def _dictionary(
    book: Workbook, framework: Framework, context: Context, ledgers: list[LedgerSpec], period: Period
) -> dict[tuple[str, str], str]:
    """Write the 字典 sheet; gives (ledger, field) → defined name of its dropdown."""
    sheet = book.add_worksheet(DICTIONARY)
    written: dict[str, WordList] = {}
    names: dict[tuple[str, str], str] = {}
    for ledger in ledgers:
        for column in ledger.columns:
            words = word_list(framework, context, ledger, column, period)
            if words is None:
                continue
            names[ledger.code, column.id] = words.name
            if words.name not in written:
                _write_list(book, sheet, len(written), words)
                written[words.name] = words
    sheet.protect()
    sheet.hide()
    return names


def _write_list(book: Workbook, sheet: Worksheet, position: int, words: WordList) -> None:
    sheet.write_string(0, position, words.title)
    for row, word in enumerate(words.words, 1):
        sheet.write_string(row, position, word)
    letter = xl_col_to_name(position)
    book.define_name(words.name, f"={DICTIONARY}!${letter}$2:${letter}${len(words.words) + 1}")


def _validations(
    sheet: Worksheet,
    ledger: LedgerSpec,
    lists: Mapping[tuple[str, str], str],
    period: Period,
    filled: int,
) -> None:
    last = DATA_ROW + filled + ROWS_OFFERED
    for position, column in enumerate(ledger.columns):
        rule = _rule(column, lists.get((ledger.code, column.id)), period)
        sheet.data_validation(DATA_ROW, position, last, position, {**rule, **_messages(column)})


def _rule(column: ColumnSpec, name: str | None, period: Period) -> dict[str, Any]:
    """The data validation of one column."""
    if name:
        # A new brand or team is named before it has a code: references may be typed.
        return {
            "validate": "list",
            "source": f"={name}",
            "error_type": "warning" if column.type == "reference" else "stop",
        }
    if column.type in ("int", "decimal"):
        low = -1e9 if column.minimum is None else column.minimum
        high = 1e9 if column.maximum is None else column.maximum
        kind = "integer" if column.type == "int" else "decimal"
        return {"validate": kind, "criteria": "between", "minimum": low, "maximum": high}
    if column.type == "date":
        first, last = (period.start, period.end) if column.within_period else (_EARLIEST, _LATEST)
        return {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
    if column.max_length:
        return {"validate": "length", "criteria": "<=", "value": column.max_length}
    return {"validate": "any"}


def _messages(column: ColumnSpec) -> dict[str, Any]:
    """What Excel shows beside the selected cell, and on refusal (its limits: 32 and 255 characters)."""
    need = "必填" if column.required else "自动编号，可空" if column.type == "code" else "选填"
    if column.required_when:
        need = "有时必填"
    parts = [f"{need}。", column.note, f"例：{column.example}" if column.example else ""]
    return {
        "ignore_blank": True,
        "input_title": column.header[:32],
        "input_message": "\n".join(part for part in parts if part)[:255],
        "error_title": column.header[:32],
        "error_message": f"请按要求填写“{column.header}”。例：{column.example or '见填报说明'}"[:255],
    }


def _meta(book: Workbook, framework: Framework, unit: UnitSpec, period: Period) -> None:
    sheet = book.add_worksheet(META)
    facts = {
        "template": framework.id,
        "version": framework.template_version,
        "unit": unit.code,
        "period": period.code,
    }
    look = book.add_format({"num_format": "@"})
    for row, (key, value) in enumerate(facts.items()):
        write_value(sheet, row, 0, key, look)
        write_value(sheet, row, 1, value, look)
    sheet.protect()
    sheet.very_hidden()
