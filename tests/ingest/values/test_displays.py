"""What a cell shows under its number format: as LibreOffice shows it, and what is meant by it."""

import json
import shutil
from pathlib import Path

import pytest

from metrics.framework import load_framework
from metrics.ingest.read import read, tells
from metrics.ingest.values import reader_for, shown
from metrics.ingest.values.displays import displayed, meaning
from tests.kit.county_packages import SIHONG
from tests.kit.shown_cells import CELLS, as_xls, as_xlsx, shown_by_libreoffice

FRAMEWORK = load_framework(SIHONG)
#: What LibreOffice 24 showed; `test_libreoffice_still_shows_the_same` asks it again.
ANSWERS = Path(__file__).with_name("displays.json")
MADE = {"xlsx": as_xlsx, "xls": as_xls}


def column(ledger, field):
    return FRAMEWORK.ledgers[ledger].by_id[field]


MONEY, COMING, GROWTH = column("L09", "amount"), column("L05", "attendances"), column("L12", "wage_growth")
SESSIONS, CASES = column("L05", "sessions"), column("L09", "cases")


def said(spec, value, code, unit=""):
    """Value, problem and bound of a cell of a column."""
    reading = reader_for(FRAMEWORK, spec, None, {}, unit)(("f", value, code))
    return reading.value, reading.problem, reading.bound


@pytest.mark.parametrize("suffix", MADE)
def test_every_format_is_shown_as_libreoffice_shows_it(suffix):
    sheet = read(f"a.{suffix}", MADE[suffix]()).sheets[0]
    answers = json.loads(ANSWERS.read_text(encoding="utf-8"))[suffix]
    read_cells = [sheet.columns[0].at(row) for row in range(1, len(CELLS) + 1)]
    told = {
        (code, str(value)): (shown(raw), answer)
        for (code, value), raw, answer in zip(CELLS, read_cells, answers, strict=True)
        if isinstance(raw, tuple) and raw[0] == "f"
    }
    assert {cell: both for cell, both in told.items() if both[0] != both[1]} == {}
    assert {code for code, _ in CELLS if tells(code)} == {code for code, _ in told}


@pytest.mark.long
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("suffix", MADE)
def test_libreoffice_still_shows_the_same(suffix, tmp_path):
    answers = json.loads(ANSWERS.read_text(encoding="utf-8"))[suffix]
    assert shown_by_libreoffice(MADE[suffix](), suffix, tmp_path) == answers


def test_chinese_excel_escapes_with_an_exclamation_mark():
    for value in (12345, 999999.5, 0):
        assert displayed(value, '0!.0,"万"') == displayed(value, '0\\.0,"万"')
    assert meaning(12345, '0!.0,"万"').text == "1.2345万"


@pytest.mark.parametrize(
    ("value", "code", "stored", "problem", "bound"),
    [
        (5.0, '0"万元"', 50_000.0, "W403", ""),
        (5.26, '0"万元"', 52_600.0, "W403", ""),
        (12345.0, '0.00,"千元"', 12_345.0, "", ""),
        (12345.0, '0!.0,"万元"', 12_345.0, "", ""),
        (3600.0, '0"元"', 3_600.0, "", ""),
        (3600.0, '"￥"#,##0.00"元"', 3_600.0, "", ""),
        (30.0, '0"余元"', 30.0, "W401", "lower"),
        (0.35, "0%", None, "E422", ""),
        (12345.0, "0.00,", 12_345.0, "W416", ""),
        (12345.0, "0!.0,", 12_345.0, "W416", ""),
        (3600.0, "[$$-409]#,##0.00", 3_600.0, "W416", ""),
        (0.0, '0;-0;"无"', 0.0, "W416", ""),
        (0.0, "0;-0;", 0.0, "W416", ""),
        (-5.0, "0;0", -5.0, "W416", ""),
        # It divides by a thousand and says ten thousand.
        (12345.0, '0.00,"万"', 123_450.0, "W416", ""),
        (12345.0, '0.0,"百元"', 1_234.5, "W416", ""),
        (3600.0, "(0)", 3_600.0, "W416", ""),
        (-3600.0, "0_);(0)", -3_600.0, "", ""),
        (3600.0, "#,##0;-#,##0", 3_600.0, "", ""),
        (20000.0, '[>=10000]0!.0,"万元";0"元"', 20_000.0, "", ""),
        (300.0, '[>=10000]0!.0,"万元";0"元"', 300.0, "", ""),
    ],
)
def test_money_is_what_is_shown(value, code, stored, problem, bound):
    assert said(MONEY, value, code) == (stored, problem, bound)


@pytest.mark.parametrize(
    ("spec", "value", "code", "stored", "problem", "bound"),
    [
        (COMING, 12.0, '0"百"', 1_200, "W403", ""),
        (COMING, 30.0, '0"余人"', 30, "W401", "lower"),
        (COMING, 30.0, '"约"0', 30, "W401", "about"),
        (COMING, 412.0, '0"人次"', 412, "", ""),
        (COMING, 412.0, '0"人"', 412, "W406", ""),
        (COMING, 1.8, '0.0"万"', 18_000, "W403", ""),
        (COMING, 17.0, "000", 17, "", ""),
        (SESSIONS, 3.0, '0"场"', 3, "", ""),
        (SESSIONS, 3.0, '"第"0"场"', 3, "W416", ""),
        (SESSIONS, 3.0, '0"家"', None, "E422", ""),
        (GROWTH, 0.35, "0%", 35.0, "", ""),
        (GROWTH, 0.055, "0.0%", 5.5, "", ""),
        (GROWTH, 0.002, "0.0%", 0.2, "", ""),
        (GROWTH, 5.5, '0.0"%"', 5.5, "", ""),
    ],
)
def test_counts_and_shares_are_what_is_shown(spec, value, code, stored, problem, bound):
    assert said(spec, value, code) == (stored, problem, bound)


def test_a_unit_in_the_heading_explains_the_scale():
    assert said(MONEY, 12345.0, "0.00,", "千元") == (12_345.0, "", "")
    assert said(MONEY, 12345.0, '0.00,"千元"', "千元") == (12_345.0, "W403", "")
    assert said(MONEY, 3.6, '0.0"千元"', "千元") == (3_600.0, "", "")


def test_a_word_or_code_is_what_is_shown():
    level = column("L06", "honour_level")
    assert said(level, 1.0, '[=1]"市";[=2]"县"') == ("市", "", "")
    assert said(column("L05", "evidence_ref"), 17.0, '"2023-"000')[0] == "2023-017"
    assert said(column("L12", "is_filed"), 1.0, '[=1]"是";[=0]"否"')[0] is True


@pytest.mark.parametrize(
    ("value", "code", "day", "problem"),
    [
        (("d", 2023, 10, 1), 'yyyy"年"m"月"', "2023-10-01", "W405"),
        (("d", 2023, 10, 12), "yyyy/m", "2023-10-12", "W405"),
        (("d", 2023, 10, 12), 'h"时"mm"分"', "2023-10-12", "W416"),
        (20231012.0, '0000"-"00"-"00', "2023-10-12", ""),
        (20231012.0, "0000年00月00日", "2023-10-12", ""),
    ],
)
def test_a_day_is_what_is_shown(value, code, day, problem):
    stored, said_of, _ = said(column("L05", "held_on"), value, code)
    assert (str(stored), said_of) == (day, problem)
