"""From the rows of a set-up workbook to a county's files, and back: what it leaves out stays as it is."""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from io import StringIO

import pandas as pd

from metrics.county.setup.meaning import split
from metrics.county.setup.sheets import (
    BRANDS,
    ORGANISATIONS,
    PLACE,
    TICK,
    TOWNS,
    UNITS,
    VOCABULARIES,
    WORDS,
    tick_of,
)
from metrics.framework import County, CountyFile, CountyPackage, Framework, name_key
from metrics.ingest import CheckedWorkbook
from metrics.ingest.values import display

_TERM = ("code", "name", "short_name", "aliases", "valid_from", "valid_to")
_UNIT = ("code", "name", "short_name", "aliases", "ledgers", "valid_from", "valid_to")
_BRAND = ("code", "name", "unit", "is_county_brand")
#: Sheet → file of its words.
_LISTS = {TOWNS: CountyFile.TOWNS, ORGANISATIONS: CountyFile.ORGANISATIONS}
Cells = Mapping[str, object]


def package_of(checked: CheckedWorkbook, before: CountyPackage, county: Framework) -> CountyPackage:
    """The county's files as a set-up workbook says they should be.

    Args:
        checked: an accepted set-up workbook; a sheet without rows changes nothing.
        before: the files as they are.
        county: the county as it is.
    """
    sheets = {code: rows.frame for code, rows in checked.ledgers.items() if len(rows.frame)}
    codes = new_codes(sheets, county)
    changed: dict[str, bytes | None] = {}
    for code, file in _LISTS.items():
        if code in sheets:
            changed[file] = _table(_TERM, (_term(row, codes) for row in _rows(sheets[code])))
    if UNITS in sheets:
        changed[CountyFile.UNITS] = _table(_UNIT, (_unit(row, codes) for row in _rows(sheets[UNITS])))
    if BRANDS in sheets:
        changed[CountyFile.BRANDS] = _table(_BRAND, (_brand(row, codes) for row in _rows(sheets[BRANDS])))
    if WORDS in sheets:
        changed |= _words(sheets[WORDS], before)
    changed[CountyFile.COUNTY] = _toml(_place(sheets, codes, county.home))
    return before.changed(changed)


def new_codes(sheets: Mapping[str, pd.DataFrame], county: Framework) -> dict[str, str]:
    """Code in the workbook → code that is kept.

    What reading made up for a row without a code becomes the code that its name has already, else the next
    free one of its letter; a code that was ever given is given to nobody else.
    """
    out: dict[str, str] = {}
    for sheet, (letter, known) in _known(county).items():
        if sheet not in sheets:
            continue
        pairs = list(zip(sheets[sheet]["code"], sheets[sheet]["name"], strict=True))
        made_up = [code for code, _ in pairs if code.startswith(f"{letter}0-")]
        taken = {*known.values(), *(code for code, _ in pairs if code not in made_up)}
        highest = max((int(code[1:]) for code in taken if code[1:].isdecimal()), default=0)
        fresh = iter(range(highest + 1, highest + len(pairs) + 1))
        for code, name in pairs:
            own = known.get(name_key(name))
            out[code] = code if code not in made_up else own or f"{letter}{next(fresh):02d}"
    return out


def _known(county: Framework) -> dict[str, tuple[str, dict[str, str]]]:
    """Sheet → the letter of its codes, and name → code of what there is already."""
    towns, organisations = (
        {name_key(term.name): term.code for term in county.vocabularies[name].terms}
        for name in ("towns", "social_organisations")
    )
    return {
        UNITS: ("U", {name_key(unit.name): unit.code for unit in county.units}),
        TOWNS: ("X", towns),
        ORGANISATIONS: ("O", organisations),
        BRANDS: ("B", {name_key(brand.name): brand.code for brand in county.brands}),
    }


def _rows(frame: pd.DataFrame) -> Iterable[Cells]:
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


def _term(row: Cells, codes: Mapping[str, str]) -> dict[str, str]:
    return {
        "code": codes[str(row["code"])],
        "name": str(row["name"]),
        "short_name": str(row.get("short_name") or ""),
        "aliases": "|".join(split(row.get("aliases"))),
        "valid_from": _day(row.get("valid_from")),
        "valid_to": _day(row.get("valid_to")),
    }


def _unit(row: Cells, codes: Mapping[str, str]) -> dict[str, str]:
    kept = [name.removeprefix(TICK) for name, value in row.items() if name.startswith(TICK) and value is True]
    return _term(row, codes) | {"ledgers": "|".join(kept)}


def _brand(row: Cells, codes: Mapping[str, str]) -> dict[str, str]:
    return {
        "code": codes[str(row["code"])],
        "name": str(row["name"]),
        "unit": codes.get(str(row["unit"]), str(row["unit"])),
        "is_county_brand": "是" if row.get("is_county_brand") else "否",
    }


def _words(frame: pd.DataFrame, before: CountyPackage) -> dict[str, bytes | None]:
    """Added words, one file a vocabulary; files of vocabularies that are not named stay."""
    names = {label: name for name, label in VOCABULARIES.items()}
    codes = _word_codes(frame, before)
    out: dict[str, bytes | None] = {}
    for label, rows in frame.groupby("vocabulary", sort=False):
        name = names[str(label)]
        place = f"vocab/{name[1:]}.csv" if name.startswith("=") else f"{CountyFile.WORDS}{name}.csv"
        out[place] = _table(_TERM, (_term(row, codes) for row in _rows(rows)))
    return out


