"""接收上级的反馈: what a letter holds is shown first; an answer is taken in, a framework laid on the desk."""

import streamlit as st

from metrics.county import UNKNOWN, Returned
from metrics.framework import CHECKED, FrameworkError, PeriodError, parse_period
from metrics.framework.editing import ReplaceText
from metrics.province import IssuedText, ProvinceError, public_text_of, received, sha256
from metrics.store import StoreError
from metrics.store.people import Account
from metrics.words import difference_lines
from pages import cached
from pages.account import has_act
from pages.ui.manage import lay_on_desk
from pages.ui.shared import chinese_file_chooser, keep_result, lines, plain, say_result, still_may, unbroken

_ACT, _PLACE = "take-in", "take-in"
_MOST = 40
#: Bytes; an answer of a thousand findings has less than one MB.
_LARGEST = 32_000_000


def taking_in_view(account: Account) -> None:
    """For who may: the letter and the key it is proven by."""
    if not has_act(account, _ACT):
        return
    st.subheader("接收上级的反馈", anchor=False)
    say_result(_PLACE)
    st.caption("上级的反馈、上级下发的指标，都是 .kdf 文件；上级的公钥（.pub）当面取得。先看内容，再收。")
    for chooser in ("take-in-file", "take-in-key"):
        chinese_file_chooser(chooser)
    file = st.file_uploader("反馈或下发的指标（.kdf）", ("kdf",), key="take-in-file")
    key = st.file_uploader("上级的公钥（.pub）", ("pub",), key="take-in-key")
    if file is None or key is None:
        return
    content = file.getvalue()
    if len(content) > _LARGEST:
        st.error(f"“{plain(file.name)}”太大，不是上级的反馈或指标。")
        return
    try:
        public = public_text_of(key.getvalue(), key.name)
        given = received(content, public, cached.framework().county)
        if isinstance(given, Returned):
            _answer(account, given, file.name, sha256(content))
        else:
            _framework(account, given)
    except (ProvinceError, PeriodError, FrameworkError) as error:
        st.error(plain(str(error)))


def _answer(account: Account, given: Returned, file: str, sha: str) -> None:
    period = parse_period(given.period)
    with st.container(border=True):
        title = f"{given.issuer}对{period.label}第 {given.revision} 次发布的第 {given.number} 次反馈"
        st.markdown(f"**{plain(title)}**  \n{plain(given.standing.words)}。")
        _findings(given)
        made = len(cached.store().office.publications(period))
        if made > given.revision:
            st.caption(f"说的是第 {given.revision} 次发布，本县现在是第 {made} 次。")
        st.button(
            "收下",
            key="take-in-go",
            type="primary",
            on_click=_take_in,
            args=(account.code, given, file, sha),
        )


def _findings(given: Returned) -> None:
    if not given.findings:
        st.markdown("没有要处理的。")
        return
    shown = given.findings[:_MOST]
    lines(
        {
            unbroken("要做的"): ["请补正" if one.kind == UNKNOWN else "待认定" for one in shown],
            unbroken("内容"): [plain(one.words + one.verdict) for one in shown],
        }
    )
    if len(given.findings) > _MOST:
        st.caption(f"另有 {len(given.findings) - _MOST} 条。")


def _take_in(account: str, given: Returned, file: str, sha: str) -> None:
    if not still_may(account, _PLACE, _ACT):
        return
    try:
        new = cached.store().office.take_in(given, account, sha256=sha, file=file)
    except StoreError as error:
        keep_result(_PLACE, refused=str(error))
        return
    counts = f"{len(given.findings)} 条，在“数据质量”页处理" if given.findings else "没有要处理的"
    state = "已收下" if new else "以前收过，没有变化"
    keep_result(_PLACE, said=f"{given.issuer}的第 {given.number} 次反馈{state}：{counts}。")


def _framework(account: Account, given: IssuedText) -> None:
    """What the office above issued, beside what is in force; saved only after its check-up, on 指标管理."""
    office = cached.store().office
    base = office.framework_in_force(parse_period(cached.periods()[-1].code))
    now, edit = office.framework(base.id), ReplaceText(given.text, given.issuer)
    told = difference_lines(now, office.preview_framework(base.id, (edit,), CHECKED))
    with st.container(border=True):
        st.markdown(
            f"**{plain(given.issuer)}下发的指标**，和在用的 {plain(now.version)} 有 {len(told)} 处不同。"
        )
        with st.expander("逐处看"):
            st.markdown("\n".join(f"- {plain(line)}" for line in told[:200]) or "没有不同。")
        if not has_act(account, "edit-framework"):
            st.caption("存成本县的新版本要能修改指标的人来做：请他在这一页传同一个文件。")
            return
        st.button(
            "放进“指标管理”",
            key="take-in-desk",
            type="primary",
            help="在那里体检，通过以后起名、定自哪一季度起用、保存",
            on_click=_lay,
            args=(account.code, base.id, edit),
        )


def _lay(account: str, base: int, edit: ReplaceText) -> None:
    if still_may(account, _PLACE, "edit-framework"):
        lay_on_desk(base, edit)
        keep_result(_PLACE, said=f"{edit.issued_by}下发的指标已放进“指标管理”，在那里看影响、体检、保存。")
