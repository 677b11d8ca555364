"""One thing told in several rows, and one number of attendances for many activities."""

from collections.abc import Iterator

from metrics.doubts.model import CountyRows, Doubt
from metrics.doubts.registry import RuleSpec, key_of, number, rule
from metrics.doubts.rules.twice import day
from metrics.ingest.signs import near_copies, same_again, sign_limits

_ACTIVITIES = "L05"


@rule("Q802")
def near_copied(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """Rows of one unit and enterprise whose titles differ in a number only, within days."""
    for titled in sign_limits().copied:
        frame = county.rows(titled.ledger)
        runs = near_copies(frame, ["_unit", "enterprise_code"], titled.title, titled.date)
        for _, rows in frame[runs.notna()].groupby(runs.dropna()):
            ordered = rows.sort_values(titled.date, kind="stable")
            where = county.places(titled.ledger, ordered, titled.title)
            yield spec.doubt(
                where,
                key=key_of(where),
                found=f"{len(where)} 行",
                unit=county.unit_name(where[0].unit),
                place=county.enterprise_name(where[0].values["enterprise_code"]),
                count=len(where),
                name=where[0].values[titled.title],
                sheet=county.spec(titled.ledger).sheet,
                days=sign_limits().days,
                first=day(ordered[titled.date].iat[0]),
                last=day(ordered[titled.date].iat[-1]),
            )


@rule("Q803")
def the_same_again(county: CountyRows, spec: RuleSpec) -> Iterator[Doubt]:
    """One number of attendances in a large part of a unit's activities of a quarter."""
    frame = county.rows(_ACTIVITIES)
    again = same_again(frame, ["_unit", "_period"], "attendances")
    told = frame[(frame["attendances"] > 0).fillna(value=False).astype(bool)]
    every = told.groupby(["_unit", "_period"]).size().to_dict()
    for (unit, quarter, count), rows in frame[again].groupby(["_unit", "_period", "attendances"]):
        where = county.places(_ACTIVITIES, rows, "attendances")
        yield spec.doubt(
            where,
            key=key_of(where, count),
            found=number(count),
            unit=county.unit_name(str(unit)),
            label=county.label(str(quarter)),
            count=len(where),
            share=f"{100 * len(where) / every[(unit, quarter)]:.0f}",
        )
