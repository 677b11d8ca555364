"""清单: four aspects × member units, the tree from small projects to the county's brands, what is due."""

from collections.abc import Mapping

import pandas as pd

from metrics.framework import Framework

DONE, MERGED, OVERDUE = "已完成", "已归并", "已超期"
_ASPECTS = "reform_dimensions"
#: What stands where a unit has taken on nothing of an aspect.
EMPTY = "空"
_DATE = "%Y-%m-%d"


def unit_names(framework: Framework) -> Mapping[str, str]:
    """Code → short name of the member units."""
    return {unit.code: unit.short_name for unit in framework.units}


def with_state(projects: pd.DataFrame, on: pd.Timestamp) -> pd.DataFrame:
    """The projects with `state`: what was reported, or 已超期 where it is due before a day and not done."""
    late = projects["due_on"].lt(on) & ~projects["status"].isin([DONE, MERGED])
    return projects.assign(state=projects["status"].where(~late, OVERDUE))


def aspect_matrix(
    framework: Framework, projects: pd.DataFrame, brands: pd.DataFrame, units: list[str]
) -> pd.DataFrame:
    """One row a member unit, one column an aspect: how many brands and projects it has taken on.

    Args:
        framework: names of the aspects and units.
        projects: as `projects_of`.
        brands: as `brands_of`.
        units: codes of the member units, in order; those with nothing have rows of empty cells.

    Returns:
        成员单位, a column an aspect (`品牌2 项目7`, or EMPTY), 合计 in the same words.
    """
    names, aspects = unit_names(framework), [term.name for term in framework.vocabularies[_ASPECTS].terms]
    rows = []
    for unit in units:
        mine, led = projects[projects["unit"].eq(unit)], brands[brands["unit"].eq(unit)]
        cells = {
            aspect: _taken(int(led["aspect"].eq(aspect).sum()), int(mine["aspect"].eq(aspect).sum()))
            for aspect in aspects
        }
        rows.append({"成员单位": names.get(unit, unit), **cells, "合计": _taken(len(led), len(mine))})
    return pd.DataFrame(rows, columns=["成员单位", *aspects, "合计"])


def _taken(brands: int, projects: int) -> str:
    if not brands and not projects:
        return EMPTY
    return " ".join(f"{word}{count}" for word, count in (("品牌", brands), ("项目", projects)) if count)


def matrix_words(matrix: pd.DataFrame) -> str:
    """The finding: how many cells are empty, and which units have taken on nothing in most aspects."""
    cells = matrix.drop(columns=["成员单位", "合计"])
    empty = cells == EMPTY
    none = matrix["成员单位"][empty.all(axis=1)]
    tail = f"；四个方面都是空的：{'、'.join(none)}" if len(none) else ""
    return (
        f"{len(matrix)} 家成员单位 × {cells.shape[1]} 个方面，空着 {int(empty.to_numpy().sum())} 格{tail}。"
    )


def project_table(framework: Framework, projects: pd.DataFrame) -> pd.DataFrame:
    """The projects in words: code, name, brand, aspect, unit, due day, state (of `with_state`)."""
    names = unit_names(framework)
    return pd.DataFrame(
        {
            "编号": projects["code"],
            "小切口项目": projects["name"],
            "归并到的品牌": (projects["brand"] + " " + projects["brand_name"].astype(str)).str.strip(),
            "方面": projects["aspect"],
            "责任单位": [names.get(unit, unit) for unit in projects["unit"]],
            "完成时限": projects["due_on"].dt.strftime(_DATE).fillna("未定"),
            "状态": projects["state"],
        }
    ).reset_index(drop=True)


def brand_table(framework: Framework, brands: pd.DataFrame, projects: pd.DataFrame) -> pd.DataFrame:
    """The brands in words, with how many projects were merged into each and how many of these are done."""
    names = unit_names(framework)
    by_brand = projects.groupby("brand")
    done = projects[projects["state"].eq(DONE)].groupby("brand").size()
    late = projects[projects["state"].eq(OVERDUE)].groupby("brand").size()
    return pd.DataFrame(
        {
            "编号": brands["code"],
            "重点工作品牌": brands["name"],
            "产改品牌": brands["is_county"].map({True: "是", False: ""}),
            "方面": brands["aspect"],
            "牵头单位": [names.get(unit, unit) for unit in brands["unit"]],
            "年度目标": brands["target"],
            "状态": brands["status"],
            "项目": brands["code"].map(by_brand.size()).fillna(0).astype(int),
            "完成": brands["code"].map(done).fillna(0).astype(int),
            "超期": brands["code"].map(late).fillna(0).astype(int),
        }
    ).reset_index(drop=True)


def searched(projects: pd.DataFrame, brands: pd.DataFrame, text: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Projects and brands that hold a text; a brand brings its projects, a project its brand."""
    if not (wanted := text.strip()):
        return projects, brands
    hit = _holds(projects, wanted)
    own = _holds(brands, wanted)
    kept = brands[own | brands["code"].isin(projects["brand"][hit])]
    return projects[hit | projects["brand"].isin(brands["code"][own])], kept


def _holds(frame: pd.DataFrame, text: str) -> pd.Series:
    named = frame["name"].str.contains(text, case=False, regex=False)
    return named | frame["code"].str.contains(text, case=False, regex=False)


def list_words(projects: pd.DataFrame, brands: pd.DataFrame) -> str:
    """The tree in one sentence: how many projects became how many brands, how many of them the county's."""
    states = projects["state"].value_counts()
    parts = "、".join(f"{state} {count}" for state, count in states.items())
    county = int(brands["is_county"].sum())
    return f"{len(projects)} 个小切口项目 → {len(brands)} 个重点工作品牌 → {county} 个产改品牌" + (
        f"；项目：{parts}。" if parts else "。"
    )
