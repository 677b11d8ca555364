"""The assumption being tried: in the session, and in the address so that it can be sent."""

import streamlit as st

from metrics.scoring.index import FrameworkProblem
from metrics.scoring.whatif import Scenario, as_text, from_text

_HELD, _TURN, _STEP, _ADDRESS = "assumed", "assumed-turn", "assumed-step", "assume"
#: Of a weight slider: by hand, and where a scheme has set weights in between.
_COARSE, _FINE = 0.25, 0.01


def current() -> Scenario:
    """What is being assumed: that of the session, else of the address, else nothing."""
    if _HELD not in st.session_state:
        _hold(_from_address())
    return st.session_state[_HELD]


def _from_address() -> Scenario:
    try:
        return from_text(st.query_params.get(_ADDRESS, ""))
    except FrameworkProblem as problem:
        st.error(f"地址里的假设没有用上：{problem}")
        return Scenario()


def remember(scenario: Scenario) -> None:
    """Keep what the controls say now."""
    st.session_state[_HELD] = scenario
    text = as_text(scenario)
    if text:
        st.query_params[_ADDRESS] = text
    else:
        st.query_params.pop(_ADDRESS, None)


def restore(scenario: Scenario) -> None:
    """Put another assumption in place (a callback): the controls are drawn anew from it."""
    _hold(scenario)
    st.session_state[_TURN] = turn() + 1


def _hold(scenario: Scenario) -> None:
    st.session_state[_HELD] = scenario
    between = any(weight % _COARSE for weight in scenario.weights.values())
    st.session_state[_STEP] = _FINE if between else _COARSE


def step() -> float:
    """Of the weight sliders; the same from one `restore` to the next, as a slider keeps its step."""
    return st.session_state[_STEP]


def turn() -> int:
    """Goes into the controls' keys, so that they begin afresh after `restore`."""
    return st.session_state.get(_TURN, 0)
