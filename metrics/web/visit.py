"""Who is behind a request: looked up off the event loop, for every request anew."""

import hmac
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from ipaddress import ip_address

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection

from metrics.host import identity
from metrics.store import Store
from metrics.store.people import Account, WebSession
from metrics.web import cookies
from metrics.web.settings import Settings, settings

#: Key of a request's scope under which the guard leaves the visit to our own routes.
KEY = "kandejian.visit"
SECRET_HEADER = "x-kandejian-proxy"  # noqa: S105 — its name, not the secret
_MOST_REMEMBERED = 2000


@dataclass(frozen=True)
class Visit:
    """A signed-in account.

    Attributes:
        account: who.
        id: names the session, and is no secret.
        token: the session's secret; empty when an office proxy signs people in.
        outdated: the password was too old when the session began.
    """

    account: Account
    id: str
    token: str = ""
    outdated: bool = False

    @property
    def must_change(self) -> bool:
        """Whether nothing is open before another password is chosen."""
        return self.account.must_change or self.outdated


@cache
def store() -> Store:
    """The database of this process, opened at its first use."""
    return Store.open(settings().database_url)


@cache
def config() -> Settings:
    """What the environment said when the process began."""
    return settings()


def is_outdated(chosen: datetime | None, began: datetime, days: int) -> bool:
    """Whether a password is older at the beginning of a session than it may be (`days`; any age at 0)."""
    return bool(days) and chosen is not None and began - chosen >= timedelta(days=days)


def address_of(connection: HTTPConnection) -> str:
    """The client's address; uvicorn has put in the one a trusted proxy tells (FORWARDED_ALLOW_IPS)."""
    return connection.client.host if connection.client else ""


def is_here(connection: HTTPConnection) -> bool:
    """Whether the client sits at this machine: it comes from loopback, or from the address it speaks to."""
    server: tuple[str, int | None] | None = connection.scope.get("server")
    client = address_of(connection)
    try:
        address = ip_address(client)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None) or address
    return mapped.is_loopback or (server is not None and server[0] == client)


def demo_open(connection: HTTPConnection) -> bool:
    """Whether demo accounts may be used from where the client is."""
    return settings().demo_on_lan or is_here(connection)


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
        if not visit or time.monotonic() - at >= within:
            visit = await run_in_threadpool(self._looked_up, token, idle)
        return None if visit and visit.account.demo and not demo_open(connection) else visit

    def _looked_up(self, token: str, idle: bool) -> Visit | None:
        session: WebSession | None = self._store().people.session(token, touch=not idle)
        if session is None:
            self._remembered.pop(token, None)
            return None
        old = is_outdated(session.password_at, session.started_at, self._config.password_days)
        visit = Visit(session.account, session.id, token, old)
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
