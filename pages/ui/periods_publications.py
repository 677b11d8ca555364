"""What was published: frozen scores beside those of now; lock and reopen."""

from collections.abc import Sequence

import streamlit as st

from metrics.charts.published import beside_now
from metrics.framework import parse_period
from metrics.framework.model import LEVEL_NAMES, LEVELS
from metrics.scoring.tables import score_table
from metrics.store.office import PUBLICATION_STATE_NAMES, Publication
from metrics.store.people import Account
from pages import cached
from pages.account import ADMIN
from pages.ui.grid import grid
from pages.ui.periods_state import state_buttons
from pages.ui.quality_desk import account_names
from pages.ui.upload_words import moment, plain

_COLOURS = {"published": "green", "locked": "gray", "reopened": "orange"}
_SAME = 0.05


def publications(account: Account) -> None:
    """A fold a publication, newest first."""
    every = _newest_first(cached.store().office.publications())
    if not every:
        st.info("还没有发布过。在“发布”里选一期，核对后发布。")
        return
    names = account_names(cached.store())
    for place, one in enumerate(every):
        state = f":{_COLOURS[one.state]}-badge[{PUBLICATION_STATE_NAMES[one.state]}]"
        label = f"{state}　**{parse_period(one.period).label}**"
        panel = st.expander(
            f"{label}　:small[{moment(one.at)}]", place == 0, key=f"publication-{one.id}", on_change="rerun"
        )
        if panel.open:
            with panel:
                _draw(account, one, names)


def _draw(account: Account, one: Publication, names: dict[str, str]) -> None:
    versions = f"数据版本 `{one.data_version[:8]}`　指标版本 `{one.framework_version[:8]}`"
    lines = [
        f"{plain(names.get(one.account, one.account))} 发布　{len(one.submissions)} 份报送　{versions}",
        f"说明：{plain(one.note)}" if one.note else "",
        f"重新打开的原因：{plain(one.why)}" if one.why else "",
    ]
    st.markdown("  \n".join(filter(None, lines)))
    level = st.selectbox(
        "看哪一级的得分",
        LEVELS,
        format_func=LEVEL_NAMES.get,
        index=list(LEVELS).index("county"),
        key=f"frozen-{one.id}",
        width=200,
    )
    table = compared(one, level)
    moved = int(table["变化"].abs().ge(_SAME).sum())
    st.markdown(f"发布以后有 {moved} 个的总分变了；发布的数不变。" if moved else "现在算出来的和发布的一样。")
    grid(table, hide_index=True, height="content" if len(table) <= 12 else 420, alt=_alt(one, level, table))
    if account.role == ADMIN:
        state_buttons(account, one)


def compared(one: Publication, level: str):
    """A table of frozen and present scores of a level."""
    key = cached.edition(parse_period(one.period))
    now = score_table(cached.framework_of(key), cached.book(key, level))
    return beside_now(cached.store().office.published_scores(one.id, level), now)


def _alt(one: Publication, level: str, table) -> str:
    return f"{parse_period(one.period).label}发布的{LEVEL_NAMES[level]}得分：{len(table)} 行"


def _newest_first(every: Sequence[Publication]) -> list[Publication]:
    """Publications, the latest at the top."""
    return sorted(every, key=lambda one: one.id, reverse=True)
