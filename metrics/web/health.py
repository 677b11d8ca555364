"""A sign of life for proxies and service managers."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse


async def healthz(_request: Request) -> PlainTextResponse:
    """Answer ``ok`` while the process serves requests; says nothing about the data."""
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})
