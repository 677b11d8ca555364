"""A fraction written in a text against the percentage beside it."""

from collections.abc import Iterator, Mapping

import pandas as pd

from metrics.doubts.model import CountyRows, Doubt
from metrics.doubts.registry import RuleSpec, columns_of, key_of, number, rule

# Not a date (2023/5/1), not a part of a longer number.
_FRACTION = r"(?<![\d./])(?P<part>\d+)\s*[/／]\s*(?P<whole>\d+)(?![\d./／]|\s*[/／])"
_PERCENT = r"(?P<percent>\d+(?:\.\d+)?)\s*[%％]"


@rule("Q202")
def ratio_in_text(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """`570/600` says 95 %: neither the text nor the value in per cent may say otherwise."""
    for column in columns_of(spec):
        yield from _of_column(county, spec, column)


def _of_column(county: CountyRows, spec: RuleSpec, column: Mapping[str, str]) -> Iterator[Doubt]:
    ledger, text = column["ledger"], column["text"]
    frame = county.rows(ledger)
    if county.spec(ledger).kind == "register":
        frame = frame.drop_duplicates(county.spec(ledger).key, keep="last")
    said = frame[text].str.extract(_FRACTION)
    whole = pd.to_numeric(said["whole"])
    ratio = 100 * pd.to_numeric(said["part"]) / whole.where(whole > 0)
    ratio = ratio.where(ratio <= 100)
    written = pd.to_numeric(frame[text].str.extract(_PERCENT)["percent"])
    yield from _unlike(county, spec, column, frame, ratio, written, text)
    if "value" in column:
        in_percent = frame[column["unit"]].eq("%")
        value, other = (_float(frame[column[name]]).where(in_percent) for name in ("value", "other"))
        fits_other = (other - ratio).abs() <= spec.limits["tolerance"]
        yield from _unlike(county, spec, column, frame, ratio, value.where(~fits_other), column["value"])


def _unlike(
    county: CountyRows,
    spec: RuleSpec,
    column: Mapping[str, str],
    frame: pd.DataFrame,
    ratio: pd.Series,
    stated: pd.Series,
    field: str,
) -> Iterator[Doubt]:
    ledger, text = column["ledger"], column["text"]
    wrong = (ratio - stated).abs() > spec.limits["tolerance"]
    what = "文字里写的" if field == text else county.spec(ledger).by_id[field].header
    places = county.places(ledger, frame[wrong], field)
    for place, right, found in zip(places, ratio[wrong], stated[wrong], strict=True):
        said = str(place.values[text])
        yield spec.doubt(
            (place,),
            key=key_of((place,), said, found),
            found=number(found),
            text=said,
            fraction=_fraction(said),
            ratio=number(right),
            what=what,
        )


def _fraction(text: str) -> str:
    part = pd.Series([text]).str.extract(_FRACTION).iloc[0]
    return f"{part['part']}/{part['whole']}"


def _float(values: pd.Series) -> pd.Series:
    return values.astype("Float64").astype("float64")
