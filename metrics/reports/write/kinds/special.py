"""专报: the period's figures in the source report's order, with charts, rankings and 版记."""

from metrics.reports.model import Colophon, Head
from metrics.reports.write import sentences
from metrics.reports.write.content import Material
from metrics.reports.write.kinds.registry import Outcome, register
from metrics.reports.write.kinds.worklist import work_lists
from metrics.reports.write.options import LISTS, BriefOptions
from metrics.reports.write.pieces import known_ids, paragraphs, titled
from metrics.reports.write.sections import PaperLayout
from metrics.reports.write.sentences import Filled

_NAME = "专报"
_FORMATS = ("pdf", "docx", "xlsx", "pptx", "ofd", "png", "zip")


@register("special", _NAME, formats=_FORMATS, texts="special", needs=("review",))
def special(material: Material, options: BriefOptions) -> Outcome:
    """The 专报; options choose sections, charts and tables, edit paragraphs, and fill head and 版记."""
    texts = sentences.load("special", material.framework.texts)
    known_ids(texts, options)
    layout = PaperLayout(material, options)
    told: list[Filled] = []
    for section in texts.sections:
        if options.has("sections", section.id):
            filled = paragraphs(material, options, section)
            told += filled
            layout.add(section, filled)
    for table in work_lists(material).tables if LISTS in options.annexes else ():
        layout.annex(table)
    title = options.title or titled(sentences.line(texts.title, material), material)
    ends = (_head(material, options), _colophon(material, options))
    return Outcome(title, layout.finished(), tuple(told), *ends)


def _org(material: Material, options: BriefOptions) -> str:
    return (
        options.org
        or material.framework.home.issuer
        or f"{material.framework.county}产业工人队伍建设改革联席会议"
    )


def _issuer(material: Material, options: BriefOptions) -> str:
    return options.issuer or f"{_org(material, options)}办公室"


def _head(material: Material, options: BriefOptions) -> Head:
    day = options.issue_day
    number = "" if options.number is None else f"第{options.number}期"
    total = "" if options.total_number is None else f"总第{options.total_number}期"
    return Head(
        _org(material, options), _NAME, f"{day.year}年{number}", total, _issuer(material, options), day
    )


def _colophon(material: Material, options: BriefOptions) -> Colophon:
    return Colophon(options.report_to, options.send_to, _issuer(material, options), options.issue_day)
