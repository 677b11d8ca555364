"""What Streamlit calls its own boxes: test ids and attributes that styles and scripts take hold of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Selector:
    """A place in Streamlit's markup.

    Attributes:
        css: finds it.
        page: an address of ours where it is to be seen.
        used: the file that takes hold of it.
        breaks: what goes wrong without it.
    """

    css: str
    page: str
    used: str
    breaks: str


def box(test_id: str) -> str:
    """CSS for the elements of a test id."""
    return f'[data-testid="{test_id}"]'


def keyed(key: str) -> str:
    """CSS for what was drawn under a key."""
    return f".st-key-{key}"


APP, MAIN = box("stApp"), box("stMain")
NAVIGATION = f"ul{box('stSidebarNavItems')}"
DROPZONE = box("stFileUploaderDropzone")
DROPZONE_HINT = box("stFileUploaderDropzoneInstructions")
#: The app's attribute that says whether a run is under way, and what it is when none is.
RUNNING, AT_REST = "data-test-script-state", "notRunning"
_ACCESS, _STYLE = "assets/access.js", "assets/app.css"

SELECTORS = {
    "app": Selector(APP, "/", _ACCESS, "the dark theme's own colours of text on the accent"),
    "main": Selector(MAIN, "/", "assets/back.js", "a ledger row opens scrolled to where the page before was"),
    "navigation": Selector(NAVIGATION, "/", _ACCESS, "screen readers announce the navigation as no list"),
    "sections": Selector(f"{NAVIGATION} > div", "/", _ACCESS, "screen readers meet items outside a list"),
    "caption": Selector(box("stCaptionContainer"), "/", _STYLE, "captions are too faint to be read"),
    "key": Selector(
        keyed("period"),
        "/",
        "pages/ui/shared/words.py, pages/ui/level/profile.py",
        "styles of one box reach none",
    ),
    "primary": Selector(
        box("stBaseButton-primary"), "/weights", _STYLE, "light text on the light accent of the dark theme"
    ),
    "scrolling": Selector(
        f"{box('stVerticalBlock')}[overflow=auto]", "/accounts", _ACCESS, "the keyboard cannot scroll a box"
    ),
    "submit": Selector(
        box("stBaseButton-primaryFormSubmit"), "/accounts", _STYLE, "light text on the light accent in forms"
    ),
    "tag": Selector(
        f"{box('stMultiSelect')} [data-tag]",
        "/enterprises?enterprise-view=对比",
        _STYLE,
        "light text on the light accent of chosen items",
    ),
    "dropzone": Selector(
        f"{DROPZONE} button p", "/upload", "pages/ui/shared/words.py", "an English word on file uploaders"
    ),
    "hint": Selector(
        DROPZONE_HINT, "/upload", "pages/ui/shared/words.py", "a second, generic hint on file uploaders"
    ),
}
