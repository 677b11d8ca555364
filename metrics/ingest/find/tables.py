"""A ledger sheet read column by column: each distinct cell understood once, each row with its address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from metrics.framework import ColumnSpec, Framework, LedgerSpec, Period, name_key
from metrics.ingest.find.dittos import with_dittos
from metrics.ingest.find.header import Header
from metrics.ingest.find.rows import Rows
from metrics.ingest.model import BOUND, RAW, ROW, CellRef, Context, LedgerRows
from metrics.ingest.read import Array, Raw, RawSheet, spread
from metrics.ingest.revisions import repeated_codes, with_codes
from metrics.ingest.values import (
    BLANK,
    Directory,
    Reader,
    Reading,
    directory,
    parse_number,
    reader_for,
    scale_factor,
    shown,
)

#: So many different cells of a column of which none is understood: it holds something else.
_HOPELESS = 5_000
DTYPES = {
    "code": "str",
    "text": "str",
    "enum": "str",
    "reference": "str",
    "bool": "boolean",
    "int": "Int64",
    "decimal": "Float64",
    "date": "datetime64[us]",
}


@dataclass(frozen=True)
class Scope:
    """What a workbook is checked against.

    `unit` may be empty and `period` None when not known; `unread` are ledgers whose sheet has no header,
    `template` is the version of the template as the file says, empty for one's own list.
    """

    sha256: str
    framework: Framework
    context: Context
    unit: str
    period: Period | None
    unread: frozenset[str] = frozenset()
    template: str = ""

    def never_offered(self, since: str) -> bool:
        """Whether a column or ledger came with a later template than the file's."""
        return self.framework.came_later(since, self.template)


@dataclass(frozen=True)
class Area:
    """A ledger found in a sheet: its header and its rows."""

    ledger: LedgerSpec
    sheet: RawSheet
    header: Header
    rows: Rows


@dataclass(frozen=True)
class Column:
    """One field of a sheet.

    Args:
        spec: which field.
        position: Excel column (1-based); 0 when the sheet has none.
        raws: distinct cells of the data rows.
        readings: what each of them says.
        codes: per data row the position among `raws`.
    """

    spec: ColumnSpec
    position: int
    raws: list[Raw]
    readings: list[Reading]
    codes: Array

    def flagged(self, flags: list[bool]) -> Array:
        """Per data row, whether its distinct cell is flagged."""
        return spread(flags, self.codes)

    @cached_property
    def blank(self) -> Array:
        """Per data row, whether nothing was said (a column that is absent is blank throughout)."""
        return self.flagged([reading.blank for reading in self.readings])

    @cached_property
    def values(self) -> pd.Series:
        """Per data row the typed value."""
        return self._taken([reading.value for reading in self.readings], DTYPES[self.spec.type])

    @cached_property
    def raw_texts(self) -> pd.Series:
        """Per data row the cell as the person sees it; missing where it is empty."""
        return self._taken([shown(raw) or None for raw in self.raws], "str")

    @cached_property
    def bounds(self) -> pd.Series:
        """Per data row lower, upper, about or missing."""
        return self._taken([reading.bound or None for reading in self.readings], "str")

    @property
    def says_more(self) -> bool:
        """Whether some cell's text is not simply its value written out."""
        pairs = zip(self.raws, self.readings, strict=True)
        return any(raw != reading.value and shown(raw) != written(reading.value) for raw, reading in pairs)

    def _taken(self, values: list, dtype: str) -> pd.Series:
        array = pd.array(values, dtype=dtype)  # type: ignore[call-overload] # the stubs know literals only
        return pd.Series(array.take(self.codes))


def written(value: object) -> str:
    """A value as one would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return shown(value) if isinstance(value, int | float | str) else str(value)


@dataclass(frozen=True)
class Table:
    """A sheet, read. `frame` holds the typed values by field and `_row`; `filled` the filled blanks."""

    area: Area
    columns: Mapping[str, Column]
    frame: pd.DataFrame
    filled: Mapping[str, Array]
    sha256: str

    @property
    def ledger(self) -> LedgerSpec:
        """The ledger's specification."""
        return self.area.ledger

    def place(self, field: str, position: int) -> CellRef:
        """The cell of a field in a data row (0-based); the whole row where the sheet has no such column."""
        row = int(self.frame[ROW].to_numpy()[position])
        return CellRef(self.sha256, self.area.sheet.name, row, self.columns[field].position)

    def text(self, field: str, position: int) -> str:
        """What a cell shows."""
        column = self.columns[field]
        return shown(column.raws[column.codes[position]])

    def rows_of(self) -> LedgerRows:
        """The part that leaves the layer."""
        columns = {name: column.position for name, column in self.columns.items() if column.position}
        return LedgerRows(self.ledger.code, self.area.sheet.name, columns, self._full_frame())

    def _full_frame(self) -> pd.DataFrame:
        extra = {}
        for name, column in self.columns.items():
            if column.position and column.says_more:
                extra[f"{name}{RAW}"] = column.raw_texts
            if any(reading.bound for reading in column.readings):
                extra[f"{name}{BOUND}"] = column.bounds
        return pd.concat([self.frame, pd.DataFrame(extra)], axis=1) if extra else self.frame


