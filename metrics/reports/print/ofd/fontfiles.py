"""The fonts of a document: only the signs it uses, in a file of their own with their character table."""

import io
from functools import lru_cache

from fontTools import subset

from metrics.reports.print.fonts import FOLDER

#: Stands in where a PDF names a font that does not lie in the repository.
_USUAL = "NotoSansSC-Regular"


def known(name: str) -> str:
    """The font's name when it is ours, else that of the usual one."""
    return name if (FOLDER / f"{name}.ttf").is_file() else _USUAL


@lru_cache(maxsize=16)
def cut(name: str, signs: str) -> bytes:
    """A font with these signs alone, as TTF.

    Args:
        name: of `known`.
        signs: the characters, each once, in order.
    """
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True, recalc_timestamp=False)
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "VORG"]
    font = subset.load_font(str(FOLDER / f"{name}.ttf"), options, lazy=True)
    cutter = subset.Subsetter(options)
    cutter.populate(text=signs)
    cutter.subset(font)
    made = io.BytesIO()
    subset.save_font(font, made, options)
    font.close()
    return made.getvalue()
