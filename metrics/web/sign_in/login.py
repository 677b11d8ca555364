"""Signing in and out."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from metrics.framework import load_rights
from metrics.store import StoreError
from metrics.store.database import SYSTEM
from metrics.store.people import Account, LockedError, SignedIn, SignInError
from metrics.web import cookies, paths
from metrics.web.render import Html, page, part, parts
from metrics.web.sign_in.busy import BusyError, at_once, in_turn
from metrics.web.sign_in.forms import form
from metrics.web.visit import KEY, Visit, address_of, device_of, store

TITLE = "登录"


async def login(request: Request) -> Response:
    """Show the form, or sign in with what was typed."""
    if request.method == "POST":
        return await _by_password(request, await form(request))
    wanted = paths.local(request.query_params.get("next", "/"))
    return RedirectResponse(wanted, 303) if request.scope[KEY] else await _asked(wanted)


async def _by_password(request: Request, given: dict[str, str]) -> Response:
    code, secret, device = given.get("code", ""), given.get("password", ""), device_of(request)
    address, agent = address_of(request), request.headers.get("user-agent", "")
    people = store().people

    async def way() -> SignedIn:
        # Who may not guess now is told so without standing in line before those who may.
        await at_once(address, people.require_unlocked, code, address, device)
        return await in_turn(address, people.sign_in, code, secret, address, agent, device=device)

    return await _enter(request, given, way)


async def demo(request: Request) -> Response:
    """Sign in as one of the demo accounts."""
    given = await form(request)
    address, agent = address_of(request), request.headers.get("user-agent", "")

    async def way() -> SignedIn:
        return await in_turn(address, store().people.sign_in_demo, given.get("code", ""), address, agent)

    return await _enter(request, given, way)


async def logout(request: Request) -> Response:
    """Ask on a visit by address, sign out on the answer."""
    here: Visit | None = request.scope[KEY]
    if request.method == "POST" or here is None:
        answer = RedirectResponse(paths.LOGIN, 303)
        await _end(request, answer)
        return answer
    return page("退出登录", part("logout", name=here.account.name))


async def _end(request: Request, answer: Response) -> None:
    here: Visit | None = request.scope[KEY]
    if here and here.token:
        await at_once(address_of(request), store().people.sign_out, here.token)
    cookies.take_back(answer, request.scope)


async def _enter(request: Request, given: dict[str, str], way: Callable[[], Awaitable[SignedIn]]) -> Response:
    code, wanted = given.get("code", ""), paths.local(given.get("next", "/"))
    try:
        begun = await way()
    except (SignInError, BusyError) as error:
        return told_when(await _asked(wanted, code, str(error), status_of(error, 401)), error)
    return await entered(request, begun, wanted)


def status_of(error: StoreError, otherwise: int) -> int:
    """The status of a refusal: too many wait, a lock holds, or `otherwise`."""
    return 503 if isinstance(error, BusyError) else 429 if isinstance(error, LockedError) else otherwise


def told_when(answer: Response, error: StoreError) -> Response:
    """The answer to a refusal; one for a lock says for how many seconds it holds."""
    if isinstance(error, LockedError):
        answer.headers["Retry-After"] = str(error.seconds)
    return answer


async def entered(request: Request, begun: SignedIn, wanted: str) -> Response:
    """The answer that begins a session; the one before it in this browser ends."""
    must = begun.account.must_change
    answer = RedirectResponse(paths.with_next(paths.PASSWORD, wanted) if must else wanted, 303)
    await _end(request, answer)
    del answer.headers["set-cookie"]
    cookies.give(answer, request.scope, begun.token)
    if begun.device:
        cookies.give_device(answer, request.scope, begun.device)
    return answer


async def _asked(wanted: str, code: str = "", error: str = "", status: int = 200) -> Response:
    accounts = await run_in_threadpool(store().people.accounts, SYSTEM)
    body = part(
        "login",
        next=wanted,
        code=code[:64],
        demo=_demo(accounts, wanted),
        first=Html("") if accounts else part("first"),
    )
    return page(TITLE, body, error=error, status=status)


def _demo(accounts: Sequence[Account], wanted: str) -> Html:
    """One button a role and the choice of all units, when there are demo accounts."""
    known = sorted((one for one in accounts if one.demo and one.active), key=lambda one: one.code)
    if not known:
        return Html("")
    roles = load_rights().roles
    first = {role.name: one for role in roles for one in reversed(known) if one.role == role.name}
    buttons = [
        {"next": wanted, "code": one.code, "role": role, "name": one.name} for role, one in first.items()
    ]
    of_unit = {role.name for role in roles if role.of_unit}
    staff = [{"code": one.code, "name": one.name} for one in known if one.role in of_unit]
    units = part("demo_units", next=wanted, options=parts("option", staff)) if len(staff) > 1 else Html("")
    return part("demo", buttons=parts("demo_button", buttons), units=units)
