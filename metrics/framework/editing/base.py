"""What an edit is: a small frozen statement that knows how to write itself and how to say itself."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from metrics.framework.editing.document import FrameworkText
from metrics.framework.loader import VISIBLE
from metrics.framework.model import Framework, FrameworkError


@dataclass(frozen=True)
class Edit(ABC):
    """One change of a framework."""

    @abstractmethod
    def write(self, text: FrameworkText) -> None:
        """Change the text; FrameworkError where what is to be changed is not there."""

    @abstractmethod
    def words(self, framework: Framework) -> str:
        """What is changed, in Chinese. `framework` is any that knows the names, before or after."""


def named(framework: Framework, part: str) -> str:
    """A node or measure as people know it: id and name; the id alone where it is not known.

    The total, of which there is one, goes by its name alone.
    """
    spec = framework.node.get(part) or framework.measure.get(part)
    if spec is None:
        return part
    return f"{part} {spec.name}" if spec.parent else spec.name


def plain_text(text: str, table: str, key: str, most: int, *, blank: bool = False) -> str:
    """A text of one line without control signs; FrameworkError where it is empty or too long.

    Args:
        text: as typed.
        table: where it goes, for the message.
        key: which key, for the message.
        most: signs it may have.
        blank: whether it may be empty.
    """
    clean = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if not clean and not blank:
        raise FrameworkError(VISIBLE, table, key, "不能为空")
    if len(clean) > most:
        raise FrameworkError(VISIBLE, table, key, f"最多 {most} 个字，现在 {len(clean)} 个")
    return clean
