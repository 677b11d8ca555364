"""What the sign-in page says: whether this is the sample county or an office, and who may listen."""

from collections.abc import Sequence

from starlette.requests import Request

from metrics.framework import load_rights, manager
from metrics.store.people import START_OFFICE, Account, Inhabitants
from metrics.web.cookies import is_https
from metrics.web.render import Html, part, parts
from metrics.web.settings import settings
from metrics.web.visit import demo_open, is_here

ONLY_HERE = (
    "演示入口只对装着本系统的那台电脑开放，请在那台电脑上打开。"
    "要让局域网里的人也能进入，请在那台电脑上设环境变量 DEMO_ON_LAN=1 再启动。"
)
_OFFICE = f"正式使用：在装着本系统的电脑上停下它，运行 {START_OFFICE}，数据放在另一个库里。"
_OWN = (
    "这里是正式库。想先看样子的，样例县在另一个库里："
    "在装着本系统的电脑上运行 ./start.sh --demo（Windows：start.bat --demo）。"
)
_MIXED = (
    "这个库里既有样例县的数据，又有正式的账号或报送，请不要当真。"
    f"请{manager().name}在装着本系统的电脑上运行 python -m metrics doctor，看怎么办。"
)
_OPEN_WIRE = (
    "这次连接没有加密，同一网络里的人可能看到输入的密码。"
    f"请{manager().name}设环境变量 TLS=self 再启动，或放在 HTTPS 后面（见《部署》）。"
)


def entrance(request: Request, accounts: Sequence[Account], found: Inhabitants, wanted: str) -> Html:
    """The way in without a password, or why it is shut; nothing where there is no demo account."""
    known = sorted((one for one in accounts if one.demo and one.active), key=lambda one: one.code)
    if not known or found.real:
        return Html("")
    if not demo_open(request):
        return part("demo_elsewhere", why=ONLY_HERE, office=_OFFICE)
    return _buttons(known, wanted)


def _buttons(known: Sequence[Account], wanted: str) -> Html:
    """One button a role, and the choice of all units."""
    roles = load_rights().roles
    first = {role.name: one for role in roles for one in reversed(known) if one.role == role.name}
    buttons = [
        {"next": wanted, "code": one.code, "role": role, "name": one.name} for role, one in first.items()
    ]
    of_unit = {role.name for role in roles if role.of_unit}
    staff = [{"code": one.code, "name": one.name} for one in known if one.role in of_unit]
    units = part("demo_units", next=wanted, options=parts("option", staff)) if len(staff) > 1 else Html("")
    return part("demo", buttons=parts("demo_button", buttons), units=units, office=_OFFICE)


def notices(request: Request, found: Inhabitants) -> Html:
    """Which database this is, unless the entrance says so, and whether the connection is an open one."""
    said = [] if found.sample else [_MIXED if found.mixed else _OWN]
    if not is_https(request.scope) and (settings().on_lan or not is_here(request)):
        said.append(_OPEN_WIRE)
    return parts("notice", [{"text": text} for text in said])
