"""A table of a report's figures from a text file: .csv or .tsv, in UTF-8 or GB18030."""

from io import StringIO

import pandas as pd

from metrics.doubts.claims import subjects
from metrics.framework import Framework

#: Headings people may use → column.
HEADINGS = {
    "id": ("id", "claim_id", "编号", "代码"),
    "subject": ("subject", "事项", "指标", "名称"),
    "value": ("value", "数值", "数字", "值"),
    "qualifier": ("qualifier", "修饰词", "限定词"),
    "unit": ("unit", "单位", "量词"),
    "when": ("when", "time_scope_in_text", "时间", "起止时间"),
}


class ClaimFileError(ValueError):
    """A file that is no table of figures; one Chinese sentence that says what to do."""


def read_claim_file(content: bytes) -> pd.DataFrame:
    """The figures of a file.

    Args:
        content: its bytes; the first line holds headings, separated by tabs or commas.

    Returns:
        The columns of `HEADINGS` that are there, all texts.

    Raises:
        ClaimFileError: no text, no table, or a column for 编号 or 数值 is missing.
    """
    text = _decoded(content)
    separator = "\t" if "\t" in text.partition("\n")[0] else ","
    try:
        frame = pd.read_csv(StringIO(text), sep=separator, dtype="str", keep_default_na=False)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ClaimFileError("读不成表格。请另存为 CSV（逗号分隔），第一行是列名。") from error
    known = {word: name for name, words in HEADINGS.items() for word in words}
    frame = frame.rename(columns=lambda heading: known.get(str(heading).strip(), heading))
    frame = frame.loc[:, ~frame.columns.duplicated()]
    missing = [word for name, word in (("id", "编号"), ("value", "数值")) if name not in frame]
    if missing:
        raise ClaimFileError(
            f"缺少“{'”“'.join(missing)}”列。第一行请写：编号、事项、数值、修饰词、单位、时间。"
        )
    return frame[[name for name in HEADINGS if name in frame]]


def blank_claims(framework: Framework) -> pd.DataFrame:
    """The figures that are known by name, without values, to be filled in."""
    rows = [(one, words, None, "=", unit, "") for one, (words, unit) in subjects(framework).items()]
    return for_editing(pd.DataFrame(rows, columns=list(HEADINGS), dtype="object"))[0]


def for_editing(rows: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """A table of figures with texts and one column of numbers, and the ids whose value is no number."""
    frame = rows.reindex(columns=list(HEADINGS)).astype("object")
    value = pd.to_numeric(frame["value"], errors="coerce").astype(float)
    unread = frame.loc[value.isna() & frame["value"].fillna("").ne(""), "id"].astype("str")
    return frame.fillna("").astype("str").assign(value=value), tuple(unread)


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ClaimFileError("认不出文件的文字编码。请另存为 UTF-8 的 CSV 再试。")
