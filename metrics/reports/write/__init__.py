"""What a report says: material, sentences, tables, notes; kinds of report."""

from metrics.reports.write import sentences, standing
from metrics.reports.write.beside import photos_of, with_needs
from metrics.reports.write.briefing import CHINA, Draft, draft_of, make, paragraphs_of
from metrics.reports.write.checklist import earlier_papers, numbers_of
from metrics.reports.write.content import Material
from metrics.reports.write.current import elsewhen_of, period_named, present
from metrics.reports.write.names import named_figures, named_tables, texts
from metrics.reports.write.options import LISTS, BriefOptions, ReportError, options_of
from metrics.reports.write.review import Review, correcting_of, doubts_now, questions_now, review_of
from metrics.reports.write.sentences import EditError, Filled, editable
from metrics.reports.write.summary_template import SummaryError, fill

__all__ = [
    "CHINA",
    "LISTS",
    "BriefOptions",
    "Draft",
    "EditError",
    "Filled",
    "Material",
    "ReportError",
    "Review",
    "SummaryError",
    "correcting_of",
    "doubts_now",
    "draft_of",
    "earlier_papers",
    "editable",
    "elsewhen_of",
    "fill",
    "make",
    "named_figures",
    "named_tables",
    "numbers_of",
    "options_of",
    "paragraphs_of",
    "period_named",
    "photos_of",
    "present",
    "questions_now",
    "review_of",
    "sentences",
    "standing",
    "texts",
    "with_needs",
]
