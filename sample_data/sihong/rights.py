"""Social organisations (L10), disputes (L11) and the office's own meetings and papers (L14)."""

from collections.abc import Iterator
from datetime import date, timedelta

from sample_data.sihong.county import Row, SampleCounty, chance, quarter_of, read_table
from sample_data.sihong.ties import Ties


def make_support(ties: Ties) -> Iterator[Row]:
    """Rows of L10 from support.csv."""
    draw = chance("support")
    for plan in read_table("support.csv"):
        day = date.fromisoformat(plan["date"])
        yield {
            "unit": plan["unit"],
            "quarter": quarter_of(day),
            "support_code": None,
            "social_org": plan["org"],
            "support_field": plan["field"],
            "matter_type": plan["matter"],
            "people": int(plan["people"]),
            "enterprise_code": ties.enterprise(draw) if plan["enterprise"] == "1" else None,
            "occurred_on": day,
            "funding": float(plan["funding"]) if plan["funding"] else None,
        }


def make_disputes(ties: Ties) -> Iterator[Row]:
    """Rows of L11 from disputes.csv: 13 accepted, 13 closed, 12 mediated."""
    draw = chance("disputes")
    for plan in read_table("disputes.csv"):
        day = date.fromisoformat(plan["accepted"])
        enterprise = ties.enterprise(draw, power=0.3)
        yield {
            "unit": "U11",
            "quarter": quarter_of(day),
            "case_no": None,
            "accepted_on": day,
            "enterprise_code": enterprise,
            "dispute_type": plan["type"],
            "workers": int(plan["workers"]),
            "amount": float(plan["amount"]),
            "channel": plan["channel"],
            "outcome": plan["outcome"],
            "is_closed": True,
            "closed_on": day + timedelta(days=int(plan["days"])),
            "performed": plan["performed"],
            "brand_code": "B17",
        }


def make_mechanism(county: SampleCounty) -> Iterator[Row]:
    """Rows of L14 from words.toml: shown, never scored."""
    for matter, entries in county.words["mechanism"].items():
        for entry in entries:
            day, title = entry.split(" ", 1)
            yield {
                "unit": "U01",
                "quarter": quarter_of(date.fromisoformat(day)),
                "mechanism_code": None,
                "matter_type": matter,
                "occurred_on": date.fromisoformat(day),
                "title": title,
                "times": 1,
            }