def positions(mask: pd.Series | Array) -> list[int]:
    """The 0-based positions where a mask holds; missing counts as no."""
    if isinstance(mask, pd.Series):
        mask = mask.fillna(value=False).to_numpy(dtype=bool)
    return mask.nonzero()[0].tolist()


def read_tables(areas: list[Area], scope: Scope) -> list[Table]:
    """Read every ledger found: first codes and names of registers, which others refer to, then the rest."""
    registers = [area for area in areas if area.ledger.kind == "register"]
    codes = {area.ledger.code: _register_codes(area, scope) for area in registers}
    directories = _directories(areas, codes, scope)
    return [_table(area, codes.get(area.ledger.code), directories, scope) for area in areas]


def _register_codes(area: Area, scope: Scope) -> pd.Series:
    """The row codes of a register: references are not understood yet, and not asked."""
    codes = _values(area, area.ledger.key, scope)
    codes = codes.fillna(kept_codes(area, codes, scope))
    plain = [spec.id for spec in area.ledger.columns if spec.type != "reference"]
    return _issued(area.ledger, codes, lambda: {name: _values(area, name, scope) for name in plain}, scope)


def _issued(
    ledger: LedgerSpec, codes: pd.Series, content: Callable[[], Mapping[str, pd.Series]], scope: Scope
) -> pd.Series:
    """Codes with the blank ones filled: those of the last revision's like rows, then new ones.

    Without unit and period nothing is issued. `content` gives the fields to compare by.
    """
    if not scope.unit or scope.period is None or not codes.isna().any():
        return codes
    used = scope.context.used_codes.get(ledger.code, frozenset())
    previous = scope.context.previous.get(ledger.code)
    if previous is not None:
        blank, free = codes.isna(), ~previous[ledger.key].isin(codes)
        rows = pd.DataFrame(content())[blank.to_numpy()]
        codes = codes.fillna(repeated_codes(ledger, previous[free], rows))
        used = used.union(previous[ledger.key].dropna())
    return with_codes(codes, ledger, scope.unit, scope.period, used)


def kept_codes(area: Area, codes: pd.Series, scope: Scope) -> pd.Series:
    """For rows of a register without a code: the code the unit's row of the same name has already."""
    ledger, mine = area.ledger, scope.context.prefill.get(area.ledger.code)
    none = pd.Series(None, index=codes.index, dtype="str")
    if not scope.unit or not ledger.name_field or mine is None or not codes.isna().any():
        return none
    owned = dict(zip(mine[ledger.name_field].map(_key).tolist(), mine[ledger.key].tolist(), strict=True))
    found = _values(area, ledger.name_field, scope).map(_key).map(owned)
    wanted = codes.isna() & found.notna() & ~found.isin(codes) & ~found.duplicated()
    return found.astype("str").where(wanted, none)


def _key(name: object) -> str:
    return name_key(name) if isinstance(name, str) else ""


def _values(area: Area, field: str, scope: Scope) -> pd.Series:
    """The typed values of a field that needs no directories."""
    spec = area.ledger.by_id[field]
    return _column(area, spec, _reader(area, spec, {}, scope)).values


def _reader(area: Area, spec: ColumnSpec, directories: Mapping[str, Directory], scope: Scope) -> Reader:
    unit = area.header.units.get(spec.id, "")
    return reader_for(scope.framework, spec, scope.period, directories, unit)


def _directories(areas: list[Area], codes: Mapping[str, pd.Series], scope: Scope) -> dict[str, Directory]:
    """Reference target → what may be named: what the office knows and what this very workbook registers."""
    targets = {column.refers for area in areas for column in area.ledger.columns if column.refers}
    found = {
        target: directory(scope.framework, target, scope.context.known.get(target)) for target in targets
    }
    for area in areas:
        target = found.get(area.ledger.code)
        if target is None or area.ledger.code not in codes or not area.ledger.name_field:
            continue
        names = _values(area, area.ledger.name_field, scope).tolist()
        states = (
            _values(area, "status", scope).tolist() if "status" in area.ledger.by_id else [""] * len(names)
        )
        others = _other_names(area, scope)
        entries = zip(codes[area.ledger.code].tolist(), names, others, states, strict=True)
        for code, name, more, status in entries:
            if isinstance(code, str) and isinstance(name, str):
                target.add(code, name, more, status)
    return found


