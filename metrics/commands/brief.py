"""`brief`: reports as files, from the 专报 to the chart pack; and an office's own template filled."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

import click

from metrics.commands.common import (
    FILE_IN,
    FILE_OUT,
    as_option,
    db_option,
    entity_code,
    hand_over,
    opened_for,
    period_option,
    print_json,
    row_code,
    version_option,
)
from metrics.county import Dataset
from metrics.doubts import ClaimFileError, read_claim_file
from metrics.framework import Framework, Period
from metrics.reports import (
    FORMATS,
    Report,
    exported,
    file_name,
    finished,
    picture_pages,
    summary_name,
)
from metrics.reports.print import SlideTemplateError, TemplateError, filled, to_pptx
from metrics.reports.write import (
    CHINA,
    LISTS,
    BriefOptions,
    Draft,
    Material,
    ReportError,
    SummaryError,
    correcting_of,
    draft_of,
    earlier_papers,
    editable,
    elsewhen_of,
    fill,
    named_figures,
    named_tables,
    paragraphs_of,
    review_of,
    texts,
    with_needs,
)
from metrics.reports.write.kinds import KINDS, rows_named
from metrics.store import Store
from metrics.store.database import SYSTEM
from metrics.store.office import ExportedFile
from metrics.store.people import Handout

_EXPECTED = (ReportError, SummaryError, ClaimFileError, TemplateError, SlideTemplateError)
#: What a format is asked for without a kind.
_USUAL = {"xlsx": "book", "zip": "charts"}
_TREND = 8


@dataclass(frozen=True)
class _Asked:
    """Where the figures come from and of when."""

    store: Store
    framework: Framework
    period: Period
    at: datetime
    account: str = SYSTEM
    kind: str = ""

    def handout(self, file: str = "") -> Handout:
        """What the audit keeps of a file, or of what is only printed."""
        return Handout("简报", file, [("export", "")], detail={"kind": self.kind, "period": self.period.code})

    def hand_over(self, files: Mapping[Path, bytes]) -> None:
        """Files to their places, the first naming them all in the audit."""
        hand_over(self.store, self.handout(next(iter(files)).name), self.account, files)

    def data(self, period: Period | None = None) -> Dataset:
        """The approved rows of a period."""
        return self.store.reporting.dataset(self.framework, period or self.period)


def _listed(_context: click.Context, _parameter: click.Parameter, text: str | None) -> tuple[str, ...] | None:
    """`a,b` as a tuple; `无` as none; nothing as all."""
    if text is None:
        return None
    return (
        () if text.strip() in ("", "无") else tuple(part.strip() for part in text.split(",") if part.strip())
    )


def _day(_context: click.Context, _parameter: click.Parameter, text: str | None) -> date | None:
    return _moment(text).date() if text else None


def _at(_context: click.Context, _parameter: click.Parameter, text: str | None) -> datetime:
    return _moment(text) if text else datetime.now(CHINA).replace(microsecond=0)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=CHINA)
    except ValueError:
        raise click.BadParameter(f"看不懂时间“{text}”，请写成 2024-02-06 或 2024-02-06T09:00。") from None


_OPTIONS: tuple[Callable, ...] = (
    click.option(
        "--format", "form", type=click.Choice(FORMATS), default="pdf", show_default=True, help="文件格式。"
    ),
    click.option(
        "--kind",
        type=click.Choice(list(KINDS)),
        help="报告种类；不写则 pdf、docx、png 出专报，xlsx 出全表册，zip 出图集。",
    ),
    click.option("--entity", help="企业、品牌、成员单位、乡镇、案例或载体（编号或全称），画像和报告要写。"),
    click.option("--out", type=FILE_OUT, help="写到文件；不写则用中文文件名写在当前文件夹。"),
    click.option("--sections", callback=_listed, help="只要这些章节，用逗号隔开。"),
    click.option("--charts", callback=_listed, help="只要这些图；写“无”则不要图。"),
    click.option("--tables", callback=_listed, help="只要这些表；写“无”则不要表。"),
    click.option("--lists", is_flag=True, help="专报后附清单：品牌、项目、队伍、社会组织。"),
    click.option("--title", default="", help="标题；不写则自动生成。"),
    click.option("--org", default="", help="版头的机关名称。"),
    click.option("--number", type=click.IntRange(1), help="年度期号。"),
    click.option("--total-number", type=click.IntRange(1), help="总期号。"),
    click.option("--issuer", default="", help="印发单位。"),
    click.option("--issued-on", callback=_day, help="印发日期；不写则为生成当天。"),
    click.option("--report-to", multiple=True, help="报：可写多次。"),
    click.option("--send-to", multiple=True, help="送：可写多次。"),
    click.option("--claims", type=FILE_IN, help="与一份已发报告的数字表（CSV、TSV）核对，差别写进数据说明。"),
    click.option("--paragraphs", is_flag=True, help="只输出可改写的正文（JSON），数字写作 {编号=数字}。"),
    click.option("--edits", type=FILE_IN, help="改写后的正文（JSON：段落编号 → 文字）。"),
    click.option(
        "--into",
        type=FILE_IN,
        help="填本单位自己的模板：汇总表 .xlsx、公文 .docx、幻灯片 .pptx，与同名的 --format 同用。",
    ),
    click.option("--final", is_flag=True, help="定稿：另出一份核对单，正文不带疑点和版本号，两份都存档。"),
    click.option("--partly", is_flag=True, help="数据不完整，仍然定稿；件上会印明。"),
    click.option("--names", is_flag=True, help="只列出模板里可以用的名称。"),
    click.option("--at", callback=_at, help="生成时间；同样的数据、选项和时间，文件逐字节相同。"),
)


def _brief_options(function: Callable) -> Callable:
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@click.command("brief", help="专报、领导参阅、企业和品牌画像、单位报告、全表册、图集；也可填自己的汇总表。")
@period_option
@_brief_options
@as_option
@version_option
@db_option
def command(
    period: Period, version: str, db: str, at: datetime, form: str, account: str, **chosen: object
) -> None:
    """Write one report, or list what can be edited or named."""
    store, framework = opened_for(db, period, version)
    kind = str(chosen["kind"] or _USUAL.get(form, "special"))
    asked = _Asked(store, framework, period, at, account, kind)
    store.people.require_handout(asked.handout(), account)
    try:
        _answer(asked, form, chosen)
    except _EXPECTED as error:
        raise click.ClickException(str(error)) from error


def _answer(asked: _Asked, form: str, chosen: dict) -> None:
    if chosen["names"]:
        _list_names(asked)
    elif chosen["into"] and form not in ("docx", "pptx"):
        _fill(asked, form, chosen["into"], chosen["out"])
    else:
        _report(asked, form, chosen)


def _report(asked: _Asked, form: str, chosen: dict) -> None:
    kind, data = asked.kind, asked.data()
    options = _chosen(asked, kind, form, data, chosen)
    if chosen["paragraphs"]:
        elsewhen = elsewhen_of(asked.store, asked.framework)
        told = paragraphs_of(kind, asked.framework, data, options, elsewhen=elsewhen, today=asked.at.date())
        asked.store.people.hand_out(asked.handout(), asked.account)
        print_json({name: editable(filled) for name, _heading, filled in told})
        return
    needs = KINDS[kind].needs
    options = with_needs(kind, options, asked.store, asked.framework, data, asked.account)
    if "review" in needs:
        options = replace(options, review=review_of(asked.store, asked.framework, asked.period, data))
    scope = options.entity or "county"
    options = replace(
        options,
        earlier=earlier_papers(asked.store, kind, asked.period.code, scope),
        correcting=correcting_of(asked.store, asked.framework, asked.period),
    )
    draft = draft_of(
        kind,
        asked.framework,
        data,
        options,
        generated_at=asked.at,
        course=_course(asked) if "course" in needs else (),
        elsewhen=elsewhen_of(asked.store, asked.framework),
    )
    if chosen["into"]:
        _into(asked, draft.paper, form, chosen)
    elif chosen["final"]:
        _finish(asked, draft, form, scope, chosen)
    else:
        _write(asked, draft.report, form, chosen["out"])


def _into(asked: _Asked, paper: Report, form: str, chosen: dict) -> None:
    """The office's own Word file or slides, filled."""
    template: Path = chosen["into"]
    make = {"docx": lambda content: filled(content, paper), "pptx": lambda content: to_pptx(paper, content)}
    target = chosen["out"] or Path(file_name(paper, form))
    asked.hand_over({target: make[form](template.read_bytes())})
    click.echo(f"已按模板写出 {target}", err=True)


