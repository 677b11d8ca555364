"""Where one is signed in, and ending that elsewhere."""

from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from metrics.store import StoreError
from metrics.store.people import WebSession
from metrics.web.render import Html, page, part, parts
from metrics.web.sign_in.busy import in_turn
from metrics.web.sign_in.forms import form
from metrics.web.sign_in.login import status_of, told_when
from metrics.web.visit import KEY, Visit, address_of, device_of, store

TITLE = "登录情况"
SHARED = "演示账号由大家共用，不能看别处的登录，也不能让别处退出。"
CHOOSE = "请先选要退出哪一处。"
GONE = "没有这一处登录，可能已经退出了。"
ALL = "all"
_NOBODY = Html("")


async def sessions(request: Request) -> Response:
    """Show where the account is signed in, or sign it out elsewhere when the password is given again."""
    here: Visit = request.scope[KEY]
    if here.account.demo:
        return page(TITLE, part("text", text=SHARED, target="/", label="回到系统"), status=403)
    if request.method != "POST":
        return await _listed(here)
    given = await form(request)
    which = given.get("which", "")
    if not which:
        return await _listed(here, CHOOSE, 400)
    only = "" if which == ALL else which
    secret = given.get("password", "")
    try:
        end, device = store().people.sign_out_elsewhere, device_of(request)
        ended = await in_turn(
            address_of(request), end, here.account.code, secret, here.id, only, device=device
        )
    except StoreError as error:
        return told_when(await _listed(here, str(error), status_of(error, 400)), error)
    if only and not ended:
        return await _listed(here, GONE, 404)
    return await _listed(here, done=part("done", text=f"已退出 {ended} 处，立即生效。"))


async def _listed(here: Visit, error: str = "", status: int = 200, *, done: Html = _NOBODY) -> Response:
    held = await run_in_threadpool(store().people.sessions, here.account.code)
    mine = parts("session_here", [_words(one) for one in held if one.id == here.id])
    others = [_words(one) | {"id": one.id} for one in held if one.id != here.id]
    form_ = part("sessions_end", code=here.account.code, all=ALL, choices=parts("session", others))
    ways = form_ if others else part("session_alone")
    return page(TITLE, part("sessions", done=done, mine=mine, ways=ways), error=error, status=status)


def _words(one: WebSession) -> dict[str, str]:
    return {"began": _time(one.started_at), "seen": _time(one.seen_at), "address": one.address or "本机"}


def _time(at: datetime) -> str:
    return f"{at.month}月{at.day}日 {at:%H:%M}"
