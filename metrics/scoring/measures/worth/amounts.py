"""The sum of a column, less the one that `minus` names."""

from metrics.framework import MeasureTerm
from metrics.scoring.measures.parts import Part
from metrics.scoring.measures.request import Request


def worth(request: Request, term: MeasureTerm) -> tuple[Part, ...]:
    """One part; a missing amount adds nothing. Of a register the latest rows."""
    code, column = term.source, term.columns[0]
    return (
        request.part(
            code, column, request.rows(code), request.amounts(code, column, term.options.get("minus"))
        ),
    )
