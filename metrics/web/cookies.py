"""The cookies that carry tokens: the session's, half a sign-in's, trusted devices', a known browser's."""

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Scope

from metrics.store.people import devices, trusted

PLAIN, SECURE = "kandejian", "__Host-kandejian"
#: Appended to the name: the code is still to come; devices that are not asked for it; how a browser in which
#: somebody has signed in is known at later sign-ins, which opens nothing.
HALF, TRUSTED, DEVICE = "-half", "-trusted", "-device"
#: No token of ours is longer; anything else never reaches the database.
_LONGEST = 128
#: As many accounts as people use in one browser.
_MOST_DEVICES = trusted.MOST_TOKENS
_BETWEEN = "."


def is_https(scope: Scope) -> bool:
    """Whether the browser speaks https to us or to the proxy that is trusted."""
    return scope.get("scheme") in ("https", "wss")


def name_for(scope: Scope, what: str = "") -> str:
    """The cookie's name: under https only the one that no other host or plain page can set."""
    return (SECURE if is_https(scope) else PLAIN) + what


def token_of(connection: HTTPConnection, what: str = "") -> str:
    """The token a browser sent, or an empty text."""
    token = connection.cookies.get(name_for(connection.scope, what), "")
    return token if len(token) <= _LONGEST and token.isascii() else ""


def device_of(connection: HTTPConnection) -> str:
    """By what a browser is known again, or an empty text."""
    return token_of(connection, DEVICE)


def trusted_of(connection: HTTPConnection) -> tuple[str, ...]:
    """The tokens of devices a browser sent, each of one account."""
    sent = connection.cookies.get(name_for(connection.scope, TRUSTED), "")
    if len(sent) > _LONGEST * _MOST_DEVICES or not sent.isascii():
        return ()
    return tuple(token for token in sent.split(_BETWEEN) if token)[:_MOST_DEVICES]


def give(response: Response, scope: Scope, token: str, what: str = "") -> None:
    """Hand a token to the browser until it is closed; the server ends what it opens itself."""
    _set(response, scope, what, token, None)


def give_trusted(response: Response, connection: HTTPConnection, token: str) -> None:
    """Let the browser keep the token of a device, beside those it has of other accounts."""
    tokens = (token, *trusted_of(connection))[:_MOST_DEVICES]
    _set(response, connection.scope, TRUSTED, _BETWEEN.join(tokens), int(trusted.HOLDS.total_seconds()))


def give_device(response: Response, scope: Scope, token: str) -> None:
    """Have the browser known again at later sign-ins, for as long as it is used now and then."""
    _set(response, scope, DEVICE, token, int(devices.KEPT.total_seconds()))


def take_back(response: Response, scope: Scope, what: str = "") -> None:
    """Make the browser forget a token."""
    _set(response, scope, what, "", 0)


def _set(response: Response, scope: Scope, what: str, value: str, seconds: int | None) -> None:
    name, secure = name_for(scope, what), is_https(scope)
    response.set_cookie(name, value, max_age=seconds, path="/", secure=secure, httponly=True, samesite="lax")


def hide(headers: MutableHeaders) -> None:
    """Take our cookies out of a request's headers, so that no page can read a token."""
    pairs = [pair.strip() for pair in headers.get("cookie", "").split(";")]
    ours = {name + what for name in (PLAIN, SECURE) for what in ("", HALF, TRUSTED, DEVICE)}
    kept = [pair for pair in pairs if pair and pair.partition("=")[0] not in ours]
    del headers["cookie"]
    if kept:
        headers["cookie"] = "; ".join(kept)
