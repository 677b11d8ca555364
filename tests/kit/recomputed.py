"""Scores worked out anew from the handbook's words and the typed workbooks, nothing of the program used."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from tests.kit.handbook_text import HandbookWords, MeasureWords, SumWords, condition_words
from tests.kit.recomputed_rows import BRANDS, NONE, VOCABULARIES, Reported, holds

LETTERS = {"enterprise": "E", "brand": "B", "unit": "U", "county": "C", "town": "C", "industry": "C"}
#: Level → vocabulary of its names, header of the roster's column.
_PLACES = {"town": ("towns", "乡镇街道/园区"), "industry": ("industries", "行业")}


@dataclass(frozen=True)
class Figures:
    """Values, 计分值 and points of the measures, scores of the nodes, coverage of both: one row an entity."""

    values: pd.DataFrame
    counted: pd.DataFrame
    normalised: pd.DataFrame
    scores: pd.DataFrame
    coverage: pd.DataFrame


class Recomputation:
    """The handbook applied to the workbooks up to the end of a quarter of a year.

    Args:
        words: of the handbook.
        typed: rows by sheet, as `typed_rows` gives them.
        year: of the period.
        months: of the year that have passed.
    """

    def __init__(
        self, words: HandbookWords, typed: Mapping[str, pd.DataFrame], year: int, months: int
    ) -> None:
        self.words, self.rows = words, Reported(words, typed, year, months)
        self.months, self.pace = months, months / 12
        self._enterprises: dict[int, pd.Series] = {}
        self._codes: dict[str, list[str]] = {}
        self._where: dict[str, pd.Series] = {}

    def figures(self, level: str) -> Figures:
        """Everything of a level."""
        letter, measures = LETTERS[level], self.words.measures
        found = {code: self._measured(code, level) for code in measures}
        values = pd.DataFrame({code: value for code, (value, _) in found.items()})
        counted = pd.DataFrame({code: one for code, (_, one) in found.items()})
        reported = pd.DataFrame({code: self._reported(measure, level) for code, measure in measures.items()})
        coverage = reported.where(counted.notna())
        values, counted = values.where(reported > 0), counted.where(reported > 0)
        full = pd.Series({code: self._full(measure, letter) for code, measure in measures.items()})
        normalised = (counted / full * 100).clip(upper=100)
        return Figures(values, counted, normalised, *self._combined(normalised, coverage))

    def entities(self, level: str) -> list[str]:
        """Codes of a level's entities."""
        if level not in self._codes:
            self._codes[level] = self._entities(level)
        return self._codes[level]

    def _entities(self, level: str) -> list[str]:
        if level == "unit":
            return sorted(self.rows.units["各成员单位"])
        if level in ("enterprise", "brand"):
            return list(self.rows.roster.index if level == "enterprise" else self.rows.lead.index)
        return sorted(set(self._places(level)))

    def _places(self, level: str) -> pd.Series:
        """Enterprise → the county, town or industry it belongs to."""
        if level not in self._where:
            self._where[level] = self._located(level)
        return self._where[level]

    def _located(self, level: str) -> pd.Series:
        roster = self.rows.roster
        if level == "county":
            return pd.Series("county", roster.index)
        file, head = _PLACES[level]
        return roster[head].map(pd.read_csv(VOCABULARIES / f"{file}.csv").set_index("name")["code"])

    # One measure at one level

    def _measured(self, code: str, level: str) -> tuple[pd.Series, pd.Series]:
        """Value and 计分值."""
        measure, letter = self.words.measures[code], LETTERS[level]
        nothing = pd.Series(np.nan, self.entities(level))
        elsewhere = level in _PLACES and any("乡镇、行业没有这一项" in note for note in measure.notes)
        if letter not in measure.formula or elsewhere:
            return nothing, nothing
        if measure.formula[letter].startswith("符合条件的行数"):
            return self._rate(measure, level)
        value = self._value(measure, level)
        if level == "unit":
            value = value.where(value.index.isin(self._asked(measure)))
        return value, value

    def _value(self, measure: MeasureWords, level: str) -> pd.Series:
        letter = LETTERS[level]
        if measure.formula[letter].startswith("年初至期末的实际值"):
            return self._completion(measure, level)
        if letter == "E":
            return self._of_enterprises(measure)
        return self._of_places(measure, level) if letter == "C" else self._of_carriers(measure, level)

    def _asked(self, measure: MeasureWords) -> set[str]:
        """Units that keep a sheet the measure counts for units."""
        sheets = [one.ledger for one in measure.sums if "U" in one.levels] or list(measure.owners)[:1]
        return self._keepers(measure, sheets)

    def _keepers(self, measure: MeasureWords, sheets: list[str]) -> set[str]:
        names = [name for sheet in sheets for name in measure.owners[sheet].split("、")]
        return set().union(*(self.rows.units[name] for name in names))

    def _full(self, measure: MeasureWords, letter: str) -> float:
        """What earns 100 points; a base of 100 % is never prorated."""
        if letter not in measure.formula or re.match(r"100（(目标同|每家)", measure.told[letter]):
            return 100.0
        return self._target(measure, letter)

    def _target(self, measure: MeasureWords, letter: str) -> float:
        prorated = re.search(r"（按(序时进度|月折算)）", measure.told[letter])
        return measure.target[letter] * (self.pace if prorated else 1)

    def _size(self, measure: MeasureWords) -> pd.Series:
        """What an enterprise's sum is divided by; for employees its 职工规模."""
        formula, people = measure.formula["E"], self.rows.employees
        if "已过月数" in formula:
            return pd.Series(self.months / 100, people.index)
        return people / (100 if "× 100" in formula else 1) if "职工人数" in formula else people * 0 + 1

    def _of_enterprises(self, measure: MeasureWords) -> pd.Series:
        if id(measure) not in self._enterprises:
            sums = self.rows.sums(measure, "E").droplevel("归谁")
            value = sums.reindex(self.rows.roster.index).fillna(0) / self._size(measure)
            self._enterprises[id(measure)] = value
        return self._enterprises[id(measure)]

    def _of_places(self, measure: MeasureWords, level: str) -> pd.Series:
        formula, place, size = measure.formula["C"], self._places(level), self._size(measure)
        value, target = self._of_enterprises(measure), self._target(measure, "E")
        weight = self.rows.employees if "按职工数加权" in formula else size * 0 + 1
        mean = ((value / target).clip(upper=1) * weight).groupby(place).sum() / weight.groupby(place).sum()
        if "公共得分" in formula:
            over = ((value - target).clip(lower=0) * size).groupby(place).sum()
            if level == "county":
                over += self.rows.sums(measure, "C").get((NONE, NONE), 0.0)
            mean += (over / (size * target).groupby(place).sum()).clip(upper=self.words.shares["open"])
        return mean.clip(upper=1) * 100

    def _of_carriers(self, measure: MeasureWords, level: str) -> pd.Series:
        letter, codes = LETTERS[level], self.entities(level)
        formula, sums = measure.formula[letter], self.rows.sums(measure, letter)
        named = sums[sums.index.get_level_values("企业") != NONE]
        if formula.startswith("合计"):
            return _by(sums, codes)
        if formula.startswith("有这样的行的月数"):
            rows = self.rows.rows_of(measure.sums[0])
            rows = rows[rows["企业"].ne(NONE)]
            months = rows["日期"].dt.month.groupby(self.rows.whose(rows, letter)).nunique()
            return months.reindex(codes).fillna(0) / self.months * 100
        if formula.startswith("Σ min(企业目标"):
            return _by(named.clip(upper=self._target(measure, "E")), codes)
        return self._by_duty(measure, level, named, _by(sums.drop(named.index), codes))

    def _by_duty(self, measure: MeasureWords, level: str, named: pd.Series, unnamed: pd.Series) -> pd.Series:
        letter, codes, size = LETTERS[level], self.entities(level), self._size(measure)
        formula, target = measure.formula[letter], measure.target[letter]
        most = target * size.reindex(named.index.get_level_values("企业")).to_numpy()
        done = _by(named.clip(upper=most), codes)
        base = pd.Series({code: self._duty(code, level) for code in codes}) * target * size.mean()
        base *= (0.5 if "责任面的一半" in formula else 1) * (
            self.pace if "责任面按序时" in measure.told[letter] else 1
        )
        if "公共得分" in formula:
            over = _by((named - most).clip(lower=0), codes) + unnamed
            done += over.clip(upper=base * self.words.shares["open"])
        return (done / base).clip(upper=1) * 100

    def _duty(self, code: str, level: str) -> float:
        """For how many enterprises a unit or brand answers in the year."""
        own = {
            unit: number
            for name, number in self.words.own.items()
            for unit in self.rows.units.get(name, {name})
        }
        return max(1.0, own.get(code, self.words.shares[level] * len(self.rows.roster)))

    # Rates and yearly targets

    def _rate(self, measure: MeasureWords, level: str) -> tuple[pd.Series, pd.Series]:
        (sheet,) = {found for found in self.rows.sheets if found in measure.sheets}
        rows, notes = self.rows.latest(sheet), "".join(measure.notes)
        met = holds(rows, measure.only)
        if due := re.search(r"到期的行：(\w+?)在期末", notes):
            stated = self.rows.last_stated(sheet, [due[1]])[due[1]]
            day = rows[REGISTER_OF_PROJECTS].map(stated)
            among = day.le(self.rows.end) | day.isna() | met
        else:
            among = rows["日期"].between(self.rows.start, self.rows.end)
        whose = (
            rows["企业"].map(self._places(level))
            if level in _PLACES
            else self.rows.whose(rows, LETTERS[level])
        )
        whose = whose.mask(whose.eq(NONE), "county") if level == "county" else whose
        table = pd.DataFrame({"of": among, "met": among & met}).groupby(whose).sum()
        table = table.reindex(self.entities(level)).fillna(0)
        prior = re.search(r"分子 \+ (\d+) × (\d+)%", notes)
        strength, share = float(prior[1]), float(prior[2]) / 100
        steady = (table["met"] + strength * share) / (table["of"] + strength)
        return table["met"] / table["of"].where(table["of"] > 0) * 100, steady * 100

    def _completion(self, measure: MeasureWords, level: str) -> pd.Series:
        """Actual over target in percent; of a unit the mean of the brands it leads."""
        told = [re.match(r"说明：目标单位为“(.*)”的，实际值是(.*)", note) for note in measure.notes]
        actual = {one[1]: self._actual(one[2]) for one in told if one}
        wanted = self.rows.last_stated(BRANDS, ["目标值", "目标单位"])
        wanted = wanted[wanted["目标值"] > 0]
        value = pd.Series(
            {
                code: min(100.0, 100 * actual[row.目标单位].get(code, 0) / row.目标值)
                for code, row in wanted.iterrows()
            },
            dtype=float,
        )
        if level == "unit":
            value = value.groupby(value.index.map(self.rows.lead)).mean()
        return value.reindex(self.entities(level))

    def _actual(self, words: str) -> pd.Series:
        """What each brand did of what its target is counted in."""
        told = re.fullmatch(r"(\w+)的(?: Σ (\w+)|(不同企业数)|行数)(?:，只计(.*))?", words)
        only = [part for part in (told[4] or "").split("，并且") if part]
        conditions = tuple(condition_words("，并且".join(one for one in only if "为" in one)))
        offline = "只计线下" if "线下活动" in only else ""
        rows = self.rows.rows_of(SumWords(frozenset("B"), told[1], "", conditions, offline, 1.0))
        if told[2]:
            return rows.groupby("品牌")[told[2]].sum()
        return rows.groupby("品牌")["企业"].nunique() if told[3] else rows.groupby("品牌").size()

    # Coverage, and measures put together

    @cached_property
    def _handed_in(self) -> pd.Series:
        """Workbooks of the year so far by unit."""
        sent = pd.concat(
            [rows[["报送单位", "报送期"]] for rows in self.rows.sheets.values()]
        ).drop_duplicates()
        sent = sent[sent["报送期"].isin(self.rows.quarters)]
        return _by(sent.groupby("报送单位").size(), self.entities("unit"), None)

    def _reported(self, measure: MeasureWords, level: str) -> pd.Series:
        """The share of the workbooks due that are in."""
        share, codes = self._handed_in / len(self.rows.quarters), self.entities(level)
        if level == "unit":
            return share
        if level == "brand":
            return self.rows.lead.map(share)
        keepers = sorted(self._keepers(measure, list(measure.owners)))
        return pd.Series(float(share[keepers].mean()), codes)

    def _combined(
        self, normalised: pd.DataFrame, reported: pd.DataFrame
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Items of measures, groups of items, the total of groups; then all coverage."""
        weight, codes = self.words.weight, normalised.index
        score = {code: normalised[code].to_numpy(dtype=float) for code in normalised}
        coverage = {code: reported[code].to_numpy(dtype=float) for code in reported}
        nodes = [code for code in weight if code not in self.words.measures]
        for node in sorted(nodes, key=lambda code: (code == "total", -len(code))):
            below = [code for code in weight if code != node and (code[:-1] or "total") == node]
            weights = np.array([[weight[code]] for code in below])
            coverage[node] = _mean(np.array([coverage[code] for code in below]), weights)
            mean = _mean(np.array([score[code] for code in below]), weights)
            score[node] = np.where(coverage[node] >= self.words.shares["coverage"] - 1e-12, mean, np.nan)
        return pd.DataFrame({node: score[node] for node in nodes}, codes), pd.DataFrame(coverage, codes)


#: The column with a project's code.
REGISTER_OF_PROJECTS = "项目编号"


def _by(sums: pd.Series, codes: list[str], level: str | None = "归谁") -> pd.Series:
    """Sums by whose they are, 0 for who has none."""
    return (sums.groupby(level=level).sum() if level else sums).reindex(codes).fillna(0)


def _mean(table: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Means by weight of what is there; parts × entities."""
    there = ~np.isnan(table) * weights
    whole = there.sum(axis=0)
    return np.divide(
        (np.nan_to_num(table) * there).sum(axis=0), whole, out=np.full(len(whole), np.nan), where=whole > 0
    )
