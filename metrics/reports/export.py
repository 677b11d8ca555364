"""Reports as files: one function a format, and what could not be given out as it was meant."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from metrics.reports.filenames import file_name
from metrics.reports.model import FigureBlock, Report, file_stem
from metrics.reports.print import (
    NO_BROWSER,
    BrowserError,
    figure_png,
    ofd_of,
    packed,
    pdf,
    picture,
    to_docx,
    to_pptx,
    to_xlsx,
)
from metrics.reports.write import Draft, ReportError, numbers_of


@dataclass(frozen=True)
class Exported:
    """A finished file; `notes` say in Chinese what is not in it as it was meant.

    `form` is its format where that is not the one asked for: pictures of several pages come in a ZIP.
    """

    content: bytes
    notes: tuple[str, ...] = ()
    form: str = ""


def export(report: Report, kind: str) -> bytes:
    """A report as a file; the same report gives the same bytes.

    Args:
        report: from `make`, or read back by `Report.from_json`.
        kind: pdf, docx, xlsx, pptx, ofd, png (several pages: a ZIP of one each) or zip (its figures at 2×).

    Raises:
        ReportError: an unknown format, no figures, no browser for pictures.
    """
    return exported(report, kind).content


def exported(report: Report, kind: str) -> Exported:
    """As `export`, with what could not be done."""
    if kind not in _FORMATS:
        raise ReportError(f"没有格式“{kind}”；可用 {'、'.join(_FORMATS)}。")
    return _FORMATS[kind](report)


#: What a paper goes out as.
FINAL_FORMATS = ("pdf", "docx", "ofd")


@dataclass(frozen=True)
class FinalPaper:
    """A 定稿 with its 核对单, and the locked figures that are kept with it (id → text, value, unit)."""

    name: str
    paper: Exported
    list_name: str
    checklist: Exported
    numbers: Mapping[str, Mapping[str, object]]


def finished(draft: Draft, kind: str, *, partly: bool = False) -> FinalPaper:
    """The two files of one draft: what goes out, without a trace of doubt, and what stays with the office.

    Args:
        draft: from `draft_of`.
        kind: pdf, ofd or docx; the 核对单 is of the same format.
        partly: whether it may go out although the period's reports are not complete; it says so then.

    Raises:
        ReportError: another format, or the reports are not complete.
    """
    if kind not in FINAL_FORMATS:
        raise ReportError("定稿只有 PDF、OFD 和 Word。")
    if draft.warning and not partly:
        raise ReportError(
            f"{draft.warning}定稿前请补报；确要发出，请写明“数据不完整，仍然发出”，件上会印明。"
        )
    made, listed = exported(draft.paper, kind), exported(draft.checklist, kind)
    names = (file_name(one, kind) for one in (draft.paper, draft.checklist))
    return FinalPaper(next(names), made, next(names), listed, numbers_of(draft.paper.blocks))


def picture_pages(report: Report) -> list[bytes]:
    """Every page as PNG at 2×."""
    return pdf.pages(report, scale=2)


def _pdf(report: Report) -> Exported:
    made = pdf.render(report)
    codes = "、".join(f"U+{ord(one):04X}" for one in made.absent)
    unknown = (f"字库中没有的字印作〓：{codes}。",) if codes else ()
    return Exported(made.content, (*((made.undrawn,) if made.undrawn else ()), *unknown))


def _ofd(report: Report) -> Exported:
    made = _pdf(report)
    issuer = report.head.issuer if report.head else ""
    content = ofd_of(made.content, report.full_title, issuer, report.stamp.generated_at)
    return Exported(content, made.notes)


def _docx(report: Report) -> Exported:
    pictures = _Pictures()
    return Exported(to_docx(report, pictures), (NO_BROWSER,) if pictures.failed else ())


class _Pictures:
    """Draws figures until the first one fails; then none is tried again."""

    def __init__(self) -> None:
        self.failed = False

    def __call__(self, block: FigureBlock) -> bytes | None:
        image = None if self.failed else picture(block)
        self.failed = image is None
        return image


def _xlsx(report: Report) -> Exported:
    return Exported(to_xlsx(report))


def _png(report: Report) -> Exported:
    made = picture_pages(report)
    if len(made) == 1:
        return Exported(made[0])
    names = (f"{report.file_stem}_第{at}页.png" for at in range(1, len(made) + 1))
    return Exported(
        packed(zip(names, made, strict=True)), (f"共{len(made)}页，每页一张，打成一个包。",), "zip"
    )


def _zip(report: Report) -> Exported:
    figures = [block for block in report.blocks if isinstance(block, FigureBlock)]
    if not figures:
        raise ReportError("这份报告里没有图，打不成图集。")
    try:
        files = [
            (
                f"{_figure_name(report, at, block)}.png",
                figure_png(block.figure, stamp=report.stamp, paper=report.full_title),
            )
            for at, block in enumerate(figures, start=1)
        ]
    except BrowserError as error:
        raise ReportError(str(error)) from error
    return Exported(packed(files))


def _figure_name(report: Report, at: int, block: FigureBlock) -> str:
    return file_stem(f"{at:02d}_{block.title}_{report.title}", report.period, report.stamp.data_version)


def _pptx(report: Report) -> Exported:
    return Exported(to_pptx(report))


_FORMATS: Mapping[str, Callable[[Report], Exported]] = MappingProxyType(
    {"pdf": _pdf, "docx": _docx, "xlsx": _xlsx, "pptx": _pptx, "ofd": _ofd, "png": _png, "zip": _zip}
)
FORMATS = tuple(_FORMATS)
