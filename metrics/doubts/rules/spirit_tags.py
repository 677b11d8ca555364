"""Spirit tags that title or type speak against."""

from collections.abc import Iterator

from metrics.doubts.model import CountyRows, Doubt
from metrics.doubts.registry import RuleSpec, key_of, rule
from metrics.ingest.signs import against_tag, sign_limits

_TAG = "spirit_tag"


@rule("Q804")
def tag_and_title(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """Activities and cases; a title with a word of its own tag is never doubted."""
    spirits = county.framework.vocabularies["spirits"]
    for titled in sign_limits().tagged:
        frame = county.rows(titled.ledger)
        kinds = frame[titled.kind] if titled.kind else None
        reasons = against_tag(spirits, frame[_TAG], frame[titled.title], kinds)
        wrong = reasons.notna()
        places = county.places(titled.ledger, frame[wrong], _TAG)
        for place, reason in zip(places, reasons[wrong], strict=True):
            tag = str(place.values[_TAG])
            yield spec.doubt(
                (place,), key=key_of((place,), tag), found=tag, name=place.values[titled.title], reason=reason
            )
