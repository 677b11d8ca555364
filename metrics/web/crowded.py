"""What a person is told who has opened one tab too many."""

from starlette.requests import Request
from starlette.responses import Response

from metrics.web.doors import limits
from metrics.web.render import page, part

TITLE = "标签页太多"
MANY = f"一个账号同时最多开 {limits.TABS} 个标签页。请先关掉几个用不着的，再点下面的按钮。"


async def tabs(_request: Request) -> Response:
    """Say so, with a way back in."""
    return page(TITLE, part("text", text=MANY, target="/", label="再打开一次"), status=429)
