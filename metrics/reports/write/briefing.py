"""Reports made and given out: pure functions, so that the same report gives the same bytes at any time."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, partial

from metrics.county import Dataset
from metrics.framework import LEVEL_NAMES, Framework, Ground, Period
from metrics.reports.model import CHINA, Alert, Annex, Block, Note, Report, Stamp
from metrics.reports.write import sentences
from metrics.reports.write.checklist import checklist
from metrics.reports.write.content import Material
from metrics.reports.write.kinds import KINDS, Kind
from metrics.reports.write.notes import SAMPLE_NOTE, notes
from metrics.reports.write.options import BriefOptions, ReportError
from metrics.reports.write.pieces import counted_through
from metrics.reports.write.sentences import Filled

#: Another period → its approved rows; None where nothing is approved in it.
Elsewhen = Callable[[Period], Dataset | None]


def make(  # noqa: PLR0913 - what a report is made of
    kind: str,
    framework: Framework,
    data: Dataset,
    options: BriefOptions,
    *,
    generated_at: datetime,
    course: tuple[Dataset, ...] = (),
    before: Dataset | None = None,
    elsewhen: Elsewhen | None = None,
) -> Report:
    """A report of a period.

    Args:
        kind: a key of `KINDS`: special, leaders, enterprise, brand, unit, book, charts.
        framework: what is measured.
        data: the period's approved rows.
        options: what was chosen.
        generated_at: time of the first generation; it is printed and kept with the report. Without a zone
            it is the county's.
        course: rows of the periods of a line of development, oldest first; from two on it is drawn.
        before: rows of the period to compare headline figures with.
        elsewhen: gives the approved rows of another period, for 同比 and 累计; None where there are none.
            It is asked only for periods that the sentences name.

    Raises:
        ReportError: unknown kind, nothing approved in the period, no entity chosen, unknown sections or
            charts, an edited text that lost a figure.

    Example, `county` being a small county's rows of 2023Q4 as a store's `dataset` gives them:
        >>> from metrics.framework import load_framework, read_package
        >>> framework = load_framework(read_package("sample_data/sihong/county"))
        >>> at = datetime(2024, 1, 8, 9, tzinfo=CHINA)
        >>> report = make("leaders", framework, county, BriefOptions(), generated_at=at)
        >>> report.title.removeprefix(framework.county), str(report.stamp.generated_at)
        ('产改工作2023年第四季度领导参阅', '2024-01-08 09:00:00+08:00')
        >>> cards = next(block for block in report.blocks if hasattr(block, "items"))
        >>> [f"{figure.label} {figure.number.text}" for figure in cards.items]
        ['看得见总分 28.6', '四个可看 31.8', '两个获得感 38.1', '六个可见 23.4']
    """
    return draft_of(
        kind,
        framework,
        data,
        options,
        generated_at=generated_at,
        course=course,
        before=before,
        elsewhen=elsewhen,
    ).report


@dataclass(frozen=True, eq=False)
class Draft:
    """One draft as three papers: `report` with its notes, `paper` to go out, `checklist` to keep.

    `warning` is what is stamped on it where the period's reports are not complete.
    """

    report: Report
    paper: Report
    warning: str
    list_up: Callable[[], Report]

    @cached_property
    def checklist(self) -> Report:
        """The 核对单; made when it is asked for."""
        return self.list_up()


def draft_of(  # noqa: PLR0913 - what a report is made of
    kind: str,
    framework: Framework,
    data: Dataset,
    options: BriefOptions,
    *,
    generated_at: datetime,
    course: tuple[Dataset, ...] = (),
    before: Dataset | None = None,
    elsewhen: Elsewhen | None = None,
) -> Draft:
    """A report as draft, as 定稿 and as 核对单, all of the same figures; arguments as those of `make`."""
    chosen = _kind(kind)
    at = generated_at.astimezone(CHINA) if generated_at.tzinfo else generated_at.replace(tzinfo=CHINA)
    material = _material(chosen, framework, data, options, course, before)
    material = replace(material, elsewhen=elsewhen, today=at.date())
    made = replace(options, issued_on=options.issued_on or at.date())
    outcome = chosen.make(material, made)
    parts = [data.period.label, outcome.filters, _cut(options)]
    stamp = Stamp("，".join(part for part in parts if part), data.version, _version(framework), at)
    alerts = (Alert(material.complete.warning),) if material.complete.warning else ()
    ends = (outcome.head, outcome.colophon)
    label = data.period.label
    said = (*alerts, *counted_through(outcome.blocks))
    noted = _with_notes(said, notes(material, options, outcome.filled))
    report = Report(chosen.layout, outcome.title, label, noted, stamp, *ends)
    sent = _with_notes(said, [Note(SAMPLE_NOTE)] if material.is_sample else [])
    paper = Report(chosen.layout, outcome.title, label, sent, stamp, *ends, final=True)
    listing = partial(checklist, material, options, outcome.filled, paper)
    return Draft(report, paper, material.complete.warning, listing)


def _with_notes(blocks: tuple[Block, ...], notes: list[Note]) -> tuple[Block, ...]:
    """Notes end the text, in front of the annexes."""
    at = next((at for at, block in enumerate(blocks) if isinstance(block, Annex)), len(blocks))
    return (*blocks[:at], *notes, *blocks[at:])


def paragraphs_of(
    kind: str,
    framework: Framework,
    data: Dataset,
    options: BriefOptions,
    *,
    elsewhen: Elsewhen | None = None,
    today: date | None = None,
) -> tuple[tuple[str, str, Filled], ...]:
    """The paragraphs of a report as generated: id, heading of the section, paragraph.

    For editing: `sentences.editable` gives the text with locked figures, `sentences.edited` reads it back.
    """
    chosen = _kind(kind)
    if not chosen.texts:
        return ()
    material = replace(_material(chosen, framework, data, options, (), None), elsewhen=elsewhen, today=today)
    return tuple(
        (template.id, section.heading, filled)
        for section in sentences.load(chosen.texts, framework.texts).sections
        for template in section.paragraphs
        if (filled := sentences.fill(template, material)).parts
    )


def _kind(name: str) -> Kind:
    if name not in KINDS:
        known = "、".join(f"{one.name}（{one.title}）" for one in KINDS.values())
        raise ReportError(f"没有这种报告“{name}”；可用 {known}。")
    return KINDS[name]


def _material(
    kind: Kind,
    framework: Framework,
    data: Dataset,
    options: BriefOptions,
    course: tuple[Dataset, ...],
    before: Dataset | None,
) -> Material:
    quarters = {quarter.code for quarter in data.period.quarters}
    if not any(info.period in quarters for info in data.submissions.values()):
        raise ReportError(f"{data.period.label}还没有审核通过的报送，写不出{kind.title}。")
    if kind.level and not options.entity:
        raise ReportError(f"{kind.title}要写明是哪个{LEVEL_NAMES[kind.level]}。")
    if kind.ledger and not options.entity:
        raise ReportError(
            f"{kind.title}要写明是{framework.ledgers[kind.ledger].sheet}里的哪一行（编号或名称）。"
        )
    return Material(
        framework,
        data,
        course,
        before,
        kind.level,
        options.entity,
        options.gate,
        ground=options.ground or Ground(),
    )


def _version(framework: Framework) -> str:
    return f"{framework.version}（{framework.hash[:8]}）"


def _cut(options: BriefOptions) -> str:
    """That not everything is in the report, where it is so."""
    chosen = {"章节": options.sections, "图": options.charts, "表": options.tables}
    return "，".join(f"{word} {'、'.join(ids) or '无'}" for word, ids in chosen.items() if ids is not None)
