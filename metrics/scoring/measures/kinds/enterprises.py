"""Distinct enterprises in the rows."""

from metrics.scoring.measures.parts import Fraction
from metrics.scoring.measures.request import Request


def fraction(request: Request) -> Fraction:
    """One part a source ledger; an enterprise in several rows or ledgers counts once."""
    parts = (request.part(code, request.named(code), request.rows(code)) for code in request.ledger.source)
    return Fraction(request.enterprises(tuple(parts)))
