"""Whatever comes down from the office above, told apart once it is proven."""

from dataclasses import dataclass

from metrics.county import Returned
from metrics.province.letters.issuing import framework_text_of
from metrics.province.letters.returning import answer_of
from metrics.province.letters.signed import FRAMEWORK_ISSUED, read_letter


@dataclass(frozen=True)
class IssuedText:
    """A framework that came down: who issued it, its `visible.toml`."""

    issuer: str
    text: str


def received(content: bytes, public: str, county: str) -> Returned | IssuedText:
    """What a letter from above brings: the answer to a publication, or the framework.

    Args:
        content: the bytes of the letter.
        public: the issuer's public key, hexadecimal.
        county: who reads it.

    Raises:
        RefusedError: as `read_letter`; or it answers another county, or cannot be read.
    """
    told, inside = read_letter(content, public)
    if told.kind == FRAMEWORK_ISSUED:
        return IssuedText(told.issuer, framework_text_of(inside))
    return answer_of(told, inside, county)
