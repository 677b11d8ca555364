"""Signing in and out."""

from collections.abc import Callable, Sequence
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from metrics.framework import load_rights
from metrics.store import StoreError
from metrics.store.database import SYSTEM, moment
from metrics.store.people import Account, HalfSignedIn, LockedError, SignedIn, SignInError
from metrics.web import cookies, paths
from metrics.web.render import Html, page, part, parts
from metrics.web.sign_in.busy import BusyError, bounded
from metrics.web.sign_in.forms import form
from metrics.web.visit import KEY, Visit, address_of, config, is_outdated, store

TITLE = "登录"


async def login(request: Request) -> Response:
    """Show the form, or sign in with what was typed."""
    if request.method == "POST":
        given = await form(request)
        return await _enter(request, given, first_step(request), given.get("password", ""))
    wanted = paths.local(request.query_params.get("next", "/"))
    return RedirectResponse(wanted, 303) if request.scope[KEY] else await _asked(wanted)


def first_step(request: Request) -> Callable[..., SignedIn | HalfSignedIn]:
    """How an account signs in with its password: whole, or half where a code of the second factor is due."""
    people = store().people
    if not config().second_factor:
        return people.sign_in
    return partial(people.first_step, tokens=cookies.trusted_of(request))


async def demo(request: Request) -> Response:
    """Sign in as one of the demo accounts."""
    return await _enter(request, await form(request), store().people.sign_in_demo)


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
        await bounded.run(address_of(request), store().people.sign_out, here.token)
    cookies.take_back(answer, request.scope)


async def _enter(
    request: Request, given: dict[str, str], way: Callable[..., SignedIn | HalfSignedIn], *secret: str
) -> Response:
    code, wanted = given.get("code", ""), paths.local(given.get("next", "/"))
    address, agent = address_of(request), request.headers.get("user-agent", "")
    try:
        begun = await bounded.run(address, way, code, *secret, address, agent)
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


async def entered(request: Request, begun: SignedIn | HalfSignedIn, wanted: str) -> Response:
    """The answer that begins a session, or leads to the second step; the session before it ends."""
    if isinstance(begun, SignedIn):
        return await with_session(request, RedirectResponse(first_page(begun, wanted), 303), begun)
    answer = RedirectResponse(paths.with_next(paths.SECOND, wanted), 303)
    cookies.give(answer, request.scope, begun.token, cookies.HALF)
    return answer


def first_page(begun: SignedIn, wanted: str) -> str:
    """Where a session begins: at another password when one is due."""
    old = is_outdated(begun.password_at, moment(None), config().password_days)
    return paths.with_next(paths.PASSWORD, wanted) if begun.account.must_change or old else wanted


async def with_session(request: Request, answer: Response, begun: SignedIn) -> Response:
    """An answer that hands a session to the browser; the one before it ends."""
    await _end(request, answer)
    del answer.headers["set-cookie"]
    cookies.give(answer, request.scope, begun.token)
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
