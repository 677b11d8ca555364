"""Our own pages: templates filled in with escaped text, so that nothing a person types becomes markup."""

from functools import cache
from html import escape
from pathlib import Path
from string import Template

from starlette.responses import HTMLResponse

from metrics.framework import load_rights, manager

FOLDER = Path(__file__).parent / "templates"


class Html(str):
    """Text that is markup already."""

    __slots__ = ()


@cache
def _template(name: str) -> Template:
    return Template((FOLDER / f"{name}.html").read_text(encoding="utf-8"))


@cache
def _words() -> dict[str, str]:
    """What the roles are called that our pages speak of."""
    reporter = next(role.name for role in load_rights().roles if role.of_unit)
    return {"admin": manager().name, "reporter": reporter}


def part(template: str, /, **values: str) -> Html:
    """A template filled in; every value is escaped unless it is Html."""
    safe = {key: text if isinstance(text, Html) else escape(text) for key, text in values.items()}
    return Html(_template(template).substitute(_words() | safe))


def parts(template: str, rows: list[dict[str, str]]) -> Html:
    """The same template once for every row."""
    return Html("".join(part(template, **row) for row in rows))


def page(title: str, body: Html, *, error: str = "", status: int = 200) -> HTMLResponse:
    """A whole page of ours; `error` stands in a region that screen readers announce."""
    told = part("error", text=error) if error else Html("")
    return HTMLResponse(part("base", title=title, error=told, body=body), status)