def _word_codes(frame: pd.DataFrame, before: CountyPackage) -> dict[str, str]:
    """Code in the workbook → code that is kept: no two words of the sheet have the same one."""
    known = {
        (str(row["vocabulary"]), name_key(str(row["name"]))): str(row["code"]) for row in _added_words(before)
    }
    made_up = [code for code in frame["code"] if code.startswith("W0-")]
    taken = {*known.values(), *(code for code in frame["code"] if code not in made_up)}
    highest = max((int(code[1:]) for code in taken if code[0] == "W" and code[1:].isdecimal()), default=0)
    fresh = iter(range(highest + 1, highest + len(frame) + 1))
    out = {}
    for code, label, name in frame[["code", "vocabulary", "name"]].itertuples(index=False, name=None):
        own = known.get((str(label), name_key(name)))
        out[code] = code if code not in made_up else own or f"W{next(fresh):02d}"
    return out


def _place(sheets: Mapping[str, pd.DataFrame], codes: Mapping[str, str], home: County) -> County:
    """What the county says of itself; duties of units and brands that the workbook does not list stay."""
    duty = dict(home.duty)
    for sheet in (UNITS, BRANDS):
        for row in _rows(sheets[sheet]) if sheet in sheets else ():
            code, number = codes[str(row["code"])], row.get("duty")
            duty.pop(code, None)
            if isinstance(number, int | float):
                duty[code] = int(number)
    if PLACE not in sheets:
        return replace(home, duty=duty)
    row = next(iter(_rows(sheets[PLACE])))
    texts = {name: str(row.get(name) or "") for name in _TEXTS}
    return County(**texts, neighbours=split(row.get("neighbours")), duty=duty)


_TEXTS = ("name", "called", "province", "city", "issuer", "red_head", "copies_to", "address")


def _toml(home: County) -> bytes:
    """county.toml; a text of JSON is one of TOML."""
    lines = [
        f"{name} = {json.dumps(getattr(home, name), ensure_ascii=False)}"
        for name in _TEXTS
        if getattr(home, name)
    ]
    if home.neighbours:
        lines.append(f"neighbours = {json.dumps(list(home.neighbours), ensure_ascii=False)}")
    if home.duty:
        lines += ["", "[duty]", *(f"{code} = {number}" for code, number in sorted(home.duty.items()))]
    return ("\n".join(lines) + "\n").encode("utf-8")


def _table(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> bytes:
    out = StringIO(newline="")
    writer = csv.DictWriter(out, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8")


def _day(value: object) -> str:
    return value.isoformat()[:10] if isinstance(value, date) else ""


def setup_rows(package: CountyPackage, county: Framework) -> dict[str, pd.DataFrame]:
    """The rows of the set-up workbook that say what the county is; without roster, accounts and quarters."""
    home = county.home
    place = {name: getattr(home, name) for name in _TEXTS} | {"neighbours": "、".join(home.neighbours)}
    units = [
        {
            **_written(
                unit.code, unit.name, "" if unit.short_name == unit.name else unit.short_name, unit.aliases
            ),
            "duty": home.duty.get(unit.code),
            "valid_from": unit.valid_from,
            "valid_to": unit.valid_to,
            **{tick_of(code): "是" for code in unit.ledgers},
        }
        for unit in county.units
    ]
    rows: dict[str, list[dict[str, object]]] = {
        PLACE: [{"code": "J01", **place}] if home.name else [],
        UNITS: units,
    }
    for sheet, file in _LISTS.items():
        vocabulary = county.vocabularies[file.removeprefix("vocab/").removesuffix(".csv")]
        rows[sheet] = [
            {
                **_written(term.code, term.name, term.short_name, term.aliases),
                "valid_from": term.valid_from,
                "valid_to": term.valid_to,
            }
            for term in vocabulary.terms
        ]
    rows[WORDS] = list(_added_words(package))
    rows[BRANDS] = [
        {
            "code": brand.code,
            "name": brand.name,
            # By its code as well: a unit that is renamed on its sheet still leads its brands.
            "unit": display(brand.unit, county.unit[brand.unit].name)
            if brand.unit in county.unit
            else brand.unit,
            "is_county_brand": "是" if brand.is_county_brand else "否",
            "duty": home.duty.get(brand.code),
        }
        for brand in county.brands
    ]
    return {sheet: pd.DataFrame(some) for sheet, some in rows.items() if some}


def _written(code: str, name: str, short: str, aliases: Iterable[str]) -> dict[str, object]:
    return {"code": code, "name": name, "short_name": short or None, "aliases": "、".join(aliases) or None}


def _added_words(package: CountyPackage) -> Iterable[dict[str, object]]:
    for name, label in VOCABULARIES.items():
        place = f"vocab/{name[1:]}.csv" if name.startswith("=") else f"{CountyFile.WORDS}{name}.csv"
        text = package.by_name.get(place, b"").decode("utf-8-sig")
        for row in csv.DictReader(StringIO(text, newline="")):
            aliases = row.get("aliases", "").replace("|", "、")
            yield {"code": row["code"], "vocabulary": label, "name": row["name"], "aliases": aliases or None}
