"""清单: the office's list — aspects × units, the brands, the small projects with state, due date and who."""

import pandas as pd

from metrics.reports.model import Block, Heading, TableBlock
from metrics.reports.write.content import Material
from metrics.reports.write.kinds.registry import Outcome, register
from metrics.reports.write.options import BriefOptions
from metrics.scoring.why import brands_of, projects_of
from metrics.tables import aspect_matrix, brand_table, list_words, matrix_words, project_table, with_state
from metrics.words import SOURCE


@register("worklist", "清单", layout="page", formats=("xlsx", "pdf", "docx"))
def worklist(material: Material, options: BriefOptions) -> Outcome:
    """Three tables; of the rows those that whoever asks may see."""
    framework = material.framework
    after = pd.Timestamp(material.data.period.end) + pd.Timedelta(days=1)
    projects = with_state(material.visible(projects_of(material.prepared)), after)
    brands = material.visible(brands_of(material.prepared))
    units = [str(code) for code in material.book("unit").entities.index]
    matrix = aspect_matrix(framework, projects, brands, units)
    blocks: list[Block] = [
        Heading(1, list_words(projects, brands).rstrip("。")),
        TableBlock("四个方面与成员单位", matrix, source=SOURCE, note=matrix_words(matrix)),
        TableBlock("重点工作品牌", brand_table(framework, brands, projects), source=SOURCE),
        TableBlock("小切口项目", project_table(framework, projects), source=SOURCE),
    ]
    title = options.title or f"{framework.county}产改{material.data.period.label}项目和品牌清单"
    return Outcome(title, tuple(blocks))
