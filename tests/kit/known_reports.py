"""Reports of known content, for the tests of the files they are printed to."""

from datetime import date, datetime

import pandas as pd
import plotly.graph_objects as go

from metrics.charts.base.template import Caption, layout
from metrics.reports.model import (
    Colophon,
    FigureBlock,
    Head,
    Heading,
    KeyFigure,
    KeyFigures,
    Note,
    Number,
    PageBreak,
    Paragraph,
    Report,
    Run,
    Stamp,
    TableBlock,
)
from metrics.reports.print import figures
from metrics.reports.print.browser import shared

STAMP = Stamp("全县 · 全部企业", "0123456789abcdef", "2023版", datetime(2024, 2, 6, 9, 30))  # noqa: DTZ001
HEAD = Head(
    "泗洪县产业工人队伍建设改革联席会议",
    "专报",
    "2024年第2期",
    "总第32期",
    "泗洪县产业工人队伍建设改革联席会议办公室",
    date(2024, 2, 6),
)
COLOPHON = Colophon(
    ("推进产业工人队伍建设改革协调小组办公室", "县委全面深化改革委员会办公室", "联席会议召集人、副召集人"),
    ("县产改联席会议成员单位", "各乡镇（街道）党委（党工委）"),
    "县产改联席会议办公室",
    date(2024, 2, 7),
)
#: 28 characters, ten times over: the body text whose lines are counted.
LINE = "产业工人队伍建设改革看得见的十二项指标逐项落实见行见效"
NAMES = [f"泗洪县第{at:03}号产改试点企业有限公司" for at in range(1, 137)]


def figure(tag: str, bars: int = 8) -> go.Figure:
    """A bar chart that carries its tag in the title."""
    names = [f"企业{at}" for at in range(bars)]
    height = 120 + 24 * bars
    caption = Caption(f"标题{tag}", "2023年", "分", STAMP.data_version)
    return go.Figure([go.Bar(x=list(range(bars)), y=names, orientation="h")], layout(caption, height))


def without_browser(monkeypatch) -> None:
    """From now on there is no browser, none is open, and no figure is drawn already."""
    monkeypatch.setenv("CHROME", "/nowhere/chrome")
    shared().close()
    figures.forget()


def figure_block(tag: str) -> FigureBlock:
    drawn = figure(tag)
    twin = pd.DataFrame({"名称": [f"企业{at}" for at in range(8)], "得分": [float(at) for at in range(8)]})
    return FigureBlock(drawn, f"{tag}排名", "成员单位报送台账", f"{tag}的排名，最高企业7。", twin)


def paragraph(*parts: str | Number, lead: str = "") -> Paragraph:
    runs = [part if isinstance(part, Number) else Run(part) for part in parts]
    return Paragraph(tuple([Run(lead, bold=True)] * bool(lead) + runs))


def scores() -> pd.DataFrame:
    """136 enterprises × 12 items, one of them without a score."""
    items = ["载体", "典型", "成效", "现场", "效益", "实惠", "见人", "见事", "建党", "劳动", "劳模", "工匠"]
    frame = pd.DataFrame({"名次": range(1, 137), "名称": NAMES})
    for at, item in enumerate(items):
        frame[item] = [(place * 7 + at * 13) % 100 + 0.5 for place in range(136)]
    frame.loc[3, "工匠"] = None
    return frame


def special(charts: int = 2, *, table: bool = True) -> Report:
    """A 专报 with head, three levels of headings, locked figures, charts, a table and 版记."""
    body = paragraph(
        *("举办实践活动", Number("140余", 143.0, "活动台账"), "场，受益职工"),
        *(Number("1.8万", 18040.0, "活动台账"), "人次。", LINE * 3),
        lead="务求切口更准。",
    )
    blocks = [
        Heading(1, "一、坚持从“小切口”入手，做好产改“大文章”"),
        body,
        Heading(2, "（一）分项情况"),
        body,
    ]
    for at in range(charts):
        blocks += [figure_block(f"第{at + 1}幅"), body]
    if table:
        blocks += [
            Heading(3, "1.企业得分"),
            TableBlock("企业十二项得分", scores(), source="成员单位报送台账"),
        ]
    title = "泗洪县精心打造“看得见”的产改品牌"
    return Report("special", title, "2023年", tuple(blocks), STAMP, HEAD, COLOPHON)


def plain_text(lines: int = 60) -> Report:
    """A 专报 of nothing but body text, every paragraph one full line without indent of its own."""
    return Report("special", "试版", "2023年", (paragraph(LINE * lines),), STAMP)


def brief() -> Report:
    """A one-page brief of the general layout."""
    items = (
        KeyFigure("试点企业", Number("136", 136.0, "企业名录", "家"), "比2022年 +12"),
        KeyFigure("活动", Number("143", 143.0, "活动台账", "场"), "比2022年 +20"),
        KeyFigure("受益职工", Number("1.8万", 18040.0, "活动台账", "人次")),
        KeyFigure("品牌", Number("50", 50.0, "品牌台账", "个"), "持平"),
    )
    blocks = (
        KeyFigures(items),
        Heading(1, "要点"),
        paragraph("举办实践活动", Number("140余", 143.0, "活动台账"), "场。"),
        figure_block("参阅"),
        Note("1家单位没有报送，未计入。"),
    )
    return Report("leaders", "产改领导参阅", "2023年", blocks, STAMP)


def book() -> Report:
    """The table book: 136 enterprises and 50 brands."""
    brands = scores().head(50).assign(名称=[f"品牌{at}号" for at in range(50)])
    blocks = (
        Heading(1, "企业"),
        TableBlock("企业得分", scores(), note="— 表示没有得分。"),
        PageBreak(),
        Heading(1, "品牌"),
        TableBlock("品牌得分", brands),
    )
    return Report("book", "十二项得分全表册", "2023年", blocks, STAMP)
