"""What stands in front of the pages: routes of our own and the middleware every request passes."""

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from metrics.web.headers import SecurityHeaders
from metrics.web.health import healthz


def routes() -> list[BaseRoute]:
    """Routes served beside Streamlit's; sign-in joins them here."""
    return [Route("/healthz", healthz)]


def middleware() -> list[Middleware]:
    """The layers around every request, outermost first; the guard belongs at the front of this list."""
    return [Middleware(SecurityHeaders)]
