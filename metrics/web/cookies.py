"""The cookie that carries the session's token, and the one by which a browser is known again."""

from datetime import timedelta

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Scope

PLAIN, SECURE = "kandejian", "__Host-kandejian"
#: How a browser in which somebody has signed in is known at later sign-ins; it opens nothing.
DEVICE, SECURE_DEVICE = f"{PLAIN}-device", f"{SECURE}-device"
_DEVICE_KEPT = timedelta(days=180)
_OURS = (PLAIN, SECURE, DEVICE, SECURE_DEVICE)
#: No token of ours is longer; anything else never reaches the database.
_LONGEST = 128


def is_https(scope: Scope) -> bool:
    """Whether the browser speaks https to us or to the proxy that is trusted."""
    return scope.get("scheme") in ("https", "wss")


def name_for(scope: Scope) -> str:
    """The cookie's name: under https only the one that no other host or plain page can set."""
    return SECURE if is_https(scope) else PLAIN


def _device_name(scope: Scope) -> str:
    return SECURE_DEVICE if is_https(scope) else DEVICE


def token_of(connection: HTTPConnection) -> str:
    """The token a browser sent, or an empty text."""
    return _sent(connection, name_for(connection.scope))


def device_of(connection: HTTPConnection) -> str:
    """By what a browser is known again, or an empty text."""
    return _sent(connection, _device_name(connection.scope))


def _sent(connection: HTTPConnection, name: str) -> str:
    token = connection.cookies.get(name, "")
    return token if len(token) <= _LONGEST and token.isascii() else ""


def give(response: Response, scope: Scope, token: str) -> None:
    """Hand the token to the browser until it is closed; the server ends the session itself."""
    response.set_cookie(
        name_for(scope), token, path="/", secure=is_https(scope), httponly=True, samesite="lax"
    )


def give_device(response: Response, scope: Scope, device: str) -> None:
    """Have the browser known again at later sign-ins, for as long as it is used now and then."""
    name, age = _device_name(scope), int(_DEVICE_KEPT.total_seconds())
    response.set_cookie(
        name, device, max_age=age, path="/", secure=is_https(scope), httponly=True, samesite="lax"
    )


def take_back(response: Response, scope: Scope) -> None:
    """Make the browser forget the token."""
    response.set_cookie(
        name_for(scope), "", max_age=0, path="/", secure=is_https(scope), httponly=True, samesite="lax"
    )


def hide(headers: MutableHeaders) -> None:
    """Take our cookies out of a request's headers, so that no page can read the tokens."""
    pairs = [pair.strip() for pair in headers.get("cookie", "").split(";")]
    kept = [pair for pair in pairs if pair and pair.partition("=")[0] not in _OURS]
    del headers["cookie"]
    if kept:
        headers["cookie"] = "; ".join(kept)
