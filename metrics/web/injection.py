"""Streamlit's one HTML page, put into Chinese, with our script in place of its inline one."""

import re
from html import escape

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from metrics.web import paths

#: In this order: turn away what is too old, fill gaps of what is old, look after the session, Chinese for
#: built-in texts, mended markup.
SCRIPT = (
    '<script src="/kdj/outdated.js"></script><script src="/kdj/older.js"></script>'
    '<script src="/kdj/app.js"></script><script src="/kdj/back.js"></script>'
    '<script src="/kdj/words.js"></script><script src="/kdj/access.js"></script>'
    '<link rel="stylesheet" href="/kdj/app.css">'
)
NO_SCRIPT = "看得见需要浏览器允许运行脚本（JavaScript）。请在浏览器设置中打开，或联系本单位信息化管理员。"
_INLINE = re.compile(r"<script>.*?</script>", re.DOTALL)
_NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)


def in_chinese(page: str) -> str:
    """The page with language, title and the words for browsers without scripts in Chinese.

    The inline script only serves a prerendering service; without it the policy can forbid inline scripts.
    """
    page = page.replace('<html lang="en">', '<html lang="zh-CN">')
    page = page.replace("<title>Streamlit</title>", "<title>看得见</title>")
    page = _NOSCRIPT.sub(f"<noscript>{escape(NO_SCRIPT)}</noscript>", page)
    return _INLINE.sub("", page).replace("</head>", f"{SCRIPT}</head>")


class Injection:
    """ASGI middleware that rewrites HTML answers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask for the page whole, uncompressed and never "not modified"; pass everything else through."""
        if scope["type"] != "http" or not _may_be_page(scope):
            await self.app(scope, receive, send)
            return
        inner = {**scope, "headers": list(scope["headers"])}
        for name in ("accept-encoding", "if-none-match", "if-modified-since", "range"):
            del MutableHeaders(scope=inner)[name]
        await self.app(inner, receive, _Rewriter(send).send)


_NOT_PAGES = (paths.STATIC, "/media/", "/_stcore/", paths.ASSETS)


def _may_be_page(scope: Scope) -> bool:
    path = scope["path"]
    return scope["method"] == "GET" and path not in paths.OWN_PAGES and not path.startswith(_NOT_PAGES)


class _Rewriter:
    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._parts: list[bytes] = []

    async def send(self, message: Message) -> None:
        """Hold back an HTML answer until it is whole; pass anything else on as it comes."""
        if message["type"] == "http.response.start":
            kind = Headers(raw=message["headers"]).get("content-type", "")
            if message["status"] == 200 and kind.startswith("text/html"):
                self._start = message
                return
        if self._start is None:
            await self._send(message)
            return
        self._parts.append(message.get("body", b""))
        if not message.get("more_body"):
            await self._whole()

    async def _whole(self) -> None:
        body = in_chinese(b"".join(self._parts).decode("utf-8")).encode("utf-8")
        headers = MutableHeaders(scope=self._start)
        headers["content-length"] = str(len(body))
        for name in ("etag", "last-modified", "accept-ranges"):
            del headers[name]
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": body})
