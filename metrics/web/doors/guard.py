"""The guard: nothing behind it answers without a session, and everybody reaches only what is their own."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from urllib.parse import quote

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from metrics import host
from metrics.host import protocol
from metrics.store import StoreError
from metrics.web import cookies, paths, visit
from metrics.web.doors import limits
from metrics.web.doors.belongings import Belongings
from metrics.web.doors.limits import CrowdedError, Limited, LimitError, Shares
from metrics.web.doors.origin import same_origin
from metrics.web.doors.uploads import UploadShares, trim
from metrics.web.doors.websocket import GuardedSocket
from metrics.web.settings import settings
from metrics.web.visit import Visit, Visitors

LOG = logging.getLogger("kandejian.guard")
#: Headers that only the guard may set; what a client sends under these names is dropped.
OWN_HEADERS = (*host.identity.SHOWN_AS, visit.SECRET_HEADER)
#: Seconds for which program files, which hold no data, may be fetched on an earlier answer.
PROGRAM_FILES = 3
SIGN_IN_FIRST = "请先登录。"
ELSEWHERE = "这里由单位统一登录，请从单位的登录系统进入、退出和修改密码。"
NOT_YOURS = "这不是您的文件。"
NO_UPLOADER = "这一页不收文件。请在上传文件的页面里传。"
NO_SESSION, FOREIGN, TRY_AGAIN = protocol.SESSION_ENDED, 1008, 1013
#: Own page → seconds in which a form sent to it has to arrive.
_FORM_SECONDS = {**dict.fromkeys(paths.OWN_PAGES, limits.FORM_SECONDS), paths.PHOTO: limits.PHOTO_SECONDS}
#: Of our own pages, those nobody has to wait for.
_AT_ONCE = (paths.LOGOUT, paths.TABS)


class Guard:
    """ASGI middleware around pages, program files, media, uploads and the websocket."""

    def __init__(self, app: ASGIApp, behind: host.Host) -> None:
        self.app = app
        self._host = behind
        config = settings()
        self._visitors, self._proxied = Visitors(config), bool(config.proxy_secret)
        self._belongings = Belongings()
        self._tabs = Shares(limits.TABS, "")
        self._own_pages = Shares(limits.OWN_PAGES_AN_ADDRESS, limits.BUSY)
        self._uploads = UploadShares(behind.uploads_of)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer in the application's place."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = HTTPConnection(scope)
        if scope["path"] not in paths.OWN_PAGES or scope["path"] in _AT_ONCE:
            await self._shared(request, receive, send)
            return
        try:
            with self._own_pages.one(visit.address_of(request)):
                await self._shared(request, receive, send)
        except CrowdedError as error:
            await _over(error)(scope, receive, send)

    async def _shared(self, request: HTTPConnection, receive: Receive, send: Send) -> None:
        """Answer a request for which there is room."""
        scope = request.scope
        try:
            here = await self._visit(request)
        except StoreError as error:
            LOG.error("%s", error)
            await PlainTextResponse(str(error), 503)(scope, receive, send)
            return
        refusal = self._refusal(request, here)
        if refusal is not None:
            _noted(request, here, refusal.status_code)
            await refusal(scope, receive, send)
            return
        await self._passed(request, here, receive, send)

    async def _passed(
        self, request: HTTPConnection, here: Visit | None, receive: Receive, send: Send
    ) -> None:
        scope = request.scope
        seconds = _FORM_SECONDS.get(scope["path"], 0)
        limited = Limited(receive, send, self._most_bytes(scope["path"]), seconds)
        try:
            limited.check_announced(request)
            with self._room(request, here):
                await self.app(_told(scope, request, here), limited.receive, limited.send)
        except LimitError as error:
            if limited.answered:
                raise
            _noted(request, here, error.status)
            await _over(error)(scope, receive, send)

    @contextmanager
    def _room(self, request: HTTPConnection, here: Visit | None) -> Iterator[None]:
        """Room in memory for an upload, if it is one, while it arrives."""
        with ExitStack() as held:
            if here and request.scope["method"] == "PUT":
                size = int(request.headers.get("content-length", self._host.upload_bytes))
                owner = _owner(here)
                held.enter_context(self._uploads.room(owner, self._belongings.tabs_of_owner(owner), size))
            yield

    async def _visit(self, request: HTTPConnection) -> Visit | None:
        path = request.scope["path"]
        if path not in paths.OWN_PAGES and paths.is_open(path):
            return None
        within = PROGRAM_FILES if path.startswith(host.paths.STATIC) else 0
        return await self._visitors.of(request, within=within)

    def _most_bytes(self, path: str) -> int:
        if path.startswith(host.paths.UPLOADS):
            return self._host.upload_bytes
        return limits.PHOTO_BYTES if path == paths.PHOTO else limits.FORM_BYTES

    def _refusal(self, request: HTTPConnection, here: Visit | None) -> Response | None:
        """The answer that is given instead of passing the request on, or None."""
        path = request.scope["path"]
        wrong = _wrong(request)
        if wrong is not None:
            return wrong
        if self._proxied and (here is None or path in paths.OWN_PAGES) and path != paths.HEALTH:
            return PlainTextResponse(ELSEWHERE, 403 if path in paths.OWN_PAGES else 401)
        if paths.is_open(path):
            return None
        if here is None:
            return _sign_in_first(request)
        if here.must_change and path != paths.PASSWORD and not self._proxied:
            return _elsewhere(request, paths.PASSWORD, PlainTextResponse("请先修改密码。", 403))
        why = self._not_for(here, path, request.scope["method"])
        return PlainTextResponse(why, 403) if why else None

    def _not_for(self, here: Visit, path: str, method: str) -> str:
        """Why an upload or a media file, if it is one, is not for the visit; empty when it is."""
        if not self._owns(here, path):
            return NOT_YOURS
        session = host.paths.session_of_upload(path) if method == "PUT" else ""
        return NO_UPLOADER if session and not self._host.has_uploader(session) else ""

    def _owns(self, here: Visit, path: str) -> bool:
        """Whether an upload or a media file, if it is one, belongs to the visit."""
        tabs = self._belongings.tabs(here.id)
        if path.startswith(host.paths.UPLOADS):
            return host.paths.session_of_upload(path) in tabs
        if not path.startswith(host.paths.MEDIAS):
            return True
        file = host.paths.file_of(path)
        return bool(file) and (self._belongings.has_file(here.id, file) or file in self._host.files_of(tabs))

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        socket = HTTPConnection(scope)
        if scope["path"] != host.paths.STREAM or not same_origin(socket):
            LOG.warning("websocket refused: path %r, origin %r", scope["path"], socket.headers.get("origin"))
            await send({"type": "websocket.close", "code": FOREIGN, "reason": "foreign origin"})
            return
        try:
            here = await self._visitors.of(socket)
        except StoreError as error:
            LOG.error("%s", error)
            await send({"type": "websocket.close", "code": TRY_AGAIN, "reason": "no database"})
            return
        if here is None or (here.must_change and not self._proxied):
            await send({"type": "websocket.close", "code": NO_SESSION, "reason": "no session"})
            return
        try:
            with self._tabs.one(_owner(here)):
                await self._tab(socket, here, receive, send)
        except CrowdedError:
            LOG.warning("one tab too many: %s", here.account.code)
            await _close_as_too_many(receive, send)

    async def _tab(self, socket: HTTPConnection, here: Visit, receive: Receive, send: Send) -> None:
        """Serve one websocket of a visit."""

        async def ended(idle: bool) -> int:
            """The code to close with, 0 while the same session holds; a silent tab outlasts a short fault."""
            try:
                now = await self._visitors.of(socket, idle=idle)
            except StoreError as error:
                LOG.error("%s", error)
                return 0 if idle else TRY_AGAIN
            return 0 if now is not None and now.id == here.id else NO_SESSION

        def opened(known: str, payload: bytes) -> str:
            """Note what a message to the browser opens or hands over; gives the session it tells of."""
            session, files = self._host.opened(known, payload)
            if session:
                self._belongings.add_tab(here.id, session, _owner(here))
            for file in files:
                self._belongings.add_file(here.id, file)
            return session

        def accepts(known: str, payload: bytes) -> bool:
            """Whether a message may pass; a file that this visit was shown before may be asked for."""
            return self._host.accepts(known, payload, partial(self._belongings.has_file, here.id))

        inner = _told(socket.scope, socket, here)
        _only_own_tab(inner, self._belongings.tabs(here.id))
        line = GuardedSocket(
            receive, send, ended=ended, opened=opened, accepts=accepts, by_itself=self._host.by_itself
        )
        try:
            await line.run(self.app, inner)
        finally:
            asyncio.get_running_loop().call_later(limits.TAB_LEFT, self._left, here.id, line.session)

    def _left(self, visit_id: str, session: str) -> None:
        """Give back what a tab held that is gone; one that has come back by then keeps it."""
        held = self._host.uploads_of((session,)).files
        if session and self._host.leave(session):
            self._belongings.drop_tab(visit_id, session)
            if held:
                asyncio.get_running_loop().run_in_executor(None, trim)


def _owner(here: Visit) -> str:
    """Who shares with the others: the account, and of a demo account, which is everybody's, the visit."""
    return here.id if here.account.demo else here.account.code


