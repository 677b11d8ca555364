"""A made-up password, shown once."""

import streamlit as st

from pages.ui.shared import plain

_PLACE = "accounts-secret"


def remember(code: str, password: str) -> None:
    """Keep it until the administrator has noted it; it is stored nowhere else."""
    st.session_state[_PLACE] = (code, password)


def secret() -> None:
    """The password with a copy button, and a button that forgets it."""
    if _PLACE not in st.session_state:
        return
    code, password = st.session_state[_PLACE]
    with st.container(border=True):
        st.markdown(f"账号 **{plain(code)}** 的密码，只显示这一次：")
        st.code(password, language=None)
        st.caption("请当面或用可靠的办法交给本人。首次登录必须改成自己的密码；忘了就再重置一次。")
        st.button("我已记下", key="secret-noted", on_click=_forget, icon=":material/check:")


def _forget() -> None:
    st.session_state.pop(_PLACE, None)
