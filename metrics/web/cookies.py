"""The cookie that carries the session's token."""

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Scope

PLAIN, SECURE = "kandejian", "__Host-kandejian"
#: No token of ours is longer; anything else never reaches the database.
_LONGEST = 128


def is_https(scope: Scope) -> bool:
    """Whether the browser speaks https to us or to the proxy that is trusted."""
    return scope.get("scheme") in ("https", "wss")


def name_for(scope: Scope) -> str:
    """The cookie's name: under https only the one that no other host or plain page can set."""
    return SECURE if is_https(scope) else PLAIN


def token_of(connection: HTTPConnection) -> str:
    """The token a browser sent, or an empty text."""
    token = connection.cookies.get(name_for(connection.scope), "")
    return token if len(token) <= _LONGEST and token.isascii() else ""


def give(response: Response, scope: Scope, token: str) -> None:
    """Hand the token to the browser until it is closed; the server ends the session itself."""
    response.set_cookie(
        name_for(scope), token, path="/", secure=is_https(scope), httponly=True, samesite="lax"
    )


def take_back(response: Response, scope: Scope) -> None:
    """Make the browser forget the token."""
    response.set_cookie(
        name_for(scope), "", max_age=0, path="/", secure=is_https(scope), httponly=True, samesite="lax"
    )


def hide(headers: MutableHeaders) -> None:
    """Take our cookie out of a request's headers, so that no page can read the token."""
    pairs = [pair.strip() for pair in headers.get("cookie", "").split(";")]
    kept = [pair for pair in pairs if pair and pair.partition("=")[0] not in (PLAIN, SECURE)]
    del headers["cookie"]
    if kept:
        headers["cookie"] = "; ".join(kept)
