"""What a browser sent from one of our own forms."""

from urllib.parse import parse_qsl

from starlette.requests import Request

_MOST_FIELDS = 12


async def form(request: Request) -> dict[str, str]:
    """The fields of a form by name, as typed; empty when the body is not one.

    Its size is bounded by the guard. Nothing is trimmed: a password may begin with a space.
    """
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return {}
    body = await request.body()
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"
        )
    except ValueError:
        return {}
    return dict(pairs)
