"""The acts of a year: a quarter reported, a quarter published, what happens between quarters."""

import csv
import re
from collections.abc import Callable
from io import StringIO

from benchmarks.year.county import HandedIn, PlayedCounty
from metrics.framework import load_framework, read_package

#: How often a file comes in broken first, a command is killed, a report is returned.
BROKEN, KILLED, RETURNED = 0.12, 0.15, 0.12
#: How many units correct a published quarter.
CORRECTED = 2


def report_quarter(county: PlayedCounty, quarter: str, between: Callable[[], None]) -> None:
    """Every unit hands in what it has of a quarter, the office decides; `between` runs after each."""
    county.open_quarter(quarter)
    office = county.account("审核员")
    for sheet in county.sheets(quarter):
        _broken_first(county, sheet)
        number = hand_in(county, sheet)
        if county.draw.random() < RETURNED:
            county.must("return", number, "--why", "请补上主办单位", "--as", office)
            county.counts["returned"] += 1
            number = hand_in(county, sheet, again=True)
        approve(county, number)
        between()


def _broken_first(county: PlayedCounty, sheet: HandedIn) -> None:
    if county.draw.random() >= BROKEN:
        return
    said = county.verb("submit", county.half(sheet.file), "--as", sheet.account, "--unit", sheet.unit)
    if said.code != 1 or "Traceback" in said.err:
        raise RuntimeError(f"half of {sheet.file.name} ended with {said.code}: {said.out}{said.err}")
    county.counts["broken files refused"] += 1


def hand_in(county: PlayedCounty, sheet: HandedIn, again: bool = False) -> int:
    """Submit a workbook, perhaps after the command was killed; give the report's number."""
    file = county.other_bytes(sheet.file) if again else sheet.file
    kill = county.draw.random() < KILLED
    said = county.must("submit", file, "--as", sheet.account, kill=kill)
    county.counts["handed in"] += 1
    return county.acknowledged(file, sheet, said)


def approve(county: PlayedCounty, number: int) -> None:
    """Approve a report; when a killed command had approved it already, the second says so."""
    kill = county.draw.random() < KILLED
    said = county.verb("approve", number, "--as", county.account("审核员"), kill=kill)
    if said.code and not (kill and "状态是“通过”" in said.err):
        raise RuntimeError(f"approve {number}: {said.out}{said.err}")
    county.counts["approved"] += 1


def publish(county: PlayedCounty, period: str) -> None:
    """Publish a period, perhaps after the command was killed."""
    kill = county.draw.random() < KILLED
    words = ("publish", "--period", period, "--note", "联席会议审定", "--as", county.account("审核员"))
    said = county.verb(*words, kill=kill)
    if said.code and not (kill and "已" in said.err):
        raise RuntimeError(f"publish {period}: {said.out}{said.err}")
    county.counts["published"] += 1


def correct(county: PlayedCounty, quarter: str) -> None:
    """Units correct what was published, each through a request of its own; it is published anew."""
    sheets = list({sheet.unit: sheet for sheet in county.sheets(quarter)}.values())
    for sheet in county.draw.sample(sheets, min(CORRECTED, len(sheets))):
        words = ("--unit", sheet.unit, "--period", quarter, "--why", "漏了一场活动", "--as", sheet.account)
        asked = county.must("correction", "ask", *words)
        (number,) = re.findall(r"\d+", asked.out + asked.err)[:1]
        county.must("correction", "grant", number, "--as", county.account("审核员"))
        approve(county, hand_in(county, sheet, again=True))
        county.counts["corrected"] += 1
    publish(county, quarter)


def reopen(county: PlayedCounty, quarter: str) -> None:
    """The office reopens a published quarter, takes one report more, and publishes it again."""
    county.must("reopen", "--period", quarter, "--why", "两家单位补报", "--as", county.account("管理员"))
    sheet = list(county.sheets(quarter))[-1]
    approve(county, hand_in(county, sheet, again=True))
    publish(county, quarter)
    county.counts["reopened"] += 1


def rule_rows(county: PlayedCounty, period: str) -> None:
    """A brand's unit says of one foreign row that it is not the brand's."""
    framework = load_framework(read_package(county.sample / "county"))
    office = county.account("审核员")
    for brand in framework.brands:
        words = ("not-ours", "--brand", brand.code, "--period", period, "--as", office)
        rows = [line["code"] for line in csv.DictReader(StringIO(county.must(*words).out))]
        if rows:
            county.must(*words, "--row", rows[0], "--why", "不是这个品牌的活动")
            county.counts["rows ruled"] += 1
            return


def change_framework(county: PlayedCounty, quarter: str) -> None:
    """One measure's weight is changed from a quarter on: exported, edited, checked up, taken in."""
    keeper = county.account("管理员")
    file = county.home / "指标.toml"
    county.must("framework", "export", "--out", file, "--as", keeper)
    text = file.read_text(encoding="utf-8")
    changed = re.sub(r"(?m)^weight = 1(\.0)?$", "weight = 1.1", text, count=1)
    if changed == text:
        raise RuntimeError("no weight to change")
    file.write_text(changed, encoding="utf-8")
    words = (
        "--name",
        f"{quarter[:4]}.年中",
        "--from",
        quarter,
        "--reason",
        "年中调整一项权重",
        "--as",
        keeper,
    )
    county.must("framework", "import", file, *words)
    county.counts["framework changed"] += 1
