"""Changing one's password, and becoming the first administrator."""

from starlette.requests import Request
from starlette.responses import Response

from metrics.framework import manager
from metrics.store import StoreError
from metrics.store.people import Account, HalfSignedIn, SignedIn
from metrics.web import cookies, paths
from metrics.web.render import page, part
from metrics.web.sign_in.busy import at_once, in_turn
from metrics.web.sign_in.forms import form
from metrics.web.sign_in.login import entered, first_step, status_of, told_when
from metrics.web.visit import KEY, Visit, address_of, config, store

_ADMIN = manager().name
CHANGE, FIRST = "修改密码", f"设立第一个{_ADMIN}"
DIFFERENT = "两次输入的新密码不一样，请重新输入。"
MUST = f"这是{_ADMIN}给的临时密码。请先换成只有您自己知道的密码，再使用系统。"
MAY = "密码不会自动过期；怀疑被别人知道了，请马上修改。"
TOO_OLD = "这个密码用了 {} 天以上。按本单位的规定，请先换一个新的，再使用系统。"
WITHOUT = "演示账号不用密码。"
GONE = (
    f"这个链接已失效（只能用一次，24 小时内有效），或者已经有了{_ADMIN}。"
    "请在服务器上运行 python -m metrics user link 重新生成。"
)


async def password(request: Request) -> Response:
    """Show the form, or change the password; everywhere else the account is then signed out."""
    here: Visit = request.scope[KEY]
    if here.account.demo:
        return page(CHANGE, part("text", text=WITHOUT, target="/", label="回到系统"))
    if request.method != "POST":
        return _change(here, paths.local(request.query_params.get("next", "/")))
    given = await form(request)
    wanted = paths.local(given.get("next", "/"))
    if given.get("new", "") != given.get("again", ""):
        return _change(here, wanted, DIFFERENT, 400)
    try:
        begun = await in_turn(address_of(request), _changed, here.account.code, given, request)
    except StoreError as error:
        return told_when(_change(here, wanted, str(error), status_of(error, 400)), error)
    return await entered(request, begun, wanted)


def _changed(code: str, given: dict[str, str], request: Request) -> SignedIn:
    """Change the password, which ends every session, and begin a new one: who got this far gave a code."""
    people, old, new = store().people, given.get("old", ""), given.get("new", "")
    tokens, device = cookies.trusted_of(request), cookies.device_of(request)
    people.change_password(code, old, new, tokens=tokens, device=device)
    agent = request.headers.get("user-agent", "")
    return people.sign_in(code, new, address_of(request), agent, device=device)


def _change(here: Visit, wanted: str, error: str = "", status: int = 200) -> Response:
    old = TOO_OLD.format(config().password_days) if here.outdated else MAY
    why = MUST if here.account.must_change else old
    body = part("password", why=why, next=wanted, code=here.account.code)
    return page(CHANGE, body, error=error, status=status)


async def setup(request: Request) -> Response:
    """Show the form to whoever has the one-time link, or make them the first administrator."""
    given = await form(request) if request.method == "POST" else dict(request.query_params)
    token = given.get("token", "")
    if not await at_once("", store().people.first_admin_open, token):
        return page(FIRST, part("text", text=GONE, target=paths.LOGIN, label="去登录"), status=403)
    if request.method != "POST":
        return _first(given)
    if given.get("new", "") != given.get("again", ""):
        return _first(given, DIFFERENT, 400)
    try:
        begun = await in_turn(address_of(request), _claimed, given, request)
    except StoreError as error:
        return _first(given, str(error), 400)
    return await entered(request, begun, "/")


def _claimed(given: dict[str, str], request: Request) -> SignedIn | HalfSignedIn:
    code, name, new = (given.get(key, "") for key in ("code", "name", "new"))
    made: Account = store().people.claim_first_admin(given["token"], code.strip(), name.strip(), new)
    agent = request.headers.get("user-agent", "")
    return first_step(request)(made.code, new, address_of(request), agent)


def _first(given: dict[str, str], error: str = "", status: int = 200) -> Response:
    kept = {key: given.get(key, "")[:64] for key in ("code", "name")}
    return page(FIRST, part("setup", token=given.get("token", ""), **kept), error=error, status=status)
