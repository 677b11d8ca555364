"""Words of the first sample county that no other county's office may ever read, and where some stand.

They are taken from its package: what a county is called, where it lies, its towns, its brands. A word that
the program's own vocabularies have, or that people anywhere use, is nobody's.
"""

import csv
import io
import re
import zipfile
from functools import cache
from xml.etree import ElementTree

import pypdfium2

from metrics.framework import NO_COUNTY, load_framework
from tests.kit.county_packages import SIHONG
from tests.kit.project import REPO

FIRST = REPO / "sample_data" / "sihong"
#: Short names of towns that are words of everybody's, and a lake beside the county that texts once named.
GENERAL, BESIDE = {"开发区", "经济开发区", "经开区", "大楼", "梅花", "归仁"}, {"洪泽"}
_SAMPLE = "（示例）"
_ESCAPED = re.compile(rb"\\u([0-9a-fA-F]{4})")


@cache
def foreign_words() -> tuple[str, ...]:
    """The words, each of two signs or more."""
    first, program = load_framework(SIHONG), load_framework(NO_COUNTY)
    towns = [
        text for term in first.vocabularies["towns"].terms for text in term.spellings if text != term.code
    ]
    with (FIRST / "brands.csv").open(encoding="utf-8", newline="") as stream:
        brands = [line["name"].removesuffix(_SAMPLE) for line in csv.DictReader(stream)]
    general = GENERAL | {
        text for words in program.vocabularies.values() for term in words.terms for text in term.spellings
    }
    found = {*first.home.places, *towns, *brands, *BESIDE}
    return tuple(sorted(word for word in found if not any(word in text for text in general)))


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[bytes]], ...]:
    return tuple((word, re.compile(re.escape(word.encode()))) for word in foreign_words())


@cache
def _any() -> re.Pattern[bytes]:
    return re.compile(b"|".join(re.escape(word.encode()) for word in foreign_words()))


def foreign(text: str | bytes) -> set[str]:
    """The words of the first county that stand in a text, a message of the server's, or a file's bytes."""
    data = text.encode("utf-8", "ignore") if isinstance(text, str) else text
    data = _ESCAPED.sub(_sign, data)
    if not _any().search(data):
        return set()
    return {word for word, pattern in _patterns() if pattern.search(data)}


def _sign(match: re.Match[bytes]) -> bytes:
    return chr(int(match[1], 16)).encode("utf-8", "surrogatepass")


def foreign_in_file(name: str, content: bytes) -> set[str]:
    """The same of a file: its name, and all that is packed inside it."""
    return foreign(name) | set().union(*(foreign(part) for part in unpacked(content)))


def unpacked(content: bytes) -> list[bytes]:
    """What a file says: the text of a PDF's pages, all parts of a packed one, else its bytes."""
    if content.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(content)
        pages = [page.get_textpage().get_text_bounded() for page in document]
        return [
            "".join("".join(pages).split()).encode("utf-8", "ignore"),
            str(document.get_metadata_dict()).encode(),
        ]
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return [content]
    parts: list[bytes] = []
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            parts.append(name.encode())
            inner = packed.read(name)
            parts += unpacked(inner)
            if name.endswith(".xml"):
                # Word cuts a sentence where its look changes.
                parts.append("".join(ElementTree.fromstring(inner).itertext()).encode())
    return parts
