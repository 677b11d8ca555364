"""The kinds of report there are; each file in this folder enters its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from metrics.reports.model import Block, Colophon, Head
from metrics.reports.write.content import Material
from metrics.reports.write.options import BriefOptions
from metrics.reports.write.sentences import Filled

_kinds: dict[str, "Kind"] = {}
#: Kind → how it is made.
KINDS: Mapping[str, "Kind"] = MappingProxyType(_kinds)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a kind makes of the material: all of a report but its stamp and its notes on the data."""

    title: str
    blocks: tuple[Block, ...]
    filled: tuple[Filled, ...] = ()
    head: Head | None = None
    colophon: Colophon | None = None
    filters: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of report.

    `layout` is the kind of `model.KINDS` it prints as, `level` the level of the entity it is about (empty:
    the whole county), `ledger` that of the row it is about, `texts` its file of sentences, `formats` what it
    is given out as. `needs` names what `make` is given besides the period's rows: course, before; review,
    ground and photos in the options. `long` ones are printed in the queue.
    """

    name: str
    title: str
    make: Callable[[Material, BriefOptions], Outcome]
    layout: str
    formats: tuple[str, ...]
    level: str = ""
    texts: str = ""
    needs: tuple[str, ...] = ()
    ledger: str = ""
    long: bool = False


Maker = Callable[[Material, BriefOptions], Outcome]


def register(  # noqa: PLR0913 - what a kind is
    name: str,
    title: str,
    *,
    layout: str = "",
    formats: tuple[str, ...] = ("pdf", "docx", "xlsx", "ofd", "png", "zip"),
    level: str = "",
    texts: str = "",
    needs: tuple[str, ...] = (),
    ledger: str = "",
    long: bool = False,
) -> Callable[[Maker], Maker]:
    """Enter a maker; it is returned unchanged. Raises ValueError for a name that is taken."""

    def enter(make: Maker) -> Maker:
        if name in _kinds:
            raise ValueError(f"kind {name!r} is registered twice")
        _kinds[name] = Kind(name, title, make, layout or name, formats, level, texts, needs, ledger, long)
        return make

    return enter
