"""A publication's scores beside those of now."""

import pandas as pd

from metrics.scoring import shown
from metrics.words import score


def beside_now(frozen: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Frozen total and rank beside the present ones, by frozen rank.

    Args:
        frozen: index code; at least the columns `name`, `total` and `rank`, as they were published.
        now: likewise, of the present data; entities that are not there any more have no score.

    Returns:
        Columns 名称, 发布的总分, 发布的名次, 现在的总分, 现在的名次, 变化 (points between the scores as
        shown, NaN without a score).
    """
    now = now.reindex(frozen.index)
    table = pd.DataFrame(
        {
            "名称": frozen["name"],
            "发布的总分": frozen["total"].map(score),
            "发布的名次": frozen["rank"],
            "现在的总分": now["total"].map(score),
            "现在的名次": now["rank"],
            "变化": (shown(now["total"]) - shown(frozen["total"])).round(1),
        }
    )
    return table.sort_values(["发布的名次", "名称"], na_position="last").reset_index(drop=True)
