"""What is not said never helps: a blank cell of an approved row, or a blank own sheet, raises no score.

docs/decisions.md says how denominators see to it, and why a few cells cannot: these stand in `CONVENTIONS`,
each with what does hold for it.
"""

import shutil
from dataclasses import dataclass
from io import BytesIO

import numpy as np
import openpyxl
import pandas as pd
import pytest

from metrics.framework import parse_period
from metrics.framework.model import LEVELS
from metrics.store import Store
from metrics.store.database import SYSTEM
from metrics.store.reporting import check_upload
from tests.kit.sample_scores import FRAMEWORK, blanked, books, books_of, county, risen, with_rows

#: Cells of a column that are tried in a row's quarter, over the year, and in the long run.
FEW, ONE, CELLS = 2, 1, 3
SCORED = sorted({code for measure in FRAMEWORK.measures for code in measure.ledger.source} | {"L15"})
BY_NAME = ("enterprise", "town", "industry", "county")
#: (ledger, field) → levels that a blank cell cannot raise, where it may raise others.
CONVENTIONS = {
    # Whose a row is, not what it says: without a brand it is the submitting unit's own work.
    **{(code, "brand_code"): BY_NAME for code in SCORED},
    # A case that names no enterprise is held against none.
    ("L11", "enterprise_code"): ("brand", "unit", "county"),
    # Blank reads as none, as people mean it: two rows in three leave it so.
    ("L05", "online_attendances"): (),
}


@dataclass(frozen=True)
class OptionalCell:
    """A column people may leave blank: a required cell is refused on the way in."""

    ledger: str
    field: str

    def __str__(self):
        return f"{self.ledger}.{self.field}"

    @property
    def spec(self):
        return FRAMEWORK.ledgers[self.ledger].by_id[self.field]

    @property
    def levels(self):
        return CONVENTIONS.get((self.ledger, self.field), tuple(LEVELS))

    def filled(self, data):
        """Positions of rows of the period that say something here and need not."""
        frame = data.ledgers[self.ledger]
        held = frame["_period"].isin([quarter.code for quarter in data.period.quarters])
        held &= frame[self.field].notna()
        for other, words in self.spec.required_when.items():
            held &= ~frame[other].isin([{"是": True, "否": False}.get(word, word) for word in words])
        return np.flatnonzero(held)

    def some(self, data, most=CELLS):
        draw = np.random.default_rng([int(self.ledger[1:]), len(self.field)])
        return draw.permutation(self.filled(data))[:most]


OPTIONAL = [
    OptionalCell(code, column.id)
    for code in SCORED
    for column in FRAMEWORK.ledgers[code].columns
    if not column.required and column.id != FRAMEWORK.ledgers[code].key
]


def looked_at(cell):
    """Whether a score may depend on the cell: it says whose a row is or when, or a formula names it."""
    uses = [m.ledger for m in FRAMEWORK.measures if cell.ledger in m.ledger.source]
    if cell.spec.type == "reference" or cell.field == FRAMEWORK.ledgers[cell.ledger].date:
        return True
    return any(cell.field in repr(one) for one in uses)


LOOKED_AT = [cell for cell in OPTIONAL if looked_at(cell)]


def test_nobody_looks_at_the_other_cells(demo_file):
    data = county(demo_file, "2023Q4")
    others = [cell for cell in OPTIONAL if not looked_at(cell)]
    assert len(others) > 20
    ledgers = dict(data.ledgers)
    for cell in others:
        frame = ledgers[cell.ledger]
        ledgers[cell.ledger] = frame.assign(**{cell.field: frame[cell.field].mask(frame[cell.field].notna())})
    after = books_of(with_rows(data, **ledgers))
    for level, book in books(demo_file, "2023Q4").items():
        assert after[level].scores.equals(book.scores)


@pytest.mark.breadth(3)
@pytest.mark.parametrize(
    ("period", "most"),
    [
        ("2023Q4", FEW),
        ("2023", ONE),
        pytest.param("2023Q4", CELLS, marks=pytest.mark.long),
        pytest.param("2023", CELLS, marks=pytest.mark.long),
    ],
)
@pytest.mark.parametrize("cell", [cell for cell in LOOKED_AT if cell.levels], ids=str)
def test_a_blank_cell_raises_no_score(demo_file, cell, period, most):
    data, before = county(demo_file, period), books(demo_file, period)
    positions = cell.some(data, most)
    assert len(positions) > 0 or cell.spec.required_when
    for position in positions:
        after = books_of(blanked(data, cell.ledger, position, cell.field), levels=cell.levels)
        assert risen(before, after, cell.levels) == {}, position


def test_a_blank_number_of_online_visitors_moves_only_what_counts_who_came(demo_file):
    """So it is no way to raise anything else; the whole audience then counts as having come."""
    data, before = county(demo_file, "2023"), books(demo_file, "2023")
    options = {m.id: m.ledger.options for m in FRAMEWORK.measures}
    who_came = {name for name, one in options.items() if "offline" in one or "minus" in one}
    who_came |= {m.id for m in FRAMEWORK.measures if "reached" in m.ledger.per.values()} | {
        "K1a",
        "K1c",
        "K3b",
    }
    for position in OptionalCell("L05", "online_attendances").some(data):
        up = risen(before, books_of(blanked(data, "L05", position, "online_attendances")))
        assert {name for _, _, name in up if name in FRAMEWORK.measure} <= who_came


