"""全表册: everyone of every level in the twelve items; for Excel also the rows behind every value."""

from metrics.framework import LEVEL_NAMES
from metrics.reports.model import Block, Heading
from metrics.reports.write.content import Material
from metrics.reports.write.evidence import evidence_tables
from metrics.reports.write.kinds.registry import Outcome, register
from metrics.reports.write.options import BriefOptions
from metrics.reports.write.pieces import items_table

#: Levels in the order of the book.
LEVELS_TOLD = ("enterprise", "brand", "unit", "town", "industry", "county")


@register("book", "全表册", formats=("pdf", "docx", "xlsx", "png"), long=True)
def book(material: Material, options: BriefOptions) -> Outcome:
    """A table of twelve items a level; with `options.evidence` the rows behind every value as well."""
    blocks: list[Block] = []
    levels = [level for level in LEVELS_TOLD if options.has("tables", level)]
    for at, level in enumerate(levels):
        count = len(material.book(level).entities)
        name = LEVEL_NAMES[level]
        blocks.append(Heading(1, f"{'一二三四五六'[at]}、{name}（{count}）"))
        blocks.append(items_table(material, level, f"{name}十二项得分"))
    if options.evidence:
        blocks += evidence_tables(material, levels)
    county, label = material.framework.county, material.data.period.label
    return Outcome(options.title or f"{county}“看得见”{label}全表册", tuple(blocks))
