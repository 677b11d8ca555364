"""How often the rank bands of the sample county's quarters held the rank of its year: figures in words.

They are data beside the framework, since reckoning them again takes minutes; the verb `bands` writes them.
"""

import tomllib
from pathlib import Path

from metrics.framework.model import LEVEL_NAMES, Framework
from metrics.framework.periods import parse_period

_FILE = Path(__file__).with_name("bands.toml")
_VARIED = {"weights": "仅权重", "method": "权重和方法", "data": "权重、方法和数据"}

_TEXT = """\
名次区间是随机改变算法一千次、名次九成落在的那一段。**默认仅权重**：只有各级权重上下浮动 25%，
数据和方法都不动。页面“权重与假设”里有两个开关：**方法**，归一化方法、指标合成项目和项目合成组的平均（算术或
有下限的几何）、每个指标的目标值（上下 25%）也随机；**数据**，每次再少一份季报，乡镇、行业、
成员单位、品牌还少一家企业。区间不包括以后还会报什么，所以不是对全年名次的预测。

下表是随程序的样例县{year}的检验，不是用本县的数算的：季度末算出的名次区间，有多少包住了全年的名次；括号里是区间平均有几位宽。
命令 `python -m metrics bands --period {code}`。
"""


def band_words(varied: str) -> str:
    """What a band lets vary, in words: `weights`, `method` (and weights), `data` (and both)."""
    return _VARIED[varied]


def band_section(framework: Framework) -> str:
    """How sure a rank is, with the figures; empty where they are of another version of the framework."""
    with _FILE.open("rb") as file:
        stored = tomllib.load(file)
    if stored["framework"] != framework.version:
        return ""
    period = parse_period(stored["period"])
    found = {(one["until"], one["level"], one["varied"]): one for one in stored["band"]}
    untils = list(dict.fromkeys(until for until, _, _ in found))
    lines = [
        "| 算到 | 层级 | " + " | ".join(_VARIED.values()) + " | 个数 |",
        "|---|---|" + "---:|" * (len(_VARIED) + 1),
    ]
    for until in untils:
        for level in (level for level in LEVEL_NAMES if (until, level, "weights") in found):
            cells = [found[until, level, varied] for varied in _VARIED]
            shares = " | ".join(f"{one['held']:.0%}（{one['width']:.1f}）" for one in cells)
            months = parse_period(until).year_to_date.months_label
            lines.append(f"| {months} | {LEVEL_NAMES[level]} | {shares} | {cells[0]['counted']} |")
    return _TEXT.format(year=period.label, code=period.code) + "\n" + "\n".join(lines)