def _over(error: LimitError) -> Response:
    """The answer to a request over a limit."""
    headers = {"Connection": "close"} | ({"Retry-After": "5"} if error.status == 503 else {})
    return PlainTextResponse(str(error), error.status, headers)


async def _close_as_too_many(receive: Receive, send: Send) -> None:
    """Close a websocket so that our script reads why: that takes a line that was accepted."""
    await receive()
    await send({"type": "websocket.accept", "subprotocol": protocol.SUBPROTOCOL})
    await send({"type": "websocket.close", "code": protocol.TOO_MANY_TABS, "reason": "too many tabs"})


def _noted(request: HTTPConnection, here: Visit | None, status: int) -> None:
    """Write a refused request into the log; being sent to the sign-in page is none."""
    if status >= 400:
        who, place = here.account.code if here else "-", visit.address_of(request)
        LOG.warning(
            "refused %s: %s %r by %s from %s",
            status,
            request.scope["method"],
            request.scope["path"],
            who,
            place,
        )


def _wrong(request: HTTPConnection) -> Response | None:
    """The answer to a method the address does not have, and to a request another site has made."""
    method, allowed = request.scope["method"], _methods(request.scope["path"])
    if method not in allowed:
        return PlainTextResponse("不支持这种请求。", 405, {"Allow": ", ".join(allowed)})
    if method not in ("GET", "HEAD") and not same_origin(request):
        return PlainTextResponse("请求不是从本系统的页面发出的，已拒绝。", 403)
    return None


