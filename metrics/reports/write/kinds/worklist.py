"""清单: the office's list — aspects × units, brands, small projects, teams and social organisations."""

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from metrics.reports.model import Block, Heading, TableBlock
from metrics.reports.write.content import Material
from metrics.reports.write.kinds.registry import Outcome, register
from metrics.reports.write.options import BriefOptions
from metrics.scoring.why import brands_of, deeds_of, projects_of, teams_of
from metrics.tables import (
    aspect_matrix,
    brand_table,
    helpers_words,
    list_words,
    matrix_words,
    organisation_table,
    project_table,
    team_table,
    with_state,
)
from metrics.words import SOURCE


class WorkLists(NamedTuple):
    """The lists in words: what was taken on, and who helps to carry it; each with its sentence."""

    taken: str
    matrix: TableBlock
    brands: TableBlock
    projects: TableBlock
    carried: str
    teams: TableBlock
    organisations: TableBlock

    @property
    def tables(self) -> tuple[TableBlock, ...]:
        """All of them that have a row, as annexes of a paper."""
        every = (self.matrix, self.brands, self.projects, self.teams, self.organisations)
        return tuple(one for one in every if len(one.frame))


def work_lists(material: Material) -> WorkLists:
    """The lists of a period, of the rows that whoever asks may see."""
    framework, see = material.framework, _seen(material)
    after = pd.Timestamp(material.data.period.end) + pd.Timedelta(days=1)
    projects, brands = with_state(see(projects_of), after), see(brands_of)
    units = [str(code) for code in material.book("unit").entities.index]
    matrix, deeds = aspect_matrix(framework, projects, brands, units), see(deeds_of)
    teams, organisations = team_table(framework, see(teams_of), deeds), organisation_table(deeds)
    return WorkLists(
        list_words(projects, brands).rstrip("。"),
        TableBlock("四个方面与成员单位", matrix, source=SOURCE, note=matrix_words(matrix)),
        TableBlock("重点工作品牌", brand_table(framework, brands, projects), source=SOURCE),
        TableBlock("小切口项目", project_table(framework, projects), source=SOURCE),
        helpers_words(teams, organisations).rstrip("。"),
        TableBlock("产改队伍", teams, source=SOURCE),
        TableBlock("社会组织", organisations, source=SOURCE),
    )


def _seen(material: Material) -> Callable[[Callable[..., pd.DataFrame]], pd.DataFrame]:
    return lambda rows: material.visible(rows(material.prepared))


@register("worklist", "清单", layout="page", formats=("xlsx", "pdf", "docx"))
def worklist(material: Material, options: BriefOptions) -> Outcome:
    """Five tables under two sentences."""
    told = work_lists(material)
    blocks: list[Block] = [
        Heading(1, told.taken),
        *(told.matrix, told.brands, told.projects),
        Heading(1, told.carried),
        *(told.teams, told.organisations),
    ]
    title = options.title or f"{material.framework.county}产改{material.data.period.label}项目和品牌清单"
    return Outcome(title, tuple(blocks))
