"""The sequence of a meeting: which addresses are shown one after the other, and where one stands in it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

PRESENT = "present"
_LONGEST, _MOST = 400, 30
_PAGE = re.compile(r"[a-z_]*")


@dataclass(frozen=True)
class Slide:
    """A page of the sequence: what it is called, its address within the system."""

    name: str
    address: str


#: What is shown until the office arranges something else.
USUAL = (
    Slide("总览", "/"),
    Slide("升降和走势", "/trends"),
    Slide("乡镇地图", "/towns?town-view=地图"),
    Slide("成员单位", "/units"),
    Slide("典型与现场", "/sights"),
    Slide("清单", "/worklist"),
)


class SlideError(ValueError):
    """An address that cannot be shown; a Chinese sentence."""


def slides_of(kept: object) -> tuple[Slide, ...]:
    """The sequence from what was kept (a list of name and address); the usual one without any."""
    rows = kept if isinstance(kept, list) else []
    slides = [Slide(str(row[0]), str(row[1])) for row in rows if isinstance(row, list) and len(row) == 2]
    return tuple(slides) or USUAL


def checked_slides(rows: Iterable[tuple[str, str]]) -> tuple[Slide, ...]:
    """The sequence from what somebody typed; rows without an address are left out.

    Raises:
        SlideError: an address of another system, too long, or too many of them.
    """
    slides = []
    for name, typed in rows:
        if not (text := typed.strip()):
            continue
        parts = urlsplit(text)
        if parts.scheme not in ("", "http", "https") or text.startswith("//") or len(text) > _LONGEST:
            raise SlideError(f"“{text[:40]}”不是本系统的网址。请从浏览器地址栏复制，或写 /towns 这样的。")
        path = _path(parts.path)
        if path is None:
            raise SlideError(f"“{text[:40]}”不是本系统的页面。请从浏览器地址栏复制，或写 /towns 这样的。")
        query = [(key, value) for key, value in parse_qsl(parts.query) if key != PRESENT]
        slides.append(Slide(name.strip() or path, path + (f"?{_joined(query)}" if query else "")))
    if len(slides) > _MOST:
        raise SlideError(f"最多 {_MOST} 页，现在有 {len(slides)} 页。")
    return tuple(slides)


def _path(path: str) -> str | None:
    """The path of a page, None of anything else: browsers take `/\\host` for another host's address."""
    page = path.strip("/")
    return f"/{page}" if _PAGE.fullmatch(page) else None


def _joined(query: list[tuple[str, str]]) -> str:
    return "&".join(f"{key}={value}" for key, value in query)


def shown_address(slide: Slide, period: str = "") -> str:
    """The address of a slide in a meeting, of a period unless the slide names its own."""
    parts = urlsplit(slide.address)
    query = dict(parse_qsl(parts.query))
    if period:
        query.setdefault("period", period)
    return f"{_path(parts.path) or '/'}?{urlencode({**query, PRESENT: '1'})}"


def place_of(slides: Sequence[Slide], page: str, query: Mapping[str, str]) -> int:
    """Which slide a page is, by its name and the most of the slide's filters that it has; 0 for none."""
    fits = []
    for at, slide in enumerate(slides):
        parts = urlsplit(slide.address)
        wanted = dict(parse_qsl(parts.query))
        if parts.path.strip("/") == page and all(query.get(key) == value for key, value in wanted.items()):
            fits.append((len(wanted), -at))
    return -max(fits)[1] if fits else 0