def _methods(path: str) -> tuple[str, ...]:
    if path.startswith(host.paths.UPLOADS):
        return host.paths.UPLOAD_METHODS
    if path == paths.DEMO:
        return ("POST",)
    return ("GET", "HEAD", "POST") if path in paths.OWN_PAGES else ("GET", "HEAD")


def _sign_in_first(request: HTTPConnection) -> Response:
    query = request.scope["query_string"].decode("latin-1")
    wanted = quote(request.scope["path"]) + (f"?{query}" if query else "")
    target = paths.with_next(paths.LOGIN, wanted)
    return _elsewhere(request, target, PlainTextResponse(SIGN_IN_FIRST, 401))


def _elsewhere(request: HTTPConnection, target: str, otherwise: Response) -> Response:
    """Send a person's browser somewhere; a script or another program gets the plain answer."""
    mode, accepted = request.headers.get("sec-fetch-mode"), request.headers.get("accept", "")
    navigates = mode == "navigate" if mode else "text/html" in accepted
    if request.scope["method"] in ("GET", "HEAD") and navigates:
        return RedirectResponse(target, 303)
    return otherwise


def _told(scope: Scope, connection: HTTPConnection, here: Visit | None) -> Scope:
    """The scope for what stands behind: our headers in place of the client's; tokens for our pages alone."""
    inner = {**scope, "headers": list(scope["headers"]), visit.KEY: here}
    headers = MutableHeaders(scope=inner)
    for name in OWN_HEADERS:
        del headers[name]
    if scope["path"] not in paths.OWN_PAGES:
        cookies.hide(headers)
    headers[host.identity.ADDRESS] = visit.address_of(connection)
    if here is not None:
        headers[host.identity.ACCOUNT] = here.account.code
        headers[host.identity.SESSION] = here.id
    return inner


def _only_own_tab(scope: Scope, tabs: tuple[str, ...]) -> None:
    """Take out of the handshake a Streamlit session to go on with that the visit did not open."""
    headers = MutableHeaders(scope=scope)
    entries = [entry.strip() for entry in headers.get("sec-websocket-protocol", "").split(",")]
    kept = protocol.without_foreign_session(entries, tabs)
    if kept != entries:
        headers["sec-websocket-protocol"] = ", ".join(kept)
        scope["subprotocols"] = kept
