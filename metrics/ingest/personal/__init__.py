"""Numbers that belong to a person, wherever a file holds them; such a file is not stored."""

from metrics.ingest.personal.numbers import CARD, IDENTITY, MOBILE, masked_text, number_in_float
from metrics.ingest.personal.parts import without_unused
from metrics.ingest.personal.scan import MOST_MOBILES, MOST_PLACES, PersonalPlace, personal_places

__all__ = [
    "CARD",
    "IDENTITY",
    "MOBILE",
    "MOST_MOBILES",
    "MOST_PLACES",
    "PersonalPlace",
    "masked_text",
    "number_in_float",
    "personal_places",
    "without_unused",
]
