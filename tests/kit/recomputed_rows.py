"""What a line 合计 of the handbook finds in the workbooks: which rows, whose, and what they are worth."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from tests.kit.handbook_text import Condition, HandbookWords, MeasureWords, SumWords
from tests.kit.project import REPO

VOCABULARIES = REPO / "sample_data" / "sihong" / "county" / "vocab"
#: Sheets that come back every quarter, with the header of their code.
REGISTERS = {
    "重点工作品牌台账": "品牌编号",
    "小切口项目清单": "项目编号",
    "载体阵地台账": "载体编号",
    "创新成果台账": "成果编号",
    "试点企业名册": "企业编号",
}
BRANDS, ROSTER, CARRIERS, ACTIVITIES = "重点工作品牌台账", "试点企业名册", "载体阵地台账", "活动台账"
NONE = ""
PAIR = ["归谁", "企业"]
DONE = ("已完成", "已推广")


@dataclass(frozen=True, eq=False)
class Reported:
    """The workbooks' rows up to the end of a quarter of a year, as the handbook says to look at them."""

    words: HandbookWords
    typed: Mapping[str, pd.DataFrame]
    year: int
    months: int
    kept: dict[Any, Any] = field(default_factory=dict)

    @cached_property
    def start(self) -> pd.Timestamp:
        """1 January."""
        return pd.Timestamp(self.year, 1, 1)

    @cached_property
    def end(self) -> pd.Timestamp:
        """The period's last day."""
        return pd.Timestamp(self.year, self.months, 1) + pd.offsets.MonthEnd(0)

    @cached_property
    def quarters(self) -> tuple[str, ...]:
        """The year's quarters so far."""
        return tuple(f"{self.year}Q{number}" for number in range(1, self.months // 3 + 1))

    @cached_property
    def sheets(self) -> Mapping[str, pd.DataFrame]:
        """Every row handed in by the period's end, oldest first; with 企业 (on the roster), 品牌 and 日期."""
        days = {sheet: day for one in self.words.measures.values() for sheet, day in one.days.items()}
        found = {}
        for sheet, rows in self._handed_in.items():
            named = next((rows[head] for head in ("所在企业编号", "企业编号") if head in rows), None)
            if "获得者代号" in rows:
                named = named.fillna(rows["获得者代号"].str.split("-").str[0])
            brand = next((rows[head] for head in ("归并品牌编号", "品牌编号") if head in rows), None)
            found[sheet] = rows.assign(
                企业=NONE if named is None else named.where(named.isin(self.roster.index), NONE),
                品牌=NONE if brand is None else brand.fillna(NONE),
                **({"日期": rows[days[sheet]]} if sheet in days else {}),
            )
        return found

    @cached_property
    def _handed_in(self) -> Mapping[str, pd.DataFrame]:
        known = {sheet: rows[rows["报送期"] <= self.quarters[-1]] for sheet, rows in self.typed.items()}
        return {sheet: rows.sort_values("报送期", kind="stable") for sheet, rows in known.items()}

    @cached_property
    def roster(self) -> pd.DataFrame:
        """The year's enterprises, each as its latest row has it; `职工人数` is at least 1."""
        rows = self._handed_in[ROSTER]
        latest = rows.drop_duplicates("企业编号", keep="last").set_index("企业编号").sort_index()
        new_year = rows[rows["报送期"] < self.quarters[0]].drop_duplicates("企业编号", keep="last")
        asked = pd.concat([new_year, rows[rows["报送期"].isin(self.quarters)]])
        there = latest[latest.index.isin(asked.loc[asked["状态"] != "退出", "企业编号"])]
        return there.assign(职工人数=there["职工人数"].clip(lower=1))

    @cached_property
    def employees(self) -> pd.Series:
        """Employees by enterprise."""
        return self.roster["职工人数"].astype(float)

    @cached_property
    def lead(self) -> pd.Series:
        """Brand → the unit that leads it at the period's end."""
        return self.latest(BRANDS).set_index("品牌编号")["牵头单位代码"].sort_index()

    @cached_property
    def units(self) -> Mapping[str, frozenset[str]]:
        """How the handbook calls units → their codes."""
        units = pd.read_csv(VOCABULARIES / "units.csv")
        found = {row.short_name: frozenset({row.code}) for row in units.itertuples()}
        return {**found, "各成员单位": frozenset(units["code"])}

    def latest(self, sheet: str) -> pd.DataFrame:
        """Of a sheet that comes back the latest row by code; of others every row."""
        rows = self.sheets[sheet]
        return rows.drop_duplicates(REGISTERS[sheet], keep="last") if sheet in REGISTERS else rows

    def last_stated(self, sheet: str, heads: list[str]) -> pd.DataFrame:
        """By code what was last written in some columns, where all of them were."""
        code = REGISTERS[sheet]
        stated = self.sheets[sheet].dropna(subset=heads)
        return stated.drop_duplicates(code, keep="last").set_index(code)[heads]

    def whose(self, rows: pd.DataFrame, letter: str) -> pd.Series:
        """Whose each row is: at B its brand, at U its brand's lead unit or who sent it, else everybody's."""
        if letter not in "BU":
            return pd.Series(NONE, rows.index)
        return rows["品牌"] if letter == "B" else rows["品牌"].map(self.lead).fillna(rows["报送单位"])

    def rows_of(self, one: SumWords) -> pd.DataFrame:
        """The rows a sum is about, within the year so far."""
        rows = self.latest(one.sheet)
        if "各期相加" in one.worth:
            brand = rows.set_index(REGISTERS[one.sheet])["品牌"]
            rows = self.sheets[one.sheet][self.sheets[one.sheet]["报送期"].isin(self.quarters)]
            return rows.assign(品牌=rows[REGISTERS[one.sheet]].map(brand))
        if one.sheet == CARRIERS:
            rows = rows.assign(本期开放次数=rows["载体编号"].map(self._openings))
        rows = rows[holds(rows, one.filters)]
        if "按第一次报完成的季度" in one.worth:
            rows = rows.assign(日期=rows["日期"].fillna(rows["成果编号"].map(self._first_done)))
        if "日期" in rows:
            months = re.search(r"看期末前 (\d+) 个月", one.worth)
            back = pd.DateOffset(months=int(months[1])) if months else None
            start = self.end + pd.Timedelta(days=1) - back if back else self.start
            rows = rows[rows["日期"].between(start, self.end)]
        if "只计线下" in one.worth:
            rows = rows[(rows["参加人次"] > rows["其中线上人次"].fillna(0)) & rows["企业"].ne(NONE)]
        return rows

    @cached_property
    def _openings(self) -> pd.Series:
        rows = self.sheets[CARRIERS]
        return rows[rows["报送期"].isin(self.quarters)].groupby("载体编号")["本期开放次数"].sum()

    @cached_property
    def _first_done(self) -> pd.Series:
        rows = self.sheets["创新成果台账"]
        first = rows[rows["状态"].isin(DONE)].drop_duplicates("成果编号").set_index("成果编号")["报送期"]
        return pd.PeriodIndex(first, freq="Q").to_timestamp().to_series(first.index)

    def sums(self, measure: MeasureWords, letter: str) -> pd.Series:
        """All sums of a measure by whose they are and enterprise (empty: none on the roster)."""
        found = [self._sum(one, letter) for one in measure.sums if letter in one.levels]
        return pd.concat(found).groupby(level=PAIR).sum()

    def _sum(self, one: SumWords, letter: str) -> pd.Series:
        key = (one, letter if letter in "BU" else "E")
        if key not in self.kept:
            rows = self.rows_of(one)
            way = next(way for begin, way in WAYS.items() if re.match(begin, one.worth))
            self.kept[key] = way(self, rows.assign(归谁=self.whose(rows, letter)), one.worth) * one.times
        return self.kept[key]


def holds(rows: pd.DataFrame, conditions: tuple[Condition, ...]) -> pd.Series:
    """Where every condition holds."""
    kept = pd.Series(True, rows.index)
    for head, sign, wanted in conditions:
        kept &= rows[head].isin(wanted) if sign == "为" else rows[head] >= float(wanted[0])
    return kept


def comes(rows: pd.DataFrame, words: str) -> pd.Series:
    """Carriers that come: that say so in a column, those that say nothing by their type."""
    column, types = re.match(r"“(\w+)”为是，没有写的看类型：(.+)", words).groups()
    return rows[column].eq("是") | (rows[column].isna() & rows["载体类型"].isin(types.split("、")))


def _items(book: Reported, rows: pd.DataFrame, worth: str) -> pd.Series:
    told, mobile = re.match(r"Σ (\w+)", worth), re.search(r"只计固定的（流动的是(.*?)）", worth)
    if mobile:
        rows = rows[~comes(rows, mobile[1])]
    return rows.assign(数=rows[told[1]].fillna(0) if told else 1.0).groupby(PAIR)["数"].sum()


def _visiting(book: Reported, rows: pd.DataFrame, worth: str) -> pd.Series:
    types, most = re.match(r"流动载体（(.*?)）.*合计最多 ([\d.]+)", worth).groups()
    mobile = rows[comes(rows, types)]
    held = book.rows_of(SumWords(frozenset(), ACTIVITIES, "", (), "只计线下", 1.0))
    pairs = held[["品牌", "企业"]].drop_duplicates().assign(归谁=NONE)
    came = mobile[["品牌", "载体编号"]].merge(pairs[pairs["品牌"].ne(NONE)], on="品牌")
    return came.groupby(PAIR).size().clip(upper=float(most))


def _amounts(book: Reported, rows: pd.DataFrame, worth: str) -> pd.Series:
    told = re.match(r"Σ(?:（| )(\w+)(?: − (\w+))?", worth)
    less = rows[told[2]].fillna(0) if told[2] else 0
    return rows.assign(数=rows[told[1]].fillna(0) - less).groupby(PAIR)["数"].sum()


def _present(book: Reported, rows: pd.DataFrame, by: list[str]) -> pd.Series:
    """Offline attendances over how many make one full session there."""
    there = rows.assign(数=rows["参加人次"] - rows["其中线上人次"].fillna(0)).groupby(by)["数"].sum()
    return there / book.employees.reindex(there.index.get_level_values("企业")).clip(upper=10).to_numpy()


def _sessions(book: Reported, rows: pd.DataFrame, worth: str) -> pd.Series:
    held = rows.groupby(PAIR)["场次"].sum()
    return pd.concat([held, _present(book, rows, PAIR)], axis=1).min(axis=1)


def _presence(book: Reported, rows: pd.DataFrame, worth: str) -> pd.Series:
    kind = ["活动类型"] if worth.startswith("每种") else []
    return _present(book, rows, [*PAIR, *kind]).clip(upper=1).groupby(level=PAIR).sum()


def _points(book: Reported, rows: pd.DataFrame, worth: str) -> pd.Series:
    table = {word: float(points) for word, points in re.findall(r"(\w+) (\d+)(?=[、；])", worth)}
    most = int(re.search(r"每级计 (\d+) 项", worth)[1])
    rows = rows.assign(事项=_matters(rows), 分=rows["级别"].map(table))
    best = rows[rows["企业"].ne(NONE)].groupby([*PAIR, "事项"])["分"].max()
    number = (
        best.groupby([*(best.index.get_level_values(level) for level in PAIR), best])
        .size()
        .unstack(fill_value=0)
    )
    found, waiting = pd.Series(0.0, number.index), pd.Series(0, number.index)
    for points in sorted(table.values(), reverse=True):
        waiting = waiting + number.get(points, 0)
        found += points * waiting.clip(upper=most)
        waiting = (waiting - most).clip(lower=0)
    return found


def _matters(rows: pd.DataFrame) -> pd.Series:
    """The matter of each honour: its number, that of another of the same holder and kind, else these."""
    same = rows["获得者代号"].astype(str) + "|" + rows["荣誉类别"].astype(str)
    numbered = rows["同一事项编号"].groupby(same).transform("last")
    alone = rows["获得者代号"].isna() | rows["荣誉类别"].isna()
    own = same.mask(alone, rows.index.astype(str)).radd("无编号 ")
    return rows["同一事项编号"].fillna(numbered.mask(alone)).fillna(own)


def _graded(book: Reported, rows: pd.DataFrame, worth: str) -> pd.Series:
    table = {word: float(points) for word, points in re.findall(r"(\w+) (\d+)(?=[、，])", worth)}
    blank = float(re.search(r"空着的 (\d+)", worth)[1])
    return rows.assign(数=rows["推广级别"].map(table).fillna(blank)).groupby(PAIR)["数"].sum()


def _distinct(book: Reported, rows: pd.DataFrame, worth: str) -> pd.Series:
    heads = re.match(r"同一企业(.*?)都相同", worth)[1].split("、")
    if lower := re.search(r"（([^（]*)越小越好", worth):
        less = rows["效益类型"].isin(lower[1].split("、"))
        rows = rows[(rows["改后值"] < rows["改前值"]).where(less, rows["改后值"] > rows["改前值"])]
    return rows.drop_duplicates([*PAIR, *heads]).groupby(PAIR).size().astype(float)


def _months(book: Reported, rows: pd.DataFrame, worth: str) -> pd.Series:
    return rows.assign(月=rows["日期"].dt.month).groupby(PAIR)["月"].nunique().astype(float)


#: How a worth begins → what it comes to.
WAYS: Mapping[str, Callable[[Reported, pd.DataFrame, str], pd.Series]] = {
    r"流动载体（": _visiting,
    r"Σ 场次，不超过": _sessions,
    r"Σ（|Σ \w+（各期相加": _amounts,
    r"每行计1|Σ ": _items,
    r"(每种|办过的).*计 min\(1": _presence,
    r"全国 .*同一事项": _points,
    r"按.*计分": _graded,
    r"同一企业": _distinct,
    r"有行的月份": _months,
}
