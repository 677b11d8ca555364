"""The framework from above: sent down as a signed letter, and recognised again in what counties hand up."""

from dataclasses import replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from metrics.framework import Framework
from metrics.framework.editing import difference_words, differing, place_name
from metrics.province.errors import RefusedError
from metrics.province.letters.signed import FRAMEWORK_ISSUED, letter, read_letter
from metrics.province.packages import Handover
from metrics.province.register import Province

#: Places in which a county may say something else, and score the same.
_OWN = ("issued.", "column.")


def issued_framework(province: Province, key: Ed25519PrivateKey) -> bytes:
    """The letter that brings counties the framework they are scored by."""
    return letter(FRAMEWORK_ISSUED, province.name, province.framework_text.encode("utf-8"), key)


def received_framework(file: Path, public: str) -> tuple[str, str]:
    """Who issued a framework, and its text.

    Args:
        file: the letter.
        public: the issuer's public key, hexadecimal.

    Raises:
        RefusedError: as `read_letter`.
    """
    told, content = read_letter(file, public, FRAMEWORK_ISSUED)
    return told.issuer, framework_text_of(content)


def framework_text_of(content: bytes) -> str:
    """The text of a framework in a letter that was proven; RefusedError where it is none."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError("下发的指标不是 UTF-8 文本。") from error


def under(province: Province, given: Handover) -> Handover:
    """A handover as the province puts it together.

    The same text, or one that was issued by the province and has nothing in its parts changed. A county's own
    groups stay in the county: its books for the province are made without them.

    Raises:
        RefusedError: something in what was issued is not as it was issued; the first place is named.
    """
    if given.framework_text == province.framework_text:
        return given
    issued = replace(given, framework_text=province.framework_text).framework
    theirs = given.framework
    if theirs.issued.by != province.name:
        raise RefusedError("不是按省里的指标计分的。请县里导入省里下发的指标，重新发布后再报。")
    own = _own_parts(issued, theirs)
    for place, (ours, there) in differing(issued, theirs).items():
        free = place.startswith(_OWN) or place.endswith(".order")
        if place.partition(".")[0] not in own and not free:
            name = place_name(issued if ours is not None else theirs, place)
            above, own_words = difference_words(ours), difference_words(there)
            raise RefusedError(
                f"指标和省里下发的不同：{name}，省里是 {above}，县里是 {own_words}。请县里改回后重报。"
            )
    return replace(given, above=province.framework_text) if own else given


def _own_parts(issued: Framework, theirs: Framework) -> set[str]:
    return {part.id for part in theirs.parts} - {part.id for part in issued.parts}
