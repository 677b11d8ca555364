"""What people see of a fault: a sentence with a number; the log has the rest under the same number."""

import logging
import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from metrics.framework import manager
from metrics.ingest.read import AbandonedError
from metrics.store import StoreError
from metrics.web.doors import headers_for

LOG = logging.getLogger("kandejian.errors")
_SENTENCES = {
    400: "请求有误，已拒绝。",
    403: "没有权限。",
    404: "没有这个内容，可能已经过期。请刷新页面再试。",
    405: "不支持这种请求。",
    413: "内容太大。",
}


def report(error: Exception) -> str:
    """The sentence for a fault; one that is not ours to explain is logged whole under a new number."""
    if isinstance(error, (StoreError, AbandonedError)):
        return str(error)
    number = f"{datetime.now(ZoneInfo('Asia/Shanghai')):%m%d-%H%M}-{secrets.token_hex(3).upper()}"
    LOG.error("fault %s", number, exc_info=error)
    who = f"系统{manager().name}"
    return f"系统出错了，刚才的操作可能没有完成。请刷新页面再试；仍然不行，请把编号 {number} 告诉{who}。"


async def fault(request: Request, error: Exception) -> Response:
    """The answer to a request that ended in an exception; it leaves outside of every middleware."""
    answer = PlainTextResponse(report(error), 503 if isinstance(error, StoreError) else 500)
    answer.headers.update(headers_for(request.scope) | {"Cache-Control": "no-store"})
    return answer


async def refused(_request: Request, error: HTTPException) -> Response:
    """Refusals of the server in Chinese, without its words."""
    return PlainTextResponse(
        _SENTENCES.get(error.status_code, "请求没有成功。"), error.status_code, error.headers
    )
