"""图集: the charts of every level, for a ZIP of pictures or one document."""

from collections.abc import Mapping
from typing import Any

from metrics.charts import CHARTS
from metrics.framework import LEVEL_NAMES
from metrics.reports.write.content import Material
from metrics.reports.write.kinds.registry import Outcome, register
from metrics.reports.write.options import BriefOptions
from metrics.reports.write.pieces import chart

_LEVELS = ("county", "town", "industry", "unit", "brand", "enterprise")
_NAMES = ("sunburst", "ranking", "heatmap", "contributions", "distribution", "trend")
#: More entities than this are cut: a chart has to be read on a page.
_FIRST = 40


@register("charts", "图集", layout="page", needs=("course",), long=True)
def charts(material: Material, options: BriefOptions) -> Outcome:
    """Every chart of every level; `options.charts` names those wanted, such as `ranking-unit`."""
    specs = [spec for spec in chart_specs(material) if options.has("charts", spec["id"])]
    title = options.title or f"{material.framework.county}“看得见”{material.data.period.label}图集"
    return Outcome(title, tuple(chart(material, spec) for spec in specs))


def chart_specs(material: Material) -> list[Mapping[str, Any]]:
    """The charts of the pack: id, name, level, label and options."""
    return [
        _spec(material, name, level)
        for level in _LEVELS
        for name in _NAMES
        if level in CHARTS[name].levels and _tells(material, name, level)
    ]


def _tells(material: Material, name: str, level: str) -> bool:
    """One entity's charts are drawn of the county; a development needs two periods."""
    if name == "trend" and len(material.course) < 2:
        return False
    return name not in ("sunburst", "trend") or level == "county"


def _spec(material: Material, name: str, level: str) -> Mapping[str, Any]:
    spec = {
        "id": f"{name}-{level}",
        "name": name,
        "level": level,
        "label": f"{LEVEL_NAMES[level]}{CHARTS[name].title}",
    }
    if name == "distribution":
        return {**spec, "measure": material.framework.root.id}
    many = len(material.book(level).entities) > _FIRST and name in ("ranking", "heatmap", "contributions")
    return {**spec, "first": _FIRST, "label": f"{spec['label']}（前{_FIRST}）"} if many else spec
