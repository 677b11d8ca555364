"""Ledger sheets as people really make them, drawn by chance, each with the truth about it."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO

import xlsxwriter

from metrics.ingest.write.template import META
from tests.kit.templates import BRANDS, ENTERPRISES, FRAMEWORK, TEAMS

LEDGERS = ("L05", "L06", "L07", "L08", "L09", "L11")
UNIT = {"L05": "U19", "L06": "U01", "L07": "U07", "L08": "U05", "L09": "U12", "L11": "U11"}
NOISE = ("备注", "附件", "序号", "经办科室", "材料页码")
GROUPS = ("基本情况", "开展情况", "数量", "其他情况", "有关方面")
MARKS = ("{}", "{}", "{}*", " {} ", "{}：", "{}（必填）", "* {}")
NOTES = ("备注：以上数据已与各股室核对", "填表说明：本表按季度填报", "注：口径与上期一致")
SIGNED = ("填表人：", "某某", "审核人：", "某某")
#: One fault for each type of column: what is typed, and the code it must raise.
FAULTS = {
    "int": ("若干", "E402"),
    "decimal": ("不详", "E402"),
    "date": ("某日", "E405"),
    "enum": ("天知道", "E408"),
}
KNOWN = {"L15": ENTERPRISES.iloc[:4], "L01": BRANDS, "L04": TEAMS}


@dataclass
class Messy:
    """A sheet and the truth: everything 1-based, as Excel counts."""

    ledger: str
    sheet: str
    bottom: int = 0
    columns: dict = field(default_factory=dict)
    rows: list = field(default_factory=list)
    totals: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    hidden: list = field(default_factory=list)
    planted: list = field(default_factory=list)
    merged: list = field(default_factory=list)
    #: Whether its dates are shown as 2023年12月.
    dayless: bool = False
    features: set = field(default_factory=set)
    grid: dict = field(default_factory=dict)
    content: bytes = b""

    def shows(self, row, column):
        """What a cell shows once merged words are spread over their rows."""
        top = next((top for top, at, bottom in self.merged if at == column and top <= row <= bottom), row)
        held = self.grid.get((top, column), "")
        return f"{held.year}年{held.month}月" if self.dayless and isinstance(held, date) else held


class _Maker:
    def __init__(self, seed):
        self.chance = random.Random(seed)
        code = self.chance.choice(LEDGERS)
        self.spec = FRAMEWORK.ledgers[code]
        self.made = Messy(code, self._sheet_name())
        self.merges, self.row = [], 0
        self.last_years = self.chance.random() < 0.12

    def saw(self, feature, *, when=True):
        """Note that the sheet has a feature."""
        if when:
            self.made.features.add(feature)

    def _sheet_name(self):
        own = self.spec.sheet
        name = self.chance.choice((own, own, f"{own}（四季度）", f"1.{own}", "Sheet1"))
        self.renamed = name != own
        return name

    def put(self, row, column, value):
        if value is not None and value != "":
            self.made.grid[row, column] = value

    def make(self):
        self.saw("renamed sheet", when=self.renamed)
        self.layout()
        self.titles()
        self.header()
        self.body()
        return self.written()

    def layout(self):
        """Which column holds what: fields shuffled, some missing, extras, blank columns between them."""
        specs = list(self.spec.columns)
        required = [spec for spec in specs if spec.required]
        chosen = self.chance.sample(specs, self.chance.randrange(len(required), len(specs) + 1))
        if self.chance.random() < 0.7:
            chosen += [spec for spec in required if spec not in chosen]
        items = [*chosen, *self.chance.sample(NOISE, self.chance.randrange(3))]
        self.saw("missing columns", when=len(chosen) < len(specs))
        self.saw("extra columns", when=len(items) > len(chosen))
        self.chance.shuffle(items)
        self.saw("shuffled columns", when=[one for one in specs if one in chosen] != chosen)
        column = self.chance.choice((0, 0, 0, 1))
        self.items = {}
        for item in items:
            column += 1 + (self.chance.random() < 0.08)
            self.items[column] = item
            if not isinstance(item, str):
                self.made.columns[item.id] = column
        self.saw("blank columns", when=column > len(items))
        self.width = column

    def titles(self):
        texts = (f"某单位2023年第四季度{self.spec.sheet}", "填报单位：某某局", "填报日期：2024年1月5日")
        count = self.chance.randrange(4)
        self.saw(f"{count} title rows")
        for text in texts[:count]:
            self.row += 1
            self.put(self.row, 1, text)
            if self.chance.random() < 0.5 and self.width > 1:
                self.merges.append((self.row, 1, self.row, self.width))
            self.row += self.chance.random() < 0.15

    def name(self, item):
        if isinstance(item, str):
            return item
        name = self.chance.choice((item.header, item.heading, item.heading, *item.synonyms))
        if item.unit and "见" not in item.unit and name == item.header and self.chance.random() < 0.3:
            name = f"{name}（单位：{item.unit}）"
        self.saw("synonyms", when=name in item.synonyms)
        self.saw(
            "units in brackets",
            when=bool(item.unit) and name.endswith((f"（{item.unit}）", f"：{item.unit}）")),
        )
        return self.chance.choice(MARKS).format(name)

    def header(self):
        depth = self.chance.choice((1, 1, 1, 2, 2, 3))
        top = self.row + 1
        self.saw(f"{depth} header rows")
        self.row = self.made.bottom = top + depth - 1
        group, groups = None, {}
        for column in range(1, self.width + 1):
            item = self.items.get(column)
            if item is None:
                group = None
                continue
            name = self.name(item)
            way = self.chance.random()
            if depth == 1:
                broken = way < 0.25 and len(name) > 3
                self.put(top, column, f"{name[:2]}\n{name[2:]}" if broken else name)
                self.saw("broken headers", when=broken)
            elif way < 0.3:
                self.put(top, column, name)
                self.merges.append((top, column, self.row, column))
                self.saw("merged headers")
                group = None
            elif way < 0.45 and len(name) > 3 and depth == 2:
                self.put(top, column, name[:2])
                self.put(self.row, column, name[2:])
                self.saw("broken headers")
                group = None
            else:
                self.put(self.row, column, name)
                group = self._group(top, column, group, depth)
                groups[group[0]] = group[1]
        for first, last in groups.items():
            if last > first and self.chance.random() < 0.6:
                self.merges.append((top, first, top, last))
                self.saw("merged headers")

    def _group(self, top, column, group, depth):
        """A heading over several columns, merged or only written over the first."""
        if group is None or self.chance.random() < 0.3:
            self.put(top, column, self.chance.choice(GROUPS))
            if depth == 3 and self.chance.random() < 0.5:
                self.put(top + 1, column, self.chance.choice(GROUPS))
            return [column, column]
        return [group[0], column]

    def body(self):
        numbers = [c for c, item in self.items.items() if getattr(item, "type", "") in ("int", "decimal")]
        if self.chance.random() < 0.15:
            self._total("合计", numbers, before=True)
        start = 0
        parts = [self.chance.randrange(1, 7) for _ in range(self.chance.randrange(1, 4))]
        self.planned = sum(parts)
        for part, count in enumerate(parts):
            for _ in range(count):
                self._data_row()
            if self.chance.random() < 0.25:
                self._total("小计", numbers, since=start)
                start = len(self.made.rows)
            if part == 0 and self.chance.random() < 0.1:
                self._note()
        if self.chance.random() < 0.4 and not any("计" in str(v) for v in self.made.grid.values()):
            self._total(self.chance.choice(("合计", "总 计", "合计：")), numbers)
        for _ in range(self.chance.randrange(3)):
            self._note()
        self._merge_words()
        self._plant()
        self._several()

    def _next(self):
        gap = self.chance.random() < 0.1
        self.saw("blank rows", when=gap)
        self.row += 1 + gap
        return self.row

    def _data_row(self):
        row = self._next()
        self.made.rows.append(row)
        for column, item in self.items.items():
            self.put(row, column, len(self.made.rows) if item == "序号" else self._value(item, row))
        if not any((row, column) in self.made.grid for column in self.made.columns.values()):
            self.put(row, max(self.made.columns.values()), "略")
        if self.chance.random() < 0.08:
            self.made.hidden.append(row)
            self.saw("hidden rows")

    def _value(self, item, row):
        if isinstance(item, str):
            return "略" if self.chance.random() < 0.3 else None
        if item.type == "code" or (not item.required and self.chance.random() < 0.5):
            return None
        return f"第{row}件事" if item.type == "text" else getattr(self, f"_{item.type}")(item)

    def _int(self, item):
        return self.chance.randrange(int(item.minimum or 0), int(min(item.maximum or 400, 400)) + 1)

    def _decimal(self, _):
        return self.chance.randrange(1, 400) / 10

    def _day(self):
        return date(2023, 10, 1) + timedelta(self.chance.randrange(92))

    def _date(self, _):
        day = self._day()
        return self.chance.choice((day, day.isoformat(), f"{day.year}年{day.month}月{day.day}日"))

    def _enum(self, item):
        return self.chance.choice(FRAMEWORK.choices(item, self._day()))

    def _bool(self, _):
        return self.chance.choice(("是", "否"))

    def _reference(self, item):
        if item.refers == "unit":
            return "U19 团县委"
        known = KNOWN[item.refers]
        code, name = known["code"].tolist(), known["name"].tolist()
        at = self.chance.randrange(len(code))
        return self.chance.choice((code[at], f"{code[at]} {name[at]}"))

    def _total(self, label, numbers, since=0, before=False):
        """A row of totals; one above the rows is left without numbers, which are not known yet."""
        self.saw("小计" if label == "小计" else "合计 above the rows" if before else "合计")
        row = self._next()
        self.made.totals.append(row)
        first = next(iter(self.items))
        place = next((c for c in self.items if c not in numbers), first)
        for column in numbers if not before else ():
            cells = [self.made.grid.get((r, column), 0) for r in self.made.rows[since:]]
            self.put(row, column, round(sum(cells), 1))
        self.put(row, place, label)

    def _note(self):
        row = self._next()
        self.made.notes.append(row)
        self.saw("notes between rows", when=len(self.made.rows) < self.planned)
        if self.chance.random() < 0.3:
            for at, text in enumerate(SIGNED[: max(1, min(4, self.width))]):
                self.put(row, 1 + at, text)
            return
        note = self.chance.choice(NOTES)
        self.saw(note[:2])
        self.put(row, 1, note)
        if self.chance.random() < 0.3:
            row = self.row = row + 1
            self.made.notes.append(row)
            self.put(row, 1, "2.有疑问请与产改办联系")

    def _plant(self):
        """One fault in a column that can have one."""
        able = [(c, item) for c, item in self.items.items() if getattr(item, "type", "") in FAULTS]
        if able and self.made.rows:
            column, item = self.chance.choice(able)
            row = self._free_row(column)
            if not row:
                return
            text, code = FAULTS[item.type]
            self.made.grid[row, column] = text
            self.made.planted.append((row, column, code, item.id))

    def _free_row(self, column):
        """A data row whose cell of a column is not merged with others; 0 when there is none."""
        taken = {
            row for top, at, bottom in self.made.merged if at == column for row in range(top, bottom + 1)
        }
        rows = [row for row in self.made.rows if row not in taken]
        return self.chance.choice(rows) if rows else 0

    def _merge_words(self):
        """A word merged over the rows it holds for."""
        able = [
            c for c, item in self.items.items() if getattr(item, "type", "") in ("enum", "reference", "date")
        ]
        pairs = [row for row in self.made.rows if row + 1 in self.made.rows]
        if not able or not pairs or self.chance.random() < 0.6:
            return
        column, top = self.chance.choice(able), self.chance.choice(pairs)
        bottom = top + 1 + (top + 2 in self.made.rows)
        rows = range(top + 1, bottom + 1)
        kept = self.made.columns.values()
        others = all(any((row, c) in self.made.grid for c in kept if c != column) for row in rows)
        if (top, column) in self.made.grid and others:
            for row in rows:
                self.made.grid.pop((row, column), None)
            self.merges.append((top, column, bottom, column))
            self.made.merged.append((top, column, bottom))
            self.saw("merged key cells")

    def _several(self):
        """Two enterprises in one cell."""
        column = self.made.columns.get("enterprise_code", 0)
        row = self._free_row(column) if column and self.chance.random() < 0.3 else 0
        if row:
            sign = self.chance.choice("、；;，,/\n")
            names = KNOWN["L15"]["name"].tolist()
            self.made.grid[row, column] = f"{names[0]}{sign}{names[3]}"
            self.made.planted.append((row, column, "E417", "enterprise_code"))
            self.saw("several enterprises in a cell")

    def written(self):
        buffer = BytesIO()
        book = xlsxwriter.Workbook(buffer, {"in_memory": True})
        if self.chance.random() < 0.3:
            book.add_worksheet("说明").write(0, 0, "请各单位认真填报。")
            self.saw("data on the second sheet")
        sheet = book.add_worksheet(self.made.sheet)
        shape = self.chance.choice((14, 31, 57, "yyyy/m/d"))
        self.made.dayless = shape == 57
        days = book.add_format({"num_format": shape})
        for area in self.merges:
            sheet.merge_range(*(n - 1 for n in area), "")
        for (row, column), value in sorted(self.made.grid.items()):
            if isinstance(value, date):
                sheet.write_datetime(row - 1, column - 1, value, days)
            else:
                sheet.write(row - 1, column - 1, value)
        for row in self.made.hidden:
            sheet.set_row(row - 1, None, None, {"hidden": True})
        if self.made.hidden and self.chance.random() < 0.5:
            sheet.autofilter(self.made.bottom - 1, 0, self.row - 1, self.width - 1)
            self.saw("filtered rows")
        if self.last_years:
            about = book.add_worksheet(META)
            about.very_hidden()
            for row, pair in enumerate((("version", "2022"), ("unit", UNIT[self.made.ledger]))):
                about.write_row(row, 0, pair)
        self.saw("template of last year" if self.last_years else "own sheet without our template")
        book.close()
        self.made.content = buffer.getvalue()
        return self.made


def messy(seed):
    """The sheet of a seed."""
    return _Maker(seed).make()
