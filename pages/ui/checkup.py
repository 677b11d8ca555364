"""指标体检: asking for a check-up, what it found, its price list, and how the items spread."""

import streamlit as st

from metrics.charts import CHARTS
from metrics.doubts import specs
from metrics.framework import LEVEL_NAMES, CheckupVerdict, Framework
from metrics.scoring.checkup import GAIN, MOST_AT_ONE, Checkup, spreads
from metrics.tables import price_table, spread_table, tried_table, way_table
from pages import cached
from pages.ui.shared import draw_chart, grid, nobody_at

#: Views of the items → chart.
VIEWS = {
    "分布": "item_spread",
    "满分和零分": "item_ends",
    "影响力": "item_influence",
    "相关": "item_correlations",
    "主成分": "item_components",
}
_EXPLAINED = {
    "item_spread": "盒子是中间一半，竖线是中位，两端是最低和最高。盒子越窄，这一项越分不出高下。",
    "item_ends": f"超过 {MOST_AT_ONE:.0%} 同在满分（天花板）或零分（地板）的项，分不出高下；按全年判断。",
    "item_influence": (
        "影响力是总分差异里由这一项带来的比重，各项相加为 100%；和权重差得远的，名义权重说了不算。"
    ),
    "item_correlations": (
        "数字是相关系数的百分数：100 为同进同退，0 为互不相干，负数为此消彼长。空格是得分都一样的项。"
    ),
    "item_components": "把十二项的差异合成几个互不相干的成分：第一成分占得越多，各项越像在看同一件事。",
}
#: Violations that are written out; the others are in a fold.
_FIRST = 10


def result_view(key: cached.Edition) -> None:
    """What a check-up of the version in force found; without one, what it would do and the button."""
    framework = cached.framework_of(key)
    found = cached.kept_checkup(key, framework)
    if found is None:
        st.info(
            f"体检拿{key.period.label}的真实台账行试指标：多一行好事、少一行、拆开合并、写在别人品牌下，"
            "看有没有不该变的得分变了；再算一行值几分。还没有人体检过这一版数据。"
        )
        _asked(key, framework, "checkup-run")
        return
    say_found(found)
    found_tables(framework, found)


def _asked(key: cached.Edition, framework: Framework, place: str) -> None:
    """The button; once it is pressed the check-up with its progress, then the page anew."""
    if not st.button("开始体检（约一分钟）", type="primary", key=place):
        return
    bar = st.progress(0.0, text="正在准备…")

    def say(share: float, words: str) -> None:
        bar.progress(min(share, 1.0), text=f"正在试：{words}")

    cached.make_checkup(key, framework, say)
    st.rerun()


def say_found(found: Checkup) -> None:
    """The verdict and, where it failed, every violation in a sentence."""
    if not found.verdict.trials:
        st.info("还没有可以试的台账行，体检没有试任何做法。")
    elif found.verdict.passed:
        st.success(f"通过：按{found.label}的数据试了 {found.verdict.trials} 种改动，没有发现问题。")
    else:
        count = len(found.violations)
        st.error(f"没有通过：试了 {found.verdict.trials} 种改动，发现 {count} 处不该变的得分变了。")
        sentences = [f"- {one.sentence}" for one in found.violations]
        st.markdown("\n".join(sentences[:_FIRST]))
        if sentences[_FIRST:]:
            with st.expander(f"其余 {count - _FIRST} 处"):
                st.markdown("\n".join(sentences[_FIRST:]))


def found_tables(framework: Framework, found: Checkup) -> None:
    """What was tried and excused, the price list, and what does not tell entities apart."""
    if not found.verdict.trials:
        return
    with st.expander("试了什么，哪些不算问题", key="checkup-tried"):
        grid(tried_table(framework, found), height="content", alt="试了哪些改动、各几次、有没有问题")
        st.markdown(
            "下面的行本来就会拉低得分，不算问题：\n\n"
            + "\n".join(
                f"- {framework.ledgers[one.ledger].sheet}（{one.ledger}）：{one.words}"
                for one in found.exceptions
            )
        )
        st.caption(f"行是抽样的，抽样种子 {found.seed}；同一份数据每次结果一样。")
    st.subheader("多一行值几分", anchor=False)
    st.caption("典型对象是总分居中的一个；一行典型的，是这张台账里大小居中的一行。")
    grid(price_table(found), height="content", alt="各层级各台账多一行典型的行，总分增加几分")
    st.subheader(f"增加 {GAIN:g} 分，最省事的办法", anchor=False)
    st.caption("行数越少越要提防；右边是现有质量规则里会提出疑问的。")
    titles = {code: spec.title for code, spec in specs().items()}
    grid(way_table(found, titles), height="content", alt="增加十分的各种办法要几行、会惊动哪些质量规则")
    _crowded(found)


def _crowded(found: Checkup) -> None:
    """Measures at which too many stand at one value, with proposed targets."""
    st.subheader("分不出高下的指标", anchor=False)
    crowded = {
        level: tuple(one for one in found.spreads if one.level == level and one.crowded and not one.item)
        for level in LEVEL_NAMES
    }
    if not any(crowded.values()):
        st.caption(f"没有哪项指标有超过 {MOST_AT_ONE:.0%} 的对象同在一个值。")
    for level, measures in crowded.items():
        if measures:
            st.markdown(f"**{LEVEL_NAMES[level]}**")
            grid(
                spread_table(measures, items=False),
                height="content",
                alt=f"{LEVEL_NAMES[level]}层分不出高下的指标和建议的满分值",
            )


def expert_view(key: cached.Edition) -> None:
    """The items of a level: one chart at a time, and the table of all measures."""
    levels = {word: level for level, word in LEVEL_NAMES.items() if level != "county"}
    with st.container(horizontal=True, gap="small"):
        level = levels[
            st.segmented_control(
                "层级", list(levels), default="企业", key="checkup-level", bind="query-params", required=True
            )
        ]
        chosen = st.segmented_control(
            "看什么",
            list(VIEWS),
            default="分布",
            key="checkup-chart",
            bind="query-params",
            required=True,
            wrap=True,
        )
    if nobody_at(key, level):
        return
    name = VIEWS[chosen]
    st.caption(f"{CHARTS[name].question}{_EXPLAINED[name]}")
    draw_chart(key, name, level)
    framework = cached.framework_of(key)
    with st.expander("各指标的数字", key="checkup-measures"):
        table = spread_table(tuple(spreads(framework, cached.book(key, level))), items=False)
        grid(table, alt=f"{LEVEL_NAMES[level]}各指标的满分、零分占比，相关、权重和影响力")


def checkup_of_draft(draft: Framework) -> CheckupVerdict | None:
    """The check-up without which a version is not saved; None until it was made.

    `draft` is what `preview_framework` gives under the name CHECKED.
    """
    st.subheader("指标体检", anchor=False)
    period = cached.store().office.period_to_check()
    if period is None:
        st.info("本县还没有审核通过的台账行，体检没有东西可试；保存以后有了数据，可以在“指标体检”页补做。")
        return CheckupVerdict(draft.hash, "", "", 0)
    key = cached.edition_of(period)
    found = cached.kept_checkup(key, draft)
    if found is None:
        st.caption(f"保存以前要在{period.label}的数据上体检：没有通过的版本不能保存。")
        _asked(key, draft, "admin-checkup")
        return None
    say_found(found)
    if not found.verdict.passed:
        st.warning("没有通过体检的版本不能保存。请改回去，或换别的改法。")
    found_tables(draft, found)
    return found.verdict
