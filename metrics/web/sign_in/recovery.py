"""One's recovery codes: how many are left, and new ones."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from metrics.store import StoreError
from metrics.web import cookies, paths
from metrics.web.render import page, part
from metrics.web.sign_in.busy import in_turn
from metrics.web.sign_in.forms import form
from metrics.web.sign_in.login import status_of, told_when
from metrics.web.sign_in.second import SAVE, codes_part
from metrics.web.visit import KEY, Visit, address_of, store

WITHOUT = "这个账号没有绑定动态口令，没有恢复码。"


async def recovery(request: Request) -> Response:
    """Show how many are left, or make new ones for the password and a code of the app."""
    here: Visit = request.scope[KEY]
    factor = await run_in_threadpool(store().people.second_factor, here.account.code)
    if factor is None:
        return page(SAVE, part("text", text=WITHOUT, target="/", label="回到系统"))
    left = str(factor.codes_left)
    if request.method != "POST":
        return _asked(here, left)
    given = await form(request)
    secrets = given.get("password", ""), given.get("code", "")
    renew, device = store().people.renew_recovery_codes, cookies.device_of(request)
    try:
        new = await in_turn(address_of(request), renew, here.account.code, *secrets, device=device)
    except StoreError as error:
        return told_when(_asked(here, left, str(error), status_of(error, 400)), error)
    return page(SAVE, codes_part(here.account.code, new, paths.SESSIONS, "返回"))


def _asked(here: Visit, left: str, error: str = "", status: int = 200) -> Response:
    return page(SAVE, part("recovery", account=here.account.code, left=left), error=error, status=status)
