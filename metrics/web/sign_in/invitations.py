"""Taking one's account with a one-time link: choosing its password."""

from starlette.requests import Request
from starlette.responses import Response

from metrics.store import StoreError
from metrics.store.people import Account, HalfSignedIn, SignedIn, SignInError
from metrics.web import paths
from metrics.web.render import page, part
from metrics.web.sign_in.busy import at_once, in_turn
from metrics.web.sign_in.forms import form
from metrics.web.sign_in.login import entered, first_step
from metrics.web.sign_in.passwords import DIFFERENT
from metrics.web.visit import address_of, store

WELCOME, BUSY = "设密码并登录", "现在有点忙，请过一会儿再打开这个链接。"


async def welcome(request: Request) -> Response:
    """Show the form to whoever has an account's one-time link, or keep the password chosen and sign in."""
    given = await form(request) if request.method == "POST" else dict(request.query_params)
    account: Account | str = await at_once(BUSY, _invited, given.get("token", ""))
    if isinstance(account, str):
        return page(WELCOME, part("text", text=account, target=paths.LOGIN, label="去登录"), status=403)
    if request.method != "POST":
        return _form(account, given)
    if given.get("new", "") != given.get("again", ""):
        return _form(account, given, DIFFERENT)
    try:
        begun = await in_turn(address_of(request), _accepted, given, request)
    except StoreError as error:
        return _form(account, given, str(error))
    return await entered(request, begun, "/")


def _invited(token: str) -> Account | str:
    """Whose link it is, or why it opens nothing."""
    try:
        return store().people.invitations.invited(token)
    except SignInError as error:
        return str(error)


def _accepted(given: dict[str, str], request: Request) -> SignedIn | HalfSignedIn:
    made = store().people.invitations.accept(given["token"], given.get("new", ""))
    agent = request.headers.get("user-agent", "")
    return first_step(request)(made.code, given["new"], address_of(request), agent)


def _form(account: Account, given: dict[str, str], error: str = "") -> Response:
    body = part("invitation", token=given.get("token", ""), name=account.name, code=account.code)
    return page(WELCOME, body, error=error, status=400 if error else 200)
