"""Whether a request was made by our own pages."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection


def same_origin(connection: HTTPConnection) -> bool:
    """Whether the browser says that a page of this very host made the request; without a word it did not.

    The scheme is left out: behind a proxy that ends TLS, the two sides differ in it.
    """
    origin, host = connection.headers.get("origin"), connection.headers.get("host")
    site = connection.headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    if origin is None:
        return site == "same-origin"
    try:
        return bool(host) and urlsplit(origin).netloc == host
    except ValueError:
        return False
