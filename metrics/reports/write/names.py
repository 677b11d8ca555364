"""What an office's own template may ask for by name: figures and tables, with their Chinese names and ids."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd

from metrics.framework import LEVEL_NAMES, LEVELS, name_key
from metrics.reports.write.content import Material
from metrics.tables import entity_table
from metrics.words import number_at, shown

_NO_NAME = re.compile(r"[^\w]")


@dataclass(frozen=True)
class NamedFigure:
    """A figure with the name and the id it answers to; `value` is None where nothing was reported."""

    id: str
    name: str
    unit: str
    value: float | None


def key(text: str) -> str:
    """A name reduced to what Excel lets a defined name hold, without the `_` an id needs in front."""
    return _NO_NAME.sub("", name_key(text)).strip("_")


def named_figures(material: Material) -> list[NamedFigure]:
    """Facts, the county's scores and the county's measures, by the names a template may use."""
    framework, book = material.framework, material.book("county")
    code = book.entities.index[0]
    found = [NamedFigure(one.id, one.label, one.unit, material.facts[one.id]) for one in framework.facts]
    for node in framework.nodes:
        value = number_at(book.scores, code, node.id)
        found.append(NamedFigure(node.id, f"全县{node.name}得分", "分", _plain(shown(value))))
    for measure in framework.measures:
        if "C" in measure.ledger.levels:
            unit = measure.ledger.units.get("C", "")
            name = f"全县{framework.node[measure.parent].name}{measure.name}"
            found.append(
                NamedFigure(measure.id, name, unit, _plain(number_at(book.values, code, measure.id)))
            )
    return [*found, *_words(material)]


def _words(material: Material) -> list[NamedFigure]:
    return [
        NamedFigure(
            f"count_{level}", f"{LEVEL_NAMES[level]}数", "个", float(len(material.book(level).entities))
        )
        for level in LEVELS
        if level != "county"
    ]


def _plain(value: float) -> float | None:
    return None if pd.isna(value) else float(value)


def texts(material: Material) -> Mapping[str, str]:
    """Words a template may use: 报告期, 县名, 数据版本, 指标版本."""
    return {
        "报告期": material.data.period.label,
        "县名": material.framework.county,
        "数据版本": material.data.short_version,
        "指标版本": material.framework.version,
    }


def named_tables() -> Mapping[str, Callable[[Material], pd.DataFrame]]:
    """Tables by name: 企业排名, 品牌排名, 成员单位排名, 乡镇街道排名, 行业排名."""
    return {f"{LEVEL_NAMES[level]}排名": partial(table, level=level) for level in LEVELS if level != "county"}


def table(material: Material, level: str) -> pd.DataFrame:
    """A level's ranking with the twelve items, under the headings a template may use."""
    framework, book = material.framework, material.book(level)
    frame = entity_table(framework, book)
    nodes = [*framework.items, *framework.groups, framework.root]
    for node in nodes:
        scores = shown(book.scores[node.id].loc[frame["编号"]]).to_numpy()
        frame[node.name] = frame[node.id] = frame[node.short_name or node.name] = scores
    return frame
