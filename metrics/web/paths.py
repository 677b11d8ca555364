"""Which addresses are open to everybody, and where a person may be sent after signing in."""

from urllib.parse import quote, urlsplit

from metrics.host import paths as host

LOGIN, LOGOUT, SETUP, PASSWORD, DEMO = "/login", "/logout", "/setup", "/password", "/login/demo"
SESSIONS, SECOND, RECOVERY, TABS = "/sessions", "/second", "/recovery", "/tabs"
#: Where a one-time link lets somebody choose the password of an account.
WELCOME = "/welcome"
#: Where a one-use link lets a telephone bring photos to a row.
PHOTO = "/photo"
HEALTH, ASSETS = "/healthz", "/kdj/"
#: Pages drawn by this layer, without Streamlit.
OWN_PAGES = frozenset(
    {LOGIN, LOGOUT, SETUP, WELCOME, PHOTO, PASSWORD, SESSIONS, SECOND, RECOVERY, DEMO, TABS}
)
#: What answers without a session; of `OWN_PAGES`, those about one's own account are not among it.
OPEN = frozenset({LOGIN, LOGOUT, SETUP, WELCOME, PHOTO, SECOND, DEMO, HEALTH})
_LONGEST_NEXT = 1500


def is_open(path: str) -> bool:
    """Whether an address answers without a session."""
    return path in OPEN or (path.startswith(ASSETS) and "/" not in path.removeprefix(ASSETS))


def local(text: str) -> str:
    """The path and query to go to after signing in; `/` when the text could lead to another host or loop."""
    if not text.startswith("/") or text.startswith(("//", "/\\")) or len(text) > _LONGEST_NEXT:
        return "/"
    if "\\" in text or not text.isprintable():
        return "/"
    parts = urlsplit(text)
    if (
        parts.scheme
        or parts.netloc
        or parts.path in OWN_PAGES
        or parts.path.startswith(host.INNER.rstrip("/"))
    ):
        return "/"
    return text


def with_next(path: str, wanted: str) -> str:
    """An address of ours that remembers where the person wanted to go."""
    wanted = local(wanted)
    return path if wanted == "/" else f"{path}?next={quote(wanted, safe='')}"
