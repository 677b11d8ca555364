"""The second step: a code of the app, or one from paper; and binding the app at the first time."""

from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from metrics.store import StoreError
from metrics.store.people import Entered, Half, otp_address
from metrics.web import cookies, paths
from metrics.web.qr import qr_svg
from metrics.web.render import Html, page, part, parts
from metrics.web.sign_in.busy import at_once, in_turn
from metrics.web.sign_in.forms import form
from metrics.web.sign_in.login import first_page, status_of, told_when, with_session
from metrics.web.visit import address_of, store

ASK, BIND, PAPER, SAVE = "动态口令", "绑定动态口令", "用恢复码登录", "恢复码"
LATE = "等的时间太久了，或者这一步已经做完。请重新登录。"
#: Signs of the secret that are typed in one go.
_GROUP = 4


async def second(request: Request) -> Response:
    """Ask whoever gave the right password for the code, and begin the session when it is right."""
    posted = request.method == "POST"
    given = await form(request) if posted else dict(request.query_params)
    wanted = paths.local(given.get("next", "/"))
    token = cookies.token_of(request, cookies.HALF)
    half = await run_in_threadpool(store().people.half, token) if token else None
    paper = "recovery" in given
    if half is None:
        return _late(wanted) if posted else RedirectResponse(paths.with_next(paths.LOGIN, wanted), 303)
    if not posted:
        return _asked(half, wanted, paper)
    text = given.get("recovery" if paper else "code", "")
    address, agent = address_of(request), request.headers.get("user-agent", "")
    people, device, trust = store().people, cookies.device_of(request), bool(given.get("trust"))
    step = partial(people.second_step, recovery=paper, trust=trust, device=device)
    try:
        # As at the first step: who may not guess now does not stand in line.
        await at_once(address, people.require_unlocked, half.account.code, address, device)
        done = await in_turn(address, step, token, text, address, agent)
    except StoreError as error:
        return told_when(_asked(half, wanted, paper, str(error), status_of(error, 401)), error)
    return await _entered(request, done, wanted, paper)


def _late(wanted: str) -> Response:
    target = paths.with_next(paths.LOGIN, wanted)
    return page(ASK, part("text", text=LATE, target=target, label="重新登录"), status=401)


async def _entered(request: Request, done: Entered, wanted: str, paper: bool) -> Response:
    """The answer that begins the session: straight to the page, or by way of what is to be read first."""
    target = first_page(done.begun, wanted)
    answer: Response = RedirectResponse(target, 303)
    if done.codes:
        answer = page(SAVE, codes_part(done.begun.account.code, done.codes, target, "进入系统"))
    elif paper:
        answer = page(PAPER, part("second_left", left=str(done.codes_left), target=target))
    await with_session(request, answer, done.begun)
    cookies.take_back(answer, request.scope, cookies.HALF)
    if done.device:
        cookies.give_trusted(answer, request, done.device)
    return answer


def codes_part(account: str, codes: tuple[str, ...], target: str, label: str) -> Html:
    """New recovery codes to be printed or written down."""
    listed = parts("second_recovery_code", [{"code": code} for code in codes])
    return part("second_codes", account=account, codes=listed, target=target, label=label)


def _asked(half: Half, wanted: str, paper: bool, error: str = "", status: int = 200) -> Response:
    shared = {"account": half.account.code, "next": wanted, "trust": part("second_trust")}
    if half.secret:
        secret = " ".join(half.secret[at : at + _GROUP] for at in range(0, len(half.secret), _GROUP))
        picture = _picture(otp_address(half.secret, half.account.code))
        return page(
            BIND, part("second_bind", picture=picture, secret=secret, **shared), error=error, status=status
        )
    here = paths.with_next(paths.SECOND, wanted)
    if paper:
        return page(PAPER, part("second_paper", back=here, **shared), error=error, status=status)
    other = f"{here}{'&' if '?' in here else '?'}recovery="
    return page(ASK, part("second_code", other=other, **shared), error=error, status=status)


def _picture(text: str) -> Html:
    """A QR code drawn into the page."""
    return Html(qr_svg(text))
