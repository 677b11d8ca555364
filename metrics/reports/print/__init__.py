"""A report as a file: PDF, Word, Excel, PNG, ZIP."""

from metrics.reports.print import onscreen, pdf
from metrics.reports.print.browser import BrowserError, NoBrowserError, find_browser
from metrics.reports.print.docx import NO_BROWSER, to_docx
from metrics.reports.print.docx_fields import LOCK
from metrics.reports.print.figures import svg
from metrics.reports.print.ofd import ofd_of
from metrics.reports.print.office_template import TemplateError, checked, filled
from metrics.reports.print.pack import packed
from metrics.reports.print.pdf import figure_pdf
from metrics.reports.print.png import figure_png, picture
from metrics.reports.print.pptx import SlideTemplateError, findings, to_pptx
from metrics.reports.print.slip import ReportSlip, SlipLine, slip_of, slip_pdf, slip_picture
from metrics.reports.print.visit import Stop, visit_sheet
from metrics.reports.print.xlsx import to_xlsx

__all__ = [
    "LOCK",
    "NO_BROWSER",
    "BrowserError",
    "NoBrowserError",
    "ReportSlip",
    "SlideTemplateError",
    "SlipLine",
    "Stop",
    "TemplateError",
    "checked",
    "figure_pdf",
    "figure_png",
    "filled",
    "find_browser",
    "findings",
    "ofd_of",
    "onscreen",
    "packed",
    "pdf",
    "picture",
    "slip_of",
    "slip_pdf",
    "slip_picture",
    "svg",
    "to_docx",
    "to_pptx",
    "to_xlsx",
    "visit_sheet",
]
