"""Numbers of people against those the enterprise has."""

from collections.abc import Iterator, Mapping
from typing import Any

from metrics.doubts.model import CountyRows, Doubt
from metrics.doubts.registry import RuleSpec, columns_of, key_of, number, rule
from metrics.ingest.signs import held, most_a_session, present, sign_limits


@rule("Q402")
def more_than_employed(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """Beneficiaries, covered workers … more than the enterprise employs."""
    for column in columns_of(spec):
        yield from _of_column(county, spec, column)


def _of_column(county: CountyRows, spec: RuleSpec, column: Mapping[str, Any]) -> Iterator[Doubt]:
    ledger, part, whole = column["ledger"], column["part"], column["whole"]
    frame = county.rows(ledger).dropna(subset=["enterprise_code", part])
    for field, values in column.get("when", {}).items():
        frame = frame[frame[field].isin(values)]
    if county.spec(ledger).kind == "register":
        frame = frame.drop_duplicates(county.spec(ledger).key, keep="last")
    limit = county.roster_value(frame, whole)
    wrong = (frame[part] > limit).fillna(value=False).astype(bool)
    for place, most in zip(county.places(ledger, frame[wrong], part), limit[wrong], strict=True):
        yield spec.doubt(
            (place,),
            key=key_of((place,), part, place.values[part], most),
            found=number(place.values[part]),
            what=county.spec(ledger).by_id[part].header,
            whole=county.spec("L15").by_id[whole].header,
            place=county.enterprise_name(place.values["enterprise_code"]),
            limit=number(most),
        )


@rule("Q403")
def more_than_fit(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """People present a session at an enterprise against its employees; guests are allowed for."""
    frame = county.rows("L05").dropna(subset=["enterprise_code", "attendances"])
    came, employees = present(frame), county.roster_value(frame, "employees")
    most = most_a_session(employees)
    wrong = (came > held(frame) * most).fillna(value=False).astype(bool)
    shown = (county.places("L05", frame[wrong], "attendances"), came[wrong], employees[wrong], most[wrong])
    for place, people, heads, limit in zip(*shown, strict=True):
        yield spec.doubt(
            (place,),
            key=key_of((place,), people, place.values["sessions"], heads),
            found=number(people),
            place=county.enterprise_name(place.values["enterprise_code"]),
            sessions=number(place.values["sessions"]),
            per=number(people / (place.values["sessions"] or 1)),
            employees=number(heads),
            limit=number(limit),
            times=sign_limits().times_employed,
        )
