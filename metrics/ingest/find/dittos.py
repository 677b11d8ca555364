"""Cells that say that they are as the one above: 同上, 〃, ″. They are asked about with what stands there."""

import re
from collections.abc import Sequence

import pandas as pd

from metrics.ingest.read import Array, Raw
from metrics.ingest.values import Reading, nfkc, shown

_DITTO = re.compile(
    r"[(]?(?:[同如见]\s{0,4}上(?:一?[行条项格栏]|所?述)?|上同|同\s{0,4}前|ditto|do\.|[-—–.·\s]{0,3}[〃\"'′“”‘’〝〞]{1,4}[-—–.·\s]{0,3})[)]?[。.]?",
    re.IGNORECASE,
)
#: 同上（第二场）: as above, with something in brackets.
_WITH_MORE = re.compile(r"同\s{0,4}上\s{0,4}(?P<more>[(（][^()（）]{1,40}[)）])")
_LONGEST = 50
#: How either begins; it spares nearly all texts, most of which stand in a column once, the closer look.
_BEGINS = re.compile(r"[\s(（.·\-—–\u200b\ufeff]{0,4}[同如见上dDｄＤ〃″′\"'“”‘’〝〞＂＇]")
_NOTHING = "空白"


def _is_ditto(raw: Raw, *, is_text: bool) -> bool:
    if not isinstance(raw, str) or not _BEGINS.match(raw) or len(raw) > _LONGEST:
        return False
    text = nfkc(raw)
    return bool(_DITTO.fullmatch(text) or (is_text and _WITH_MORE.fullmatch(text)))


def with_dittos(
    raws: Sequence[Raw], readings: Sequence[Reading], codes: Array, *, is_text: bool
) -> tuple[list[Raw], list[Reading], Array]:
    """The distinct cells of a column, those that mean the cell above once for each cell they mean.

    Args:
        raws: distinct cells.
        readings: what each of them says by itself.
        codes: per data row the position among them.
        is_text: whether the column takes any text, so that nothing else asks about the word.

    Returns:
        The same, lengthened: such a cell has the value of the nearest other one above it, with the question.
    """
    flags = [_is_ditto(raw, is_text=is_text) for raw in raws]
    if not any(flags):
        return list(raws), list(readings), codes
    rows = pd.Series(codes)
    ditto = rows.map(dict(enumerate(flags))).astype(bool)
    above = rows.where(~ditto).ffill().fillna(-1).astype(int)
    pairs = pd.MultiIndex.from_arrays([rows[ditto], above[ditto]])
    places, distinct = pd.factorize(pairs)
    more = [_meant(code, source, raws, readings, is_text=is_text) for code, source in distinct.tolist()]
    rows[ditto] = places + len(raws)
    added = [raws[code] for code, _ in distinct.tolist()]
    return [*raws, *added], [*readings, *more], rows.to_numpy()


def _meant(
    code: int, source: int, raws: Sequence[Raw], readings: Sequence[Reading], *, is_text: bool
) -> Reading:
    """What one such cell says below another one (-1 for none)."""
    found = readings[source] if source >= 0 else None
    if found is None or found.value is None:
        if not is_text:
            return readings[code]
        return Reading(problem="W424", blank=True, proposal=_NOTHING, detail=_NOTHING)
    told = shown(raws[source]).strip()
    more = _WITH_MORE.fullmatch(shown(raws[code]).strip())
    if more and isinstance(found.value, str):
        together = f"{found.value}{more['more']}"
        return Reading(together, "", "W424", together, told)
    return Reading(found.value, found.bound, "W424", told, told)
