"""Streamlit's one HTML page: what stands in it, and what we put in the place of that."""

import re
from html import escape
from pathlib import Path

#: Our scripts and styles that lean on what Streamlit and browsers do.
ASSETS = Path(__file__).parent / "assets"
#: In this order: turn away what is too old, fill gaps of what is old, look after the session, keep the way
#: back, Chinese for built-in texts, mended markup.
SCRIPTS = ("outdated.js", "older.js", "app.js", "back.js", "words.js", "access.js")
STYLE = "app.css"
NO_SCRIPT = "看得见需要浏览器允许运行脚本（JavaScript）。请在浏览器设置中打开，或联系本单位信息化管理员。"
LANGUAGE, TITLE, END_OF_HEAD = '<html lang="en">', "<title>Streamlit</title>", "</head>"
INLINE = re.compile(r"<script>(?:(?!<script>).)*?</script>", re.DOTALL)
NOSCRIPT = re.compile(r"<noscript>(?:(?!<noscript>).)*?</noscript>", re.DOTALL)
#: Streamlit writes styles into the page (emotion, the data grid), draws from blobs and data addresses, and
#: runs workers from blobs; its script files and ours are the only scripts. `{socket}` is the websocket, which
#: browsers before 2022 do not count as 'self'.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; media-src 'self' blob:; worker-src 'self' blob:; frame-src 'none'; "
    "connect-src 'self'{socket}"
)


def in_chinese(page: str, address: str) -> str:
    """The page with language, title and the words for browsers without scripts in Chinese, and our scripts.

    The inline script only serves a prerendering service; without it the policy can forbid inline scripts.

    Args:
        page: the page as Streamlit serves it.
        address: beginning of the addresses of `ASSETS`, with the slash at its end.
    """
    page = page.replace(LANGUAGE, '<html lang="zh-CN">')
    page = page.replace(TITLE, "<title>看得见</title>")
    page = NOSCRIPT.sub(f"<noscript>{escape(NO_SCRIPT)}</noscript>", page)
    return INLINE.sub("", page).replace(END_OF_HEAD, scripts(address) + END_OF_HEAD)


def scripts(address: str) -> str:
    """The markup that loads our scripts and styles."""
    loaded = "".join(f'<script src="{address}{name}"></script>' for name in SCRIPTS)
    return f'{loaded}<link rel="stylesheet" href="{address}{STYLE}">'
