"""The addresses Streamlit answers under, and what stands in them."""

import re

#: Everything of its own that is neither a page nor a file: health, uploads, the websocket.
INNER = "/_stcore/"
#: The one websocket, over which pages are drawn.
STREAM = INNER + "stream"
#: Program files: the same for everybody, without data.
STATIC = "/static/"
UPLOADS = INNER + "upload_file/"
#: What an upload's address is asked with.
UPLOAD_METHODS = ("PUT", "DELETE")
MEDIAS = "/media/"
#: Every beginning of an address that Streamlit keeps for itself.
RESERVED = frozenset({INNER, STATIC, MEDIAS, "/component/"})
#: Every route of Streamlit's own; one that is not among them is new, and open to whoever is signed in.
ROUTES = frozenset(
    {
        *(STREAM, UPLOADS + "{session_id}/{file_id}", MEDIAS + "{file_id:path}", ""),
        *(INNER + "health", INNER + "host-config", INNER + "metrics"),
        *(INNER + "bidi-components/{path:path}", "/component/{path:path}"),
        *("/auth/login", "/auth/logout", "/oauth2callback"),
    }
)

_UPLOAD = re.compile(re.escape(UPLOADS) + r"([0-9A-Za-z-]+)/([0-9A-Za-z-]+)")
# What follows the dot is for the browser.
_MEDIA = re.compile(re.escape(MEDIAS) + r"([0-9A-Za-z_-]+)(?:\.[^/]*)?")


def session_of_upload(path: str) -> str:
    """The Streamlit session an upload's address names; an empty text when it is no such address."""
    found = _UPLOAD.fullmatch(path)
    return found[1] if found else ""


def file_of(path: str) -> str:
    """The number of the media file at an address; an empty text when it is no such address."""
    found = _MEDIA.fullmatch(path)
    return found[1] if found else ""
