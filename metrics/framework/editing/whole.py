"""Edits of what holds for all measures alike: version, grades, duty, open credit; and another whole text."""

from collections.abc import Mapping
from dataclasses import dataclass

import tomlkit

from metrics.framework.editing.base import Edit, plain_text
from metrics.framework.editing.document import FrameworkText, put, table_text
from metrics.framework.loader import VISIBLE
from metrics.framework.model import Framework, FrameworkError, Grade

_COLOUR = "0123456789abcdefABCDEF"


@dataclass(frozen=True)
class NameVersion(Edit):
    """Another name of the version."""

    version: str

    def write(self, text: FrameworkText) -> None:
        """Set the key; FrameworkError for a blank name."""
        put(text.document, "version", clean_version(self.version))

    def words(self, framework: Framework) -> str:
        """The name."""
        return f"版本名称改为“{self.version}”（原来 {framework.version}）"


def clean_version(version: str) -> str:
    """A version's name without what would end a TOML text; FrameworkError when nothing is left."""
    clean = "".join(sign for sign in version if sign not in '"\\' and sign.isprintable()).strip()
    if not clean:
        raise FrameworkError(VISIBLE, "顶层", "version", "新版本要有名称，如 2024.1")
    return clean


@dataclass(frozen=True)
class SetGrades(Edit):
    """Other grades, the best first; the last begins at 0."""

    grades: tuple[Grade, ...]

    def write(self, text: FrameworkText) -> None:
        """Put them in place of those there are."""
        for grade in self.grades:
            plain_text(grade.word, "grade", "word", 6)
            if len(grade.colour) != 7 or grade.colour[0] != "#" or set(grade.colour[1:]) - set(_COLOUR):
                raise FrameworkError(VISIBLE, f"grade {grade.word}", "colour", "颜色应写成 #0B6E4F 这样")
        words = [grade.word for grade in self.grades]
        if not words or len(set(words)) < len(words):
            raise FrameworkError(VISIBLE, "grade", "word", "至少要有一个等次，名称不能重复")
        tables = text.tables("grade")
        for at, grade in enumerate(self.grades):
            if at < len(tables):
                for key in ("word", "at_least", "colour"):
                    if tables[at].get(key) != getattr(grade, key):
                        put(tables[at], key, getattr(grade, key))
            else:
                text.insert("grade", table_text("grade", vars(grade)), at)
        for _ in range(len(tables) - len(self.grades)):
            del tables[len(self.grades)]

    def words(self, framework: Framework) -> str:  # noqa: ARG002 - grades have no names to look up
        """All grades."""
        return "等次改为 " + "、".join(f"{grade.word} {grade.at_least:g}" for grade in self.grades)


@dataclass(frozen=True)
class SetDuty(Edit):
    """Other shares of the roster that a unit and a brand answer for (from 0 to 1)."""

    unit: float
    brand: float

    def write(self, text: FrameworkText) -> None:
        """Set both keys of `[duty]`."""
        duty = duty_of(text)
        put(duty, "unit", float(self.unit))
        put(duty, "brand", float(self.brand))

    def words(self, framework: Framework) -> str:  # noqa: ARG002 - shares have no names to look up
        """Both shares."""
        return f"责任面改为：单位 {self.unit:.1%}，品牌 {self.brand:.1%}"


@dataclass(frozen=True)
class SetOwnDuty(Edit):
    """Numbers of enterprises that single units and brands answer for, by code, in place of their share."""

    own: Mapping[str, float]

    def write(self, text: FrameworkText) -> None:
        """Set `own` of `[duty]`."""
        put(duty_of(text), "own", dict(self.own) or None)

    def words(self, framework: Framework) -> str:
        """Each with its number."""
        names = {code: framework.unit[code].short_name for code in self.own if code in framework.unit}
        pairs = "、".join(f"{names.get(code, code)} {number:g} 家" for code, number in self.own.items())
        return f"另定责任面：{pairs or '没有'}"


def duty_of(text: FrameworkText) -> tomlkit.items.Table:
    """The table `[duty]`; there is one afterwards."""
    if "duty" not in text.document:
        text.document["duty"] = tomlkit.table()
    return text.document["duty"]


@dataclass(frozen=True)
class SetOpenShare(Edit):
    """What open credit may make up of a base (from 0 to 1)."""

    share: float

    def write(self, text: FrameworkText) -> None:
        """Set the key at the top."""
        put(text.document, "open_share", float(self.share))

    def words(self, framework: Framework) -> str:  # noqa: ARG002 - a share has no name to look up
        """The share."""
        return f"公共得分最多占目标总量的 {self.share:.0%}"


@dataclass(frozen=True)
class ReplaceText(Edit):
    """Another whole text, from a file; marked 上级下发 where it says by whom it was issued."""

    content: str
    issued_by: str = ""

    def write(self, text: FrameworkText) -> None:
        """Take the text in place of the whole; marked, all its parts keep their weights from then on."""
        text.replace(self.content)
        if not self.issued_by:
            return
        by = plain_text(self.issued_by, "issued", "by", 40)
        issued = tomlkit.table()
        put(issued, "by", by)
        put(issued, "parts", [*text.ids("node"), *text.ids("measure")])
        text.document.pop("issued", None)
        text.document["issued"] = issued

    def words(self, framework: Framework) -> str:  # noqa: ARG002 - the file has its own names
        """That a file was taken."""
        issued = f"，上级下发（{self.issued_by}）" if self.issued_by else ""
        return f"用导入的文件替换全部内容{issued}"
