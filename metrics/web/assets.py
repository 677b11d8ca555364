"""Our own scripts and styles, by a fixed list: no part of an address becomes a path."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

from metrics.host import page

#: Those of our own pages, and those that work inside of Streamlit's.
FOLDERS = (Path(__file__).parent / "assets", page.ASSETS)
KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
FILES = {path.name: path for folder in FOLDERS for path in sorted(folder.iterdir()) if path.suffix in KINDS}


async def asset(request: Request) -> Response:
    """One of the files in the folders; the browser asks again each time whether it has changed."""
    path = FILES.get(request.path_params["name"])
    if path is None:
        return PlainTextResponse("没有这个文件。", 404)
    return FileResponse(path, media_type=KINDS[path.suffix], headers={"Cache-Control": "no-cache"})
