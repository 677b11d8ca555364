"""Streamlit's one HTML page, put into Chinese, with our script in place of its inline one."""

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from metrics.host import page
from metrics.host import paths as host
from metrics.web import paths


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


_NOT_PAGES = (host.STATIC, host.MEDIAS, host.INNER, paths.ASSETS)


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
            await self._whole(self._start)

    async def _whole(self, start: Message) -> None:
        body = page.in_chinese(b"".join(self._parts).decode("utf-8"), paths.ASSETS).encode("utf-8")
        headers = MutableHeaders(scope=start)
        headers["content-length"] = str(len(body))
        for name in ("etag", "last-modified", "accept-ranges"):
            del headers[name]
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})
