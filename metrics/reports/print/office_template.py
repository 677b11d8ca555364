"""An office's own Word file, filled with texts and figures by name; unknown names are told."""

import difflib
import io
import zipfile
from collections.abc import Mapping

import jinja2
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from jinja2 import nodes
from jinja2.sandbox import SandboxedEnvironment

from metrics.reports.model import CHINA, Heading, Number, Paragraph, Report
from metrics.reports.print.brought import BroughtFileError, look_into


class TemplateError(ValueError):
    """A template that cannot be filled; Chinese, all problems at once."""


class _NamesOnly(SandboxedEnvironment):
    """Placeholders are names and nothing else: a loop or a product could fill the memory of the server."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.Node):
            if not isinstance(node, nodes.Output | nodes.TemplateData | nodes.Name):
                raise jinja2.TemplateSyntaxError("只能写 {{名称}}，不能写算式、循环和条件", node.lineno)
        return tree


def checked(template: bytes, report: Report) -> tuple[str, ...]:
    """The placeholders of a template, in order of their names.

    Raises:
        TemplateError: no Word file, broken placeholders, or ones that nothing answers to.
    """
    known = names(report)
    asked = _asked(template)
    unknown = [one for one in asked if one not in known]
    if unknown:
        told = "；".join(f"{{{{{one}}}}} 认不出来{_like(one, known)}" for one in unknown)
        raise TemplateError(f"模板填不了：{told}。可用：{'、'.join(list(known)[:12])} 等。")
    if not asked:
        raise TemplateError("模板里没有要填的地方，例如 {{标题}}、{{正文}}。")
    return tuple(asked)


def filled(template: bytes, report: Report) -> bytes:
    """The template with everything it asks for. Raises TemplateError as `checked`."""
    checked(template, report)
    document = DocxTemplate(io.BytesIO(template))
    try:
        document.render(dict(names(report)), _NamesOnly(autoescape=True))
    except jinja2.TemplateError as error:
        raise TemplateError(f"模板填不了：{error}") from error
    memory = io.BytesIO()
    document.save(memory)
    return memory.getvalue()


def names(report: Report) -> Mapping[str, str]:
    """Everything a template may ask for: name → text. A figure answers to `_` and its id, as in Excel."""
    at = report.stamp.generated_at
    day = report.head.date if report.head else (at.astimezone(CHINA) if at.tzinfo else at).date()
    texts = {
        "标题": report.title,
        "报告期": report.period,
        "正文": "\n".join(_text(block) for block in report.blocks if isinstance(block, Heading | Paragraph)),
        "日期": f"{day.year}年{day.month}月{day.day}日",
        "机关": report.head.org if report.head else "",
        "印发单位": report.head.issuer if report.head else "",
        "年度期号": report.head.year_number if report.head else "",
        "总期号": report.head.total_number if report.head else "",
        "报": "，".join(report.colophon.report_to) if report.colophon else "",
        "送": "，".join(report.colophon.send_to) if report.colophon else "",
    }
    numbers = {
        f"_{''.join(sign if sign.isalnum() else '_' for sign in part.fact)}": part.text
        for block in report.blocks
        if isinstance(block, Paragraph)
        for part in block.text
        if isinstance(part, Number)
    }
    return texts | numbers


def _text(block: Heading | Paragraph) -> str:
    return block.text if isinstance(block, Heading) else block.plain


def _asked(template: bytes) -> list[str]:
    try:
        look_into(template, ".docx")
        return sorted(DocxTemplate(io.BytesIO(template)).get_undeclared_template_variables(_NamesOnly()))
    except BroughtFileError as error:
        raise TemplateError(str(error)) from error
    except jinja2.TemplateError as error:
        raise TemplateError(f"模板里的占位符写得不对：{error}。") from error
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise TemplateError("模板打不开：要 .docx 文件，没有加密。") from error


def _like(name: str, known: Mapping[str, str]) -> str:
    near = difflib.get_close_matches(name, known, 1, 0.4)
    return f"，是不是 {{{{{near[0]}}}}}" if near else ""