def _finish(asked: _Asked, draft: Draft, form: str, scope: str, chosen: dict) -> None:
    """The paper that goes out and its 核对单, written and kept."""
    final = finished(draft, form, partly=chosen["partly"])
    target = chosen["out"] or Path(final.name)
    beside = target.with_name(f"{target.stem}_核对单{target.suffix}")
    stamp = draft.paper.stamp
    for name, made, kind in (
        (final.name, final.paper, asked.kind),
        (final.list_name, final.checklist, "check"),
    ):
        kept = {"final": kind != "check", "of": asked.kind}
        kept |= {"numbers": final.numbers} if kind != "check" else {}
        parcel = ExportedFile(
            kind=kind,
            period=asked.period.code,
            scope=scope,
            format=form,
            file=name,
            content=made.content,
            options=kept,
            data_version=stamp.data_version,
            framework_version=stamp.framework_version,
        )
        asked.store.office.keep_export(parcel, asked.account, asked.at)
    asked.hand_over({target: final.paper.content, beside: final.checklist.content})
    for note in (*final.paper.notes, *final.checklist.notes):
        click.echo(note, err=True)
    click.echo(f"已写出 {target} 和 {beside}，并已存档", err=True)


def _chosen(asked: _Asked, kind: str, form: str, data: Dataset, chosen: dict) -> BriefOptions:
    level, ledger = KINDS[kind].level, KINDS[kind].ledger
    gate = partial(asked.store.reporting.rows_for, asked.account)
    entity = ""
    if ledger:
        known = rows_named(Material(asked.framework, data, gate=gate), ledger)
        entity = row_code(known, asked.framework.ledgers[ledger].sheet, chosen["entity"])
    elif level:
        known = dict(Material(asked.framework, data).book(level).entities["name"])
        entity = entity_code(known, level, chosen["entity"])
    names = ("sections", "charts", "tables", "title", "org", "number", "total_number", "issuer", "issued_on")
    return BriefOptions(
        entity=entity,
        edited=_edits(chosen["edits"]),
        evidence=kind == "book" and form == "xlsx",
        gate=gate,
        claims=read_claim_file(chosen["claims"].read_bytes()) if chosen["claims"] else None,
        report_to=tuple(chosen["report_to"]),
        send_to=tuple(chosen["send_to"]),
        annexes=(LISTS,) if chosen["lists"] else (),
        **{name: chosen[name] for name in names},
    )


