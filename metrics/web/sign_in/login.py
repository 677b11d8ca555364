"""Signing in and out."""

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from metrics.store import StoreError
from metrics.store.database import SYSTEM, moment
from metrics.store.people import HalfSignedIn, LockedError, SignedIn, SignInError
from metrics.web import cookies, paths
from metrics.web.render import Html, page, part
from metrics.web.sign_in.busy import BusyError, at_once, in_turn
from metrics.web.sign_in.forms import form
from metrics.web.sign_in.notices import ONLY_HERE, entrance, notices
from metrics.web.visit import KEY, Visit, address_of, config, demo_open, is_outdated, store

TITLE = "登录"


async def login(request: Request) -> Response:
    """Show the form, or sign in with what was typed."""
    if request.method == "POST":
        return await _by_password(request, await form(request))
    wanted = paths.local(request.query_params.get("next", "/"))
    return RedirectResponse(wanted, 303) if request.scope[KEY] else await _asked(request, wanted)


def first_step(request: Request) -> Callable[..., SignedIn | HalfSignedIn]:
    """How an account signs in with its password: whole, or half where a code of the second factor is due."""
    people, device = store().people, cookies.device_of(request)
    if not config().second_factor:
        return partial(people.sign_in, device=device)
    return partial(people.first_step, tokens=cookies.trusted_of(request), device=device)


async def _by_password(request: Request, given: dict[str, str]) -> Response:
    code, secret = given.get("code", ""), given.get("password", "")
    address, agent = address_of(request), request.headers.get("user-agent", "")
    unlocked, device = store().people.require_unlocked, cookies.device_of(request)

    async def way() -> SignedIn | HalfSignedIn:
        # Who may not guess now is told so without standing in line before those who may.
        await at_once(address, unlocked, code, address, device)
        return await in_turn(address, first_step(request), code, secret, address, agent)

    return await _enter(request, given, way)


async def demo(request: Request) -> Response:
    """Sign in as one of the demo accounts, from where they may be used."""
    given = await form(request)
    if not demo_open(request):
        return await _asked(request, paths.local(given.get("next", "/")), error=ONLY_HERE, status=403)
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


async def _enter(
    request: Request, given: dict[str, str], way: Callable[[], Awaitable[SignedIn | HalfSignedIn]]
) -> Response:
    code, wanted = given.get("code", ""), paths.local(given.get("next", "/"))
    try:
        begun = await way()
    except (SignInError, BusyError) as error:
        return told_when(await _asked(request, wanted, code, str(error), status_of(error, 401)), error)
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
    if begun.device:
        cookies.give_device(answer, request.scope, begun.device)
    return answer


async def _asked(
    request: Request, wanted: str, code: str = "", error: str = "", status: int = 200
) -> Response:
    accounts = await run_in_threadpool(store().people.accounts, SYSTEM)
    found = await run_in_threadpool(store().people.inhabitants)
    county = (await run_in_threadpool(store().office.framework)).county
    body = part(
        "login",
        county=part("county", county=county) if county else Html(""),
        next=wanted,
        code=code[:64],
        demo=entrance(request, accounts, found, wanted),
        first=Html("") if accounts else part("first"),
        notices=notices(request, found),
    )
    return page(TITLE, body, error=error, status=status)