def _other_names(area: Area, scope: Scope) -> list[tuple[str, ...]]:
    """Per data row of a register, what else it may be called: its short name."""
    fields = [_values(area, field, scope).tolist() for field in area.ledger.known_as]
    rows = zip(*fields, strict=True) if fields else ((),) * len(area.rows.data)
    return [tuple(text for text in texts if isinstance(text, str)) for texts in rows]


def _column(area: Area, spec: ColumnSpec, reader: Reader) -> Column:
    """Read one field over the data rows; each distinct cell once."""
    position = area.header.fields.get(spec.id, 0)
    rows = area.rows.data
    if not position:
        return Column(spec, 0, [""], [BLANK], rows * 0)
    raw = area.sheet.columns[position - 1]
    codes, used = pd.factorize(raw.codes[rows - 1])
    raws = [raw.values[code] for code in used.tolist()]
    readings = _readings(raws, reader)
    if spec.type != "code":
        raws, readings, codes = with_dittos(raws, readings, codes, is_text=spec.type == "text")
    return Column(spec, position, raws, readings, codes)


def _readings(raws: Sequence[Raw], reader: Reader) -> list[Reading]:
    """What each distinct cell says; of very many of which none is understood, the rest is not thought about.

    The first of them refuse the file in any case, and a column of nothing but nonsense must not keep the
    server busy.
    """
    found = [reader(value) for value in raws[:_HOPELESS]]
    is_hopeless = all(reading.value is None for reading in found)
    bare = next((one for one in found if one.problem.startswith("E") and not one.detail), None)
    if len(raws) == len(found) or not is_hopeless or bare is None:
        return found + [reader(value) for value in raws[_HOPELESS:]]
    rest = Reading(problem=bare.problem)
    return found + [rest if shown(value).strip() else reader(value) for value in raws[_HOPELESS:]]


def _in_unit_of_row(area: Area, column: Column, unit_column: Column, scope: Scope) -> Column:
    """A number read again against the unit that its own row names."""
    pairs = pd.Series(column.codes * len(unit_column.raws) + unit_column.codes)
    codes, used = pd.factorize(pairs)
    written_unit = area.header.units.get(column.spec.id, "")
    raws, readings = [], []
    for pair in used.tolist():
        code, of_unit = divmod(pair, len(unit_column.raws))
        raws.append(column.raws[code])
        unit = unit_column.readings[of_unit].value
        spec = replace(column.spec, unit=unit if isinstance(unit, str) else "")
        reading = reader_for(scope.framework, spec, scope.period, {}, written_unit)(raws[-1])
        readings.append(_without_unit(reading, raws[-1], spec, written_unit))
    return Column(column.spec, column.position, raws, readings, codes)


def _without_unit(reading: Reading, raw: Raw, spec: ColumnSpec, heading: str) -> Reading:
    """A reading with the question about its unit: the row names none, or the heading another one."""
    if reading.value is None or reading.problem not in ("", "W403"):
        return reading
    if heading and spec.unit and heading != spec.unit and scale_factor(heading, spec.unit) is None:
        return Reading(problem="E422", detail=f"表头写的是“{heading}”，本行的单位是“{spec.unit}”")
    number = None if spec.unit else parse_number(shown(raw))
    if number is None or not number.unit:
        return reading
    value = written(reading.value)
    return Reading(reading.value, "", "W406", value, f"带着“{number.unit}”，本行却没有填单位")


def _table(area: Area, codes: pd.Series | None, directories: Mapping[str, Directory], scope: Scope) -> Table:
    columns = {
        spec.id: _column(area, spec, _reader(area, spec, directories, scope)) for spec in area.ledger.columns
    }
    for spec in area.ledger.columns:
        if spec.unit_from and columns[spec.id].position:
            columns[spec.id] = _in_unit_of_row(area, columns[spec.id], columns[spec.unit_from], scope)
    values = {name: column.values for name, column in columns.items()}
    filled = {}
    for spec in area.ledger.columns:
        given = default_of(spec, scope)
        if given is not None:
            filled[spec.id] = columns[spec.id].blank
            values[spec.id] = values[spec.id].mask(filled[spec.id], given)
    key = area.ledger.key
    values[key] = _issued(area.ledger, values[key], lambda: values, scope) if codes is None else codes
    frame = pd.DataFrame({**values, ROW: area.rows.data})
    return Table(area, columns, frame, filled, scope.sha256)


def default_of(spec: ColumnSpec, scope: Scope) -> str | int | None:
    """What a blank stands for: the column's default, or the submitting unit in a prefilled unit column."""
    if spec.default is not None:
        return spec.default
    return (scope.unit or None) if spec.prefilled and spec.refers == "unit" else None
