"""Where one is signed in, and ending that elsewhere."""

from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from metrics.store import StoreError
from metrics.store.people import TrustedDevice, WebSession
from metrics.web import cookies
from metrics.web.render import Html, page, part, parts
from metrics.web.sign_in.busy import in_turn
from metrics.web.sign_in.forms import form
from metrics.web.sign_in.login import status_of, told_when
from metrics.web.visit import KEY, Visit, address_of, store

TITLE = "登录情况"
SHARED = "演示账号由大家共用，不能看别处的登录，也不能让别处退出。"
CHOOSE = "请先选要退出哪一处。"
GONE = "没有这一处登录，可能已经退出了。"
NO_DEVICE = "没有这台设备，可能已经取消了。"
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
    if given.get("device"):
        return await _devices_ended(request, here, given["device"], given.get("password", ""))
    return await _ended(request, here, given)


async def _ended(request: Request, here: Visit, given: dict[str, str]) -> Response:
    """Sign the account out at one place or everywhere else, when the password is given again."""
    which = given.get("which", "")
    if not which:
        return await _listed(here, CHOOSE, 400)
    only = "" if which == ALL else which
    secret = given.get("password", "")
    try:
        end, device = store().people.sign_out_elsewhere, cookies.device_of(request)
        ended = await in_turn(
            address_of(request), end, here.account.code, secret, here.id, only, device=device
        )
    except StoreError as error:
        return told_when(await _listed(here, str(error), status_of(error, 400)), error)
    if only and not ended:
        return await _listed(here, GONE, 404)
    return await _listed(here, done=part("done", text=f"已退出 {ended} 处，立即生效。"))


async def _devices_ended(request: Request, here: Visit, which: str, secret: str) -> Response:
    """Let one device or all be asked for a code again, when the password is given again."""
    only = "" if which == ALL else which
    try:
        end, device = store().people.end_trusted_devices, cookies.device_of(request)
        ended = await in_turn(address_of(request), end, here.account.code, secret, only, device=device)
    except StoreError as error:
        return told_when(await _listed(here, str(error), status_of(error, 400)), error)
    if only and not ended:
        return await _listed(here, NO_DEVICE, 404)
    return await _listed(here, done=part("done", text=f"已取消 {ended} 台，下次登录重新问动态口令。"))


async def _listed(here: Visit, error: str = "", status: int = 200, *, done: Html = _NOBODY) -> Response:
    held = await run_in_threadpool(store().people.sessions, here.account.code)
    mine = parts("session_here", [_words(one) for one in held if one.id == here.id])
    others = [_words(one) | {"id": one.id} for one in held if one.id != here.id]
    form_ = part("sessions_end", code=here.account.code, all=ALL, choices=parts("session", others))
    ways = form_ if others else part("session_alone")
    devices = await _devices(here)
    body = part("sessions", done=done, mine=mine, ways=ways, devices=devices)
    return page(TITLE, body, error=error, status=status)


async def _devices(here: Visit) -> Html:
    """The devices of an account that has a second factor, with the way to its recovery codes."""
    factor = await run_in_threadpool(store().people.second_factor, here.account.code)
    if factor is None:
        return _NOBODY
    held = await run_in_threadpool(store().people.trusted_devices, here.account.code)
    choices = parts("device", [_device_words(one) for one in held])
    form_ = part("devices_end", code=here.account.code, all=ALL, choices=choices)
    return part("devices", ways=form_ if held else part("device_none"), left=str(factor.codes_left))


def _device_words(one: TrustedDevice) -> dict[str, str]:
    since, until = _time(one.since), _time(one.expires_at)
    return {"id": one.id, "since": since, "until": until, "address": one.address or "本机"}


def _words(one: WebSession) -> dict[str, str]:
    return {"began": _time(one.started_at), "seen": _time(one.seen_at), "address": one.address or "本机"}


def _time(at: datetime) -> str:
    return f"{at.month}月{at.day}日 {at:%H:%M}"
