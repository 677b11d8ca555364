"""Edits of ledgers: an optional column more, from the next template on; or one's own taken out again."""

from dataclasses import dataclass, fields

from metrics.framework.columns import ADDED_TYPES
from metrics.framework.editing.base import Edit, plain_text
from metrics.framework.editing.document import FrameworkText, table_text
from metrics.framework.loader import VISIBLE
from metrics.framework.model import ColumnSpec, Framework, FrameworkError

#: What an own column may say of itself.
_KEYS = ("id", "header", "type", "unit", "choices", "minimum", "maximum", "max_length", "example", "note")


@dataclass(frozen=True)
class AddColumn(Edit):
    """An optional column more in a ledger. The template it comes with is set when it is written."""

    ledger: str
    column: ColumnSpec

    def write(self, text: FrameworkText) -> None:
        """Add a `[[column]]` table; whether it may be the framework's own rules say."""
        values = {
            part.name: getattr(self.column, part.name)
            for part in fields(self.column)
            if part.name in _KEYS and getattr(self.column, part.name) not in ("", (), None)
        }
        for key, most in (("header", 20), ("unit", 8), ("example", 40), ("note", 60)):
            if key in values:
                values[key] = plain_text(values[key], f"column {self.column.id}", key, most)
        said = {"ledger": self.ledger, **values, "since": text.template}
        text.insert("column", table_text("column", said), len(text.tables("column")))

    def words(self, framework: Framework) -> str:
        """Which sheet, which column."""
        kind = ADDED_TYPES.get(self.column.type, self.column.type)
        return f"{_sheet(framework, self.ledger)}加一列“{self.column.header}”（{kind}，选填）"


@dataclass(frozen=True)
class DropColumn(Edit):
    """A column that the framework's own text added, taken out; what was reported in it stays in the files."""

    ledger: str
    id: str

    def write(self, text: FrameworkText) -> None:
        """Take the `[[column]]` table out; FrameworkError for a column of the program."""
        tables = text.tables("column")
        at = [
            n for n, one in enumerate(tables) if (one.get("ledger"), one.get("id")) == (self.ledger, self.id)
        ]
        if not at:
            raise FrameworkError(VISIBLE, f"column {self.id}", "id", "只能去掉本县自己加的列")
        del tables[at[0]]
        if not len(tables):
            del text.document["column"]

    def words(self, framework: Framework) -> str:
        """Which sheet, which column."""
        ledger = framework.ledgers.get(self.ledger)
        header = ledger.by_id[self.id].header if ledger and self.id in ledger.by_id else self.id
        return f"{_sheet(framework, self.ledger)}去掉“{header}”列"


def _sheet(framework: Framework, ledger: str) -> str:
    return framework.ledgers[ledger].sheet if ledger in framework.ledgers else ledger
