"""上报: a published period as a signed package for the office above, and the county's pair of keys."""

import re

import streamlit as st

from metrics.framework import parse_period
from metrics.province import KEYS, ProvinceError, codes_with_keys, make_keys, private_key
from metrics.reports import HAND_UP_ASKS, signed_package, without_code
from metrics.store import StoreError
from metrics.store.office import Publication
from metrics.store.people import Account, Handout
from pages import cached
from pages.account import has_act
from pages.ui.shared import keep_result, offer_made, offer_stored, plain, say_result, still_may

_ACT, _PLACE = "hand-up", "hand-up"
#: Enterprises without a code that are named.
_MOST_NAMED = 8


def handing_up_view(account: Account) -> None:
    """For who may: choose a publication that holds, take its package."""
    if not has_act(account, _ACT):
        return
    st.subheader("上报", anchor=False)
    say_result(_PLACE)
    held = [one for one in cached.store().office.publications() if one.holds]
    codes = codes_with_keys(KEYS)
    if not codes:
        _no_keys(account)
    elif not held:
        st.info("还没有发布的报告期。先在“发布”里发布，再做上报包。")
    else:
        with st.container(border=True):
            _choose(sorted(held, key=lambda one: one.id, reverse=True), codes)


def _choose(held: list[Publication], codes: tuple[str, ...]) -> None:
    known = {one.period: one for one in held}
    with st.container(horizontal=True, gap="small"):
        period = st.selectbox(
            "上报哪一期",
            list(known),
            format_func=lambda code: parse_period(code).label,
            key="hand-up-period",
            width=220,
        )
        code = st.selectbox("行政区划代码", codes, key="hand-up-code", width=160)
    originals = st.checkbox("连各单位的原文件一起报（上级要求时）", key="hand-up-originals")
    offer = _offer(known[period], code, originals=originals)
    if offer:
        _public_key(code)


def _offer(publication: Publication, code: str, *, originals: bool) -> bool:
    """The button, or why there is none."""
    period, store = parse_period(publication.period), cached.store()
    key = cached.edition_of(period)
    if (key.version, key.framework) != (publication.data_version, publication.framework_version):
        st.warning(f"{period.label}发布以后数据、指标或县情又有变化。请重新发布，再做上报包。")
        return False
    try:
        private = private_key(KEYS / f"{code}.key")
    except ProvinceError as error:
        st.error(plain(str(error)))
        return False
    number = len(store.office.publications(period))
    name = f"{cached.framework_of(key).county}_{code}_{period.code}_r{number}.kdj"

    def fetch(by: str) -> tuple[str, bytes]:
        made = signed_package(store, period, code, private, by, originals=originals)
        store.people.hand_out(made.handout, by)
        return made.given.file, made.content

    label = f"下载上报包（{period.label}，第 {number} 次发布）"
    offer_stored(label, fetch, name, key="hand-up-go", type="primary")
    st.caption(
        f"得到 {plain(name)}，签过名，拷给上级即可。里面是到期末为止审核通过的台账、认定、县情、指标和"
        "发布的得分；典型、载体、荣誉的照片只带定了“可用于展示”的，每行一张小图；没有账号和审计。"
        "每取一次，审计里有一行。"
    )
    _say_without_code(without_code(cached.dataset(key)))
    return True


def _say_without_code(unknown: list[str]) -> None:
    if unknown:
        more = " 等" if len(unknown) > _MOST_NAMED else ""
        st.warning(
            f"{len(unknown)} 家企业没有统一社会信用代码，上级认不出来，请在试点企业名册里补上："
            f"{plain('、'.join(unknown[:_MOST_NAMED]))}{more}。"
        )


def _public_key(code: str) -> None:
    file = KEYS / f"{code}.pub"
    if file.is_file():
        offer_made(
            "下载公钥（交给上级登记）",
            file.read_bytes,
            file.name,
            "上报公钥",
            lambda: HAND_UP_ASKS,
            key="hand-up-public",
            type="tertiary",
        )


def _no_keys(account: Account) -> None:
    st.info("本县还没有签名用的密钥。做一对：私钥留在这台服务器上，公钥下载下来，当面交给上级登记。")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(
            "行政区划代码", key="keys-code", max_chars=6, placeholder="六位数字，例如 321324", width=220
        )
        st.button(
            "做一对密钥", key="keys-go", icon=":material/key:", on_click=_make_keys, args=(account.code,)
        )


def _make_keys(account: str) -> None:
    if not still_may(account, _PLACE, _ACT):
        return
    code = str(st.session_state.get("keys-code", "")).strip()
    if not re.fullmatch(r"[0-9]{6}", code):
        keep_result(_PLACE, refused="县的行政区划代码是六位数字，例如 321324。")
        return
    try:
        cached.store().people.require_handout(Handout("上报密钥", f"{code}.pub", HAND_UP_ASKS), account)
        _, public = make_keys(KEYS, code)
        cached.store().people.hand_out(Handout("上报密钥", public.name, HAND_UP_ASKS, code), account)
    except (ProvinceError, StoreError) as error:
        keep_result(_PLACE, refused=str(error))
    else:
        where = KEYS / f"{code}.key"
        keep_result(
            _PLACE,
            said=f"密钥已做好。私钥在服务器的 {where}，不在备份里，请另存一份；公钥交给上级登记。",
        )
