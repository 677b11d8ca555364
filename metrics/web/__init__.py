"""What stands in front of the pages: the guard, signing in, and what browsers are told."""

from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from metrics.host import Host
from metrics.store.database import keep_private
from metrics.web import log, paths
from metrics.web.ahead import AHEAD
from metrics.web.assets import asset
from metrics.web.crowded import tabs
from metrics.web.doors import Guard, Heads, Injection, SecurityHeaders
from metrics.web.errors import fault, refused, report
from metrics.web.health import healthz
from metrics.web.phone import phone, photo_address
from metrics.web.qr import qr_svg
from metrics.web.sign_in import demo, login, logout, password, recovery, second, sessions, setup, welcome
from metrics.web.visit import store

__all__ = [
    "AHEAD",
    "bound_connections",
    "exception_handlers",
    "middleware",
    "photo_address",
    "prepare",
    "qr_svg",
    "report",
    "routes",
]


def routes() -> list[BaseRoute]:
    """Routes served beside Streamlit's; which of them need a session is said in `paths`."""
    both = ["GET", "POST"]
    return [
        Route(paths.HEALTH, healthz),
        Route(paths.ASSETS + "{name}", asset),
        Route(paths.LOGIN, login, methods=both),
        Route(paths.DEMO, demo, methods=["POST"]),
        Route(paths.LOGOUT, logout, methods=both),
        Route(paths.PASSWORD, password, methods=both),
        Route(paths.SESSIONS, sessions, methods=both),
        Route(paths.TABS, tabs),
        Route(paths.SECOND, second, methods=both),
        Route(paths.RECOVERY, recovery, methods=both),
        Route(paths.SETUP, setup, methods=both),
        Route(paths.WELCOME, welcome, methods=both),
        Route(paths.PHOTO, phone, methods=both),
    ]


def middleware(host: Host) -> list[Middleware]:
    """The layers around every request, outermost first."""
    return [Middleware(SecurityHeaders), Middleware(Guard, behind=host), Middleware(Injection)]


def bound_connections(kind: type) -> None:
    """Bound the connections of uvicorn's class `kind` whose requests do not arrive whole, for good.

    Called in the loop that will serve, before it does.
    """
    Heads().bound(kind)


def exception_handlers() -> dict[type[Exception], Callable[..., Awaitable[Response]]]:
    """What is answered to requests that end in an exception."""
    return {HTTPException: refused, Exception: fault}


def prepare() -> None:
    """Begin the log and open the database before the first request; StoreError when it cannot be.

    From then on whatever the process writes is its user's alone.
    """
    keep_private()
    log.configure()
    store()