@pytest.mark.long
def test_a_brand_that_loses_a_row_gains_no_count(demo_file):
    """Its shares and means may rise when a weak row leaves; what it adds up cannot."""
    data, before = county(demo_file, "2023"), books(demo_file, "2023")["brand"]
    sums = [m.id for m in FRAMEWORK.measures if m.ledger.per.get("B") in ("sum", "capped")]
    assert len(sums) >= 5
    for code in ("L03", "L05", "L06", "L07", "L08", "L09", "L13"):
        for position in OptionalCell(code, "brand_code").some(data):
            after = books_of(blanked(data, code, position, "brand_code"), levels=("brand",))["brand"]
            assert not (after.values[sums] > before.values[sums] + 1e-9).to_numpy().any()


OWN_SHEETS = [
    (unit.code, ledger)
    for unit in FRAMEWORK.units
    for ledger in unit.ledgers
    # L11: no case is not applicable, by the formula. L01, L15 say whose the rows of other ledgers are.
    if ledger in SCORED and ledger not in ("L01", "L11", "L15")
]


@pytest.mark.long
def test_a_blank_own_sheet_raises_no_score_of_its_unit(demo_file):
    data, before = county(demo_file, "2023Q4"), books(demo_file, "2023Q4")
    checked = 0
    for unit, ledger in OWN_SHEETS:
        frame = data.ledgers[ledger]
        own = frame["_unit"].eq(unit) & frame["_period"].eq("2023Q4")
        if own.any():
            after = books_of(
                with_rows(data, **{ledger: frame[~own].reset_index(drop=True)}), levels=("unit",)
            )
            up = risen(before, after, ("unit",))
            assert not {key for key in up if key[1] == unit and key[2] == "total"}, (unit, ledger)
            checked += 1
    assert checked > 40


def test_a_target_holds_for_its_year(demo_file):
    """Only a brand that never stated one is left out of 年度目标完成率."""
    data, before = county(demo_file, "2023Q4"), books(demo_file, "2023Q4")["brand"]
    frame = data.ledgers["L01"].copy()
    frame.loc[frame["_period"] == "2023Q4", ["target_value", "target_unit"]] = None
    after = books_of(with_rows(data, L01=frame), levels=("brand",))["brand"]
    assert after.values["K3b"].equals(before.values["K3b"])
    assert (before.status.loc[["B38", "B42", "B45"], "K3b"] == "not_applicable").all()


@pytest.fixture(scope="module")
def store(demo_file, tmp_path_factory):
    """A copy: taking an original is a deed that the audit keeps."""
    copy = shutil.copy(demo_file, tmp_path_factory.mktemp("blanks") / "demo.db")
    with Store.open(f"sqlite:///{copy}", migrate=False) as opened:
        yield opened


def blank_upload(store, data, cells):
    """The approved workbook that some rows stand in, checked again with these (cell, position) blank."""
    rows = [(cell, data.ledgers[cell.ledger].iloc[position]) for cell, position in cells]
    (submission,) = {row["_submission"] for _, row in rows}
    info = data.submissions[submission]
    file, content = store.reporting.original(info.sha256, SYSTEM)
    book = openpyxl.load_workbook(BytesIO(content))
    for cell, row in rows:
        place = data.cell(info.id, cell.ledger, row["_row"], cell.field)
        assert book[place.sheet][place.address].value not in (None, "")
        book[place.sheet][place.address].value = None
    out = BytesIO()
    book.save(out)
    period = parse_period(info.period)
    return info, check_upload(
        store.reporting, FRAMEWORK, out.getvalue(), file, info.unit, period, account=SYSTEM
    )


def with_upload(data, info, checked):
    """The county with the rows of a submission replaced by those of another file."""
    ledgers = {}
    for code, rows in checked.ledgers.items():
        origin = {"_submission": info.id, "_unit": info.unit, "_period": info.period}
        new = rows.frame.assign(**origin)
        old = data.ledgers[code]
        kept = old[old["_submission"] != info.id]
        ledgers[code] = pd.concat(
            [kept, new.reindex(columns=old.columns).astype(old.dtypes)], ignore_index=True
        )
    return with_rows(data, **ledgers)


@pytest.mark.breadth(1)
@pytest.mark.parametrize("cell", LOOKED_AT, ids=str)
def test_a_cell_left_blank_in_a_workbook_is_refused_or_raises_no_score(store, demo_file, cell):
    data, before = county(demo_file, "2023Q4"), books(demo_file, "2023Q4")
    frame = data.ledgers[cell.ledger]
    filled = np.flatnonzero(frame["_period"].eq("2023Q4") & frame[cell.field].notna())
    position = np.random.default_rng(len(filled)).choice(filled)
    info, checked = blank_upload(store, data, [(cell, position)])
    if not checked.accepted:
        assert cell.field in {finding.field for finding in checked.of_severity("error")}
        return
    after = books_of(with_upload(data, info, checked), levels=cell.levels)
    assert risen(before, after, cell.levels) == {}


@pytest.mark.breadth(2)
@pytest.mark.parametrize("ledger", ["L03", "L05", "L06", "L08", "L09", "L11"])
def test_a_required_cell_left_blank_is_refused(store, demo_file, ledger):
    """Each in a row of its own as far as the workbook has rows; every one is an error at its cell."""
    data, spec = county(demo_file, "2023Q4"), FRAMEWORK.ledgers[ledger]
    frame = data.ledgers[ledger]
    held = frame["_submission"].where(frame["_period"].eq("2023Q4"))
    positions = np.flatnonzero(held.eq(held.value_counts().idxmax()))
    required = [c.id for c in spec.columns if c.required and c.default is None and not c.prefilled]
    blank = [(OptionalCell(ledger, name), positions[at % len(positions)]) for at, name in enumerate(required)]
    _, checked = blank_upload(store, data, blank)
    errors = {(finding.field, finding.where.row) for finding in checked.of_severity("error")}
    assert {(cell.field, frame["_row"].iloc[position]) for cell, position in blank} <= errors
    assert not checked.accepted
