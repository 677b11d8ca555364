"""The table of docs/安全.md: requirements of OWASP ASVS 5.0 and the tests that show them.

Run as `python -m tests.web.table` to write it anew.
"""

import ast
import re
from collections import defaultdict
from functools import cache

from tests.kit.project import REPO

DOCUMENT = REPO / "docs" / "安全.md"
BEGIN, END = "<!-- 由 python -m tests.web.table 生成：开始 -->\n", "<!-- 结束 -->"
CHAPTERS = {
    1: "V1 编码与净化",
    2: "V2 业务逻辑",
    3: "V3 浏览器一侧",
    4: "V4 接口与 websocket",
    5: "V5 文件",
    6: "V6 身份验证",
    7: "V7 会话",
    8: "V8 授权",
    14: "V14 数据保护",
    15: "V15 架构",
    16: "V16 日志与出错",
}
HEADING = "| 要求 | 测试证明的事 | 测试文件 |"
_NUMBER = re.compile(r"v(\d+)_(\d+)_(\d+)")


@cache
def shown():
    """Requirement as (chapter, section, number) → [(what is shown, file), …], both in order."""
    found = defaultdict(list)
    for path in sorted((REPO / "tests" / "web").rglob("test_*.py"), key=lambda file: file.name):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_v"):
                for number in _NUMBER.findall(node.name):
                    found[tuple(map(int, number))].append((ast.get_docstring(node) or "", path.name))
    return dict(sorted(found.items()))


def table():
    """The table as Markdown, a part for every chapter."""
    lines, chapter = [], 0
    for number, tests in shown().items():
        if number[0] != chapter:
            chapter = number[0]
            lines += [
                "",
                f"### {CHAPTERS[chapter]}",
                "",
                HEADING,
                "| --- | --- | --- |",
            ]
        said = "<br>".join(dict.fromkeys(text for text, _ in tests))
        files = "、".join(dict.fromkeys(f"`{file}`" for _, file in tests))
        lines.append(f"| {'.'.join(map(str, number))} | {said} | {files} |")
    return "\n".join(lines[1:]) + "\n"


def parts():
    """The document before and behind the table."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    return before + BEGIN, rest[rest.index(END) :]


def main():
    before, behind = parts()
    DOCUMENT.write_text(before + table() + behind, encoding="utf-8")


if __name__ == "__main__":
    main()