def _edits(path: Path | None) -> dict[str, str]:
    if path is None:
        return {}
    try:
        edits = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise click.BadParameter("不是 JSON 文件。", param_hint="--edits") from error
    if not isinstance(edits, dict) or not all(isinstance(text, str) for text in edits.values()):
        raise click.BadParameter("要写成 {“段落编号”: “文字”}。", param_hint="--edits")
    return edits


def _course(asked: _Asked) -> tuple[Dataset, ...]:
    """The period's quarters; of a single quarter those before it as well, as far as anything was approved."""
    quarters = list(asked.period.quarters)
    while len(asked.period.quarters) == 1 and len(quarters) < _TREND // 2:
        quarters.insert(0, quarters[0].previous())
    reported = {
        info.period for info in asked.store.reporting.submissions() if info.state in ("approved", "published")
    }
    return tuple(asked.data(one) for one in quarters if one.code in reported)


def _write(asked: _Asked, report: Report, form: str, out: Path | None) -> None:
    target = out or Path(file_name(report, form))
    if form == "png":
        files = _pages(picture_pages(report), target)
        asked.hand_over(files)
        for name in files:
            click.echo(f"已写出 {name}", err=True)
        return
    made = exported(report, form)
    asked.hand_over({target: made.content})
    for note in made.notes:
        click.echo(note, err=True)
    click.echo(f"已写出 {target}", err=True)


def _pages(pages: list[bytes], target: Path) -> dict[Path, bytes]:
    """One picture a page; the first under the name asked for."""
    return {
        target if at == 1 else target.with_name(f"{target.stem}_第{at}页{target.suffix}"): page
        for at, page in enumerate(pages, start=1)
    }


def _fill(asked: _Asked, form: str, template: Path, out: Path | None) -> None:
    if form not in ("xlsx", "pdf"):
        raise ReportError("填模板只有 --format xlsx、docx、pptx。")
    data = asked.data()
    done = fill(template.read_bytes(), Material(asked.framework, data), at=asked.at)
    target = out or Path(summary_name(template.name, data.period.label, data.version))
    asked.hand_over({target: done.content})
    click.echo(f"已写出 {target}，填了 {len(done.filled)} 处：{'、'.join(done.filled)}", err=True)
    if done.lost:
        click.echo(f"模板里这些内容没能保留，请核对：{'、'.join(done.lost)}", err=True)


def _list_names(asked: _Asked) -> None:
    material = Material(asked.framework, asked.data())
    asked.store.people.hand_out(asked.handout(), asked.account)
    for one in named_figures(material):
        value = "未报送" if one.value is None else f"{one.value:.10g}{one.unit}"
        click.echo(f"{one.name}\t_{one.id}\t{value}")
    for name, text in texts(material).items():
        click.echo(f"{name}\t\t{text}")
    for name in named_tables():
        click.echo(f"{name}\t\t（表）")


COMMANDS = (command,)
