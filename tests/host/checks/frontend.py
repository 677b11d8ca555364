"""What Streamlit's installed program files say: its page, its scripts, its words."""

import json
import re
from functools import cache
from pathlib import Path

import streamlit
from streamlit.proto.BackMsg_pb2 import BackMsg

from metrics.host import browsers, page, plots, protocol
from tests.host.registry import checks

PACKAGE = Path(streamlit.__file__).parent
WORDS = json.loads((page.ASSETS / "words.json").read_text(encoding="utf-8"))


@cache
def scripts():
    """Everything the browser runs, in one text."""
    return _together((PACKAGE / "static").rglob("*.js"))


@cache
def server():
    """Everything the server runs: a few of its words reach the page."""
    return _together(PACKAGE.rglob("*.py"))


def _together(paths):
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(paths))


@checks("index")
def the_page_has_what_we_replace():
    served = (PACKAGE / "static" / "index.html").read_text(encoding="utf-8")
    for part in (page.LANGUAGE, page.TITLE, page.END_OF_HEAD):
        assert served.count(part) == 1, part
    assert len(page.NOSCRIPT.findall(served)) == 1
    assert "prerenderReady" in page.INLINE.search(served)[0]
    rest = page.in_chinese(served, "/kdj/")
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", rest) == []
    assert re.findall(r"\son[a-z]+=", rest) == []


@checks("words")
def every_text_is_still_said():
    unsaid = [words for words in WORDS["exact"] if words not in scripts() and words not in server()]
    assert unsaid == [], f"said no more: {unsaid}"


@checks("patterns")
def every_sentence_is_still_said():
    unsaid = [pattern for pattern, _ in WORDS["patterns"] if _plain(pattern) not in scripts()]
    assert unsaid == [], f"said no more: {unsaid}"


def _plain(pattern):
    """The longest part of a pattern that stands for itself."""
    return max(re.split(r"\\.|[\^$()\[\].*+?:|]+", pattern), key=len)


@checks("older")
def nothing_newer_is_called():
    called = [name for name in browsers.MISSING if name in scripts()]
    assert called == [], f"browsers of {browsers.OLDEST} have none of: {called}"
    filled = (page.ASSETS / "older.js").read_text(encoding="utf-8")
    assert set(re.findall(r'add\([^"]*, "(\w+)"', filled)) == browsers.FILLED


@checks("camera")
def the_button_has_its_words():
    assert next(iter(plots.CAMERA_WORDS)) in scripts()
    for name in ("dictionary", "modeBarButtons", "toImageButtonOptions", "displaylogo"):
        assert name in scripts(), name


@checks("by-itself")
def a_timer_says_that_it_asks():
    message = BackMsg()
    message.rerun_script.is_auto_rerun = True
    assert protocol.by_itself(message)
    message.rerun_script.is_auto_rerun = False
    assert not protocol.by_itself(message)
    assert "isAutoRerun" in scripts()
