"""Where a telephone brings photos to one row by a one-use link: it can send, and is shown no data."""

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from metrics.ingest.photos import MOST_BYTES, MOST_OF_A_ROW
from metrics.store import StoreError
from metrics.store.photos import PhotoLink
from metrics.store.reporting import PhotosAdded
from metrics.web import paths
from metrics.web.render import page, part
from metrics.web.sign_in import at_once
from metrics.web.visit import address_of, store

TITLE = "拍照上传"


def photo_address(origin: str, token: str) -> str:
    """The link of a token; `origin` is the scheme and host under which people reach the system."""
    return f"{origin}{paths.PHOTO}?token={token}"


async def phone(request: Request) -> Response:
    """Show the form to whoever has a link, or keep what was sent by it; what is sent is not read before."""
    token = request.query_params.get("token", "")
    found: PhotoLink | str = await at_once(address_of(request), _linked, token)
    if isinstance(found, str):
        return page(TITLE, part("photo_over", text=found), status=403)
    if request.method != "POST":
        return _form(found, token)
    files = await _files(request)
    try:
        done: PhotosAdded = await at_once(address_of(request), store().photos.bring, token, files)
    except StoreError as error:
        return _form(found, token, str(error))
    if not done.count:
        return _form(found, token, done.words)
    return page(TITLE, part("photo_over", text=f"{done.words}可以关掉这一页了。"))


def _linked(token: str) -> PhotoLink | str:
    """What a link is for, or why it is good for nothing."""
    try:
        return store().photos.linked(token)
    except StoreError as error:
        return str(error)


async def _files(request: Request) -> list[tuple[str, bytes]]:
    """Name and bytes of each picture sent; none where the body is no such form."""
    try:
        async with request.form(max_files=MOST_OF_A_ROW, max_fields=2, max_part_size=1024) as form:
            sent = [one for one in form.getlist("photo") if isinstance(one, UploadFile) and one.filename]
            return [(one.filename or "", await one.read(MOST_BYTES + 1)) for one in sent]
    except HTTPException:
        return []


def _form(found: PhotoLink, token: str, error: str = "") -> Response:
    body = part("photo", token=token, name=found.name, until=f"{found.expires_at:%H:%M}")
    return page(TITLE, body, error=error, status=400 if error else 200)
