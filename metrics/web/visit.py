"""Who is behind a request: looked up off the event loop, for every request anew."""

import hmac
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from metrics.host import identity
from metrics.store import Store
from metrics.store.people import Account, WebSession
from metrics.web import cookies
from metrics.web.settings import Settings, settings

#: Key of a request's scope under which the guard leaves the visit to our own routes.
KEY = "kandejian.visit"
#: Key under which our own pages find by what the browser is known again; no page behind them does.
DEVICE = "kandejian.device"
SECRET_HEADER = "x-kandejian-proxy"  # noqa: S105 — its name, not the secret
_MOST_REMEMBERED = 2000


@dataclass(frozen=True)
class Visit:
    """A signed-in account.

    Attributes:
        account: who.
        id: names the session, and is no secret.
        token: the session's secret; empty when an office proxy signs people in.
    """

    account: Account
    id: str
    token: str = ""


@cache
def store() -> Store:
    """The database of this process, opened at its first use."""
    return Store.open(settings().database_url)


def address_of(connection: HTTPConnection) -> str:
    """The client's address; uvicorn has put in the one a trusted proxy tells (FORWARDED_ALLOW_IPS)."""
    return connection.client.host if connection.client else ""


def device_of(connection: HTTPConnection) -> str:
    """By what the browser of a request to one of our own pages is known again; empty for a new one."""
    return str(connection.scope.get(DEVICE, ""))


class Visitors:
    """Finds the visit of a request, by our cookie or by what the office proxy says."""

    def __init__(self, config: Settings, database: Callable[[], Store] = store) -> None:
        self._config = config
        self._store = database
        self._remembered: OrderedDict[str, tuple[float, Visit]] = OrderedDict()

    async def of(self, connection: HTTPConnection, *, within: float = 0, idle: bool = False) -> Visit | None:
        """The visit, or None without a valid session.

        Args:
            connection: the request or websocket.
            within: seconds for which an earlier answer is good enough; 0 asks the database.
            idle: a look that is no deed of the person, and does not put off the idle time-out.
        """
        if self._config.proxy_secret:
            return await run_in_threadpool(self._told_by_proxy, connection)
        token = cookies.token_of(connection)
        if not token:
            return None
        at, visit = self._remembered.get(token, (0.0, None))
        if visit and time.monotonic() - at < within:
            return visit
        return await run_in_threadpool(self._looked_up, token, idle)

    def _looked_up(self, token: str, idle: bool) -> Visit | None:
        session: WebSession | None = self._store().people.session(token, touch=not idle)
        if session is None:
            self._remembered.pop(token, None)
            return None
        visit = Visit(session.account, session.id, token)
        self._remembered[token] = (time.monotonic(), visit)
        while len(self._remembered) > _MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        return visit

    def _told_by_proxy(self, connection: HTTPConnection) -> Visit | None:
        said = connection.headers.getlist(SECRET_HEADER)
        names = connection.headers.getlist(identity.ACCOUNT)
        if len(said) != 1 or len(names) != 1 or not _same(said[0], self._config.proxy_secret):
            return None
        found = self._store().people.account(names[0])
        known = found is not None and found.active and found.code == names[0]
        return Visit(found, f"proxy:{found.code}") if found and known else None


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
