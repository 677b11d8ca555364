"""What goes out to the units: all templates of a quarter in one file, and a way in for every account."""

from functools import partial

import streamlit as st

from metrics.county.setup import slips_sheet
from metrics.framework import parse_period
from metrics.store.people import Account, Handout
from metrics.store.setting_up import invite_all, templates_zip
from pages import cached
from pages.ui.shared import file_name, offer_made, offer_stored, plain


def handing_out_view(account: Account) -> None:
    """The templates, then the slips."""
    st.subheader("全部模板", anchor=False)
    quarters = [info.code for info in reversed(cached.periods())]
    if quarters:
        code = st.selectbox("季度", quarters, format_func=lambda one: parse_period(one).label, width=220)
        _templates(account, code)
    else:
        st.caption("还没有开放的季度。先在“报告期与发布”开放一个。")
    st.subheader("登录条", anchor=False)
    _slips(account)


def _templates(account: Account, code: str) -> None:
    period, framework = parse_period(code), cached.framework()
    name = file_name(f"{framework.county}全部模板", code, suffix=".zip")
    units = [unit for unit in framework.units if unit.ledgers and unit.holds(period.end)]
    offer_made(
        f"下载 {len(units)} 个单位的模板（ZIP）",
        partial(templates_zip, cached.store(), framework, period, account.code),
        name,
        "全部模板",
        lambda: [("prefill", unit.code) for unit in units],
        key="templates-zip",
    )
    st.caption("一个单位一份，单位、名册和上期内容已经填好。")


def _slips(account: Account) -> None:
    store, framework = cached.store(), cached.framework()
    people = [one for one in store.people.accounts(account.code) if one.active and not one.demo]
    fresh = store.people.invitations.without_password(people)
    out = store.people.invitations.waiting(account.code)
    if not fresh:
        st.caption("每个账号都已经设过密码。忘了密码的，在“账号”页重置。")
        return
    st.markdown(
        f"还没有设过密码的账号 **{len(fresh)}** 个，其中 {len(out)} 个的链接已经发出。"
        "打印、裁开、当面交给本人：用链接设一个自己的密码，就能登录。"
    )
    address = st.text_input(
        "系统网址",
        value=framework.home.address,
        key="slips-address",
        placeholder="例如 http://10.0.0.8:8501",
        help="各单位在浏览器里输入的地址；写进县情的“系统网址”就不用每次填。",
    )
    chosen = st.multiselect(
        "发给",
        [one.code for one in fresh],
        default=[one.code for one in fresh],
        format_func=lambda code: plain(next(one.name for one in fresh if one.code == code)),
        key="slips-for",
    )
    name = file_name(f"{framework.county}登录条", suffix=".xlsx")

    def fetch(by: str) -> tuple[str, bytes]:
        store.people.hand_out(Handout("登录条", name, [("reset-password", "")]), by)
        some = [one for one in fresh if one.code in chosen]
        return name, slips_sheet(invite_all(store, framework, some, address, by), framework.county)

    offer_stored(f"下载 {len(chosen)} 张登录条（再下载一次，原来的链接作废）", fetch, name, key="slips")
