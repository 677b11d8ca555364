"""The catalogue of findings as a page for people: every code, what it says, and how to put it right."""

from string import Formatter

from metrics.ingest.catalogue import Entry, catalogue
from metrics.ingest.model import SEVERITIES

_LEVELS = {
    "1": "文件",
    "2": "工作表和表头",
    "3": "行",
    "4": "单元格",
    "5": "几张表之间",
    "6": "与上次报送之间",
}
#: What stands for the placeholders of a message; the brackets say that each case fills it.
_WORDS = {
    "header": "〈列名〉",
    "found": "〈所填内容〉",
    "expected": "〈应填内容〉",
    "detail": "……",
    "proposal": "〈建议值〉",
    "unit": "〈单位〉",
    "cell": "〈单元格〉",
    "example": "〈示例〉",
    "suggestion": "",
    **dict.fromkeys(("days", "rows", "year", "came", "sessions"), "〈数〉"),
}
_MEANINGS = {
    "error": "不改正不能报送",
    "confirm": "由填报人确认后可以报送",
    "hint": "只是提示，不影响报送",
}
_HEAD = """# 错误代码

检查一份工作簿时，每处问题都有代码、所在的单元格、填的是什么、应为什么、怎么改。
代码第一位数字之后：1 文件，2 工作表和表头，3 行，4 单元格，5 几张表之间，6 与上次报送之间。

本页由程序生成：`python -m metrics codes --out docs/错误代码.md`。
"""


def codes_page() -> str:
    """The page as Markdown; the same catalogue gives the same text."""
    severities = [f"- **{word}**：{_MEANINGS[severity]}。" for severity, word in SEVERITIES.items()]
    entries = list(catalogue().values())
    parts = [_HEAD, "\n".join(severities)]
    for level, title in _LEVELS.items():
        of_level = sorted((e for e in entries if e.code[1] == level), key=lambda e: (e.code[2:], e.code))
        if of_level:
            parts += [f"\n## {level} {title}", _table(of_level)]
    return "\n".join(parts) + "\n"


def _table(entries: list[Entry]) -> str:
    rows = ["", "| 代码 | 程度 | 名称 | 提示 | 应为 | 怎么改 |", "|---|---|---|---|---|---|"]
    for entry in entries:
        texts = (entry.title, *map(_filled, (entry.message, entry.expected, entry.hint)))
        cells = (entry.code, SEVERITIES[entry.severity], *texts)
        rows.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(rows)


def _filled(template: str) -> str:
    return Formatter().vformat(template, (), _WORDS)
