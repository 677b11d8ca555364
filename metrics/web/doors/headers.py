"""Headers that tell the browser what our pages may do, and keep other sites out of them."""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from metrics.host import page
from metrics.host import paths as host
from metrics.web import paths
from metrics.web.cookies import is_https
from metrics.web.settings import settings

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}
#: Only where the browser heeds them; over plain http it would complain of the second.
HSTS = "Strict-Transport-Security"
HTTPS_HEADERS = {
    HSTS: "max-age=31536000",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_COMMON = "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
OWN_POLICY = f"default-src 'none'; style-src 'self'; img-src 'self'; {_COMMON}"
APP_POLICY = f"{page.POLICY}; {_COMMON}"
_HOST = re.compile(r"[0-9A-Za-z.-]+(:\d+)?|\[[0-9a-fA-F:]+\](:\d+)?")


class SecurityHeaders:
    """ASGI middleware that adds the headers to every HTTP answer and lets websockets through untouched."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; the answer's head gets the headers on its way back."""

        async def send_with_headers(message: Message) -> None:
            """Pass a message on, the head of the answer with ours."""
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers_for(scope))
                _never_stored(scope, MutableHeaders(scope=message))
                if is_https(scope):
                    message["headers"] = [_secure(*pair) for pair in message["headers"]]
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def headers_for(scope: Scope) -> dict[str, str]:
    """The headers of the answer to a request."""
    own = scope["path"] in paths.OWN_PAGES
    policy = OWN_POLICY if own else APP_POLICY.format(socket=_socket(scope))
    return HEADERS | {"Content-Security-Policy": policy} | (_https_headers() if is_https(scope) else {})


def _https_headers() -> dict[str, str]:
    """Without HSTS for a certificate of our own.

    Once it has ended or is not used any more, browsers that had it would refuse every name of this machine
    for a year, and let nobody past.
    """
    own = settings().own_certificate
    return {name: text for name, text in HTTPS_HEADERS.items() if not (own and name == HSTS)}


def _socket(scope: Scope) -> str:
    name = Headers(scope=scope).get("host", "")
    return f" {'wss' if is_https(scope) else 'ws'}://{name}" if _HOST.fullmatch(name) else ""


def _secure(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    """A header as it is, a cookie never without Secure: behind a proxy Streamlit takes https for http."""
    if name.lower() == b"set-cookie" and b"; secure" not in value.lower():
        return name, value + b"; Secure"
    return name, value


def _never_stored(scope: Scope, headers: MutableHeaders) -> None:
    """Nothing but program files may stay on the person's machine."""
    if not scope["path"].startswith((host.STATIC, paths.ASSETS)):
        headers["Cache-Control"] = "no-store"
