"""Attack: type addresses of the newer pages whose parts are no codes, scripts, endless, or of other types.

Each is a page that says what it does not know; nothing typed is drawn as it stands.
"""

import pytest

from tests.kit.pages import LEADER, REVIEWER, STAFF, demo, own_main, signed_in, texts

__all__ = ["demo", "own_main", "signed_in"]

SCRIPT = "<img src=x onerror=alert(1)>"
HOSTILE = {
    "a script": SCRIPT,
    "a path": "../../../etc/passwd\x00",
    "endless": "电" * 20_000,
    "markdown": "[x](javascript:alert(1)) :material/delete: $\\evil$",
    "no number": "nan",
    "another's code": "L05-U06-23Q4-001",
}
#: Page → every part of its address that somebody may type.
PARTS = {
    "worklist": (
        "worklist-view",
        "worklist-q",
        "worklist-unit",
        "worklist-aspect",
        "worklist-state",
        "due-unit",
    ),
    "sights": ("sights-view", "sights-q", "sights-kind", "sights-town", "sights-open", "sight"),
    "towns": ("town-view", "town-entity", "town-item", "row"),
    "industries": ("industry-view", "industry-entity", "industry-item", "row"),
    "indicators": ("item", "measure", "indicator-level"),
    "overview": ("present", "item"),
    "checkup": ("checkup-view",),
    "present": ("present",),
}


def opened(demo, page, value, role):
    return demo(page, **dict.fromkeys(("period", *PARTS[page]), value), **{"as": role})


def written_raw(app):
    """Everything that is drawn as HTML."""
    return "\n".join(str(part.proto.body) for part in app.get("html"))


@pytest.mark.parametrize(
    "page", [pytest.param(page, marks=() if page == "sights" else pytest.mark.long) for page in PARTS]
)
def test_a_typed_address_is_answered_and_drawn_as_text(demo, page):
    for value in HOSTILE.values():
        app = opened(demo, page, value, LEADER)
        assert list(app.exception) == [], (page, value[:40])
        assert "系统出错了" not in texts(app)
        assert "<img src=x" not in written_raw(app)


@pytest.mark.long
@pytest.mark.parametrize("page", ["worklist", "sights", "towns", "industries", "present"])
def test_what_is_not_for_reporters_stays_so_whatever_is_typed(demo, page):
    app = demo(page, present="1", **{"as": STAFF})
    assert len(app.dataframe) + len(app.get("plotly_chart")) == 0
    assert any("不" in str(one.value) for one in (*app.warning, *app.error, *app.info)), texts(app)[:300]


def test_only_the_office_arranges_a_meeting(demo):
    leader, reviewer = (demo("present", **{"as": role}) for role in (LEADER, REVIEWER))
    keys = {button.key for button in reviewer.button}
    assert "slides-save" in keys
    assert not any(button.key in ("slides-save", "slides-usual") for button in leader.button)
