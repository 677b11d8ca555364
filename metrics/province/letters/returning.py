"""The answer to each county: where it stands, what was found in its package, what it is asked."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from metrics.county import (
    CLAIMED,
    DIFFERS,
    Returned,
    ReturnedFinding,
    ReturnedRow,
    ReturnedStanding,
)
from metrics.framework import LEVEL_NAMES, Period
from metrics.province.crossing import CrossFinding, ProvinceRuling, crossing, province_rulings, ruling_words
from metrics.province.errors import ProvinceError, RefusedError
from metrics.province.letters.signed import ENDING_DOWN, RETURN, SignedLetter, letter, read_letter
from metrics.province.packages import as_json, sealed
from metrics.province.recompute import ScoreDifference
from metrics.province.register import Province, replace_file
from metrics.province.shelf import CollectedPackage, latest
from metrics.province.standing import framework_of, ranking

_FOLDER = "returns"


def answers(province: Province, period: Period) -> Iterator[Returned]:
    """The answer to every county whose package of a period has come.

    An answer that says what the last one said keeps its number.

    Raises:
        ProvinceError: none has come.
    """
    table, framework = ranking(province, period), framework_of(province)
    found, ruled = crossing(province, framework, period), province_rulings(province)
    for code, package in sorted(latest(province, period).items()):
        manifest = sealed(package.package).manifest
        made = Returned(
            issuer=province.name,
            code=code,
            county=province.counties[code].name,
            period=period.code,
            revision=package.revision,
            chain=manifest.chain,
            number=1,
            standing=_standing(table, code),
            findings=tuple(_findings(province, code, package, found, ruled)),
        )
        yield _numbered(province, made)


def write_answers(
    province: Province, period: Period, key: Ed25519PrivateKey, folder: Path
) -> Iterator[tuple[Returned, Path]]:
    """Write the answers as signed letters into a folder, and keep what was said.

    Raises:
        ProvinceError: none has come, or a place cannot be written.
    """
    for made in answers(province, period):
        file = folder / f"{province.name}_{made.code}_{made.period}_f{made.number}{ENDING_DOWN}"
        content = as_json(made.as_record())
        try:
            folder.mkdir(parents=True, exist_ok=True)
            replace_file(file, letter(RETURN, province.name, content, key))
            kept = _place(province, made.code, made.period)
            kept.mkdir(mode=0o700, parents=True, exist_ok=True)
            replace_file(kept / f"f{made.number:04d}.json", content)
        except OSError as error:
            raise ProvinceError(f"写不进 {file}（{error.strerror}）。请检查权限和磁盘空间。") from error
        yield made, file


def received_answer(file: Path, public: str, county: str) -> Returned:
    """What a province answers a county.

    Args:
        file: the letter.
        public: the province's public key, hexadecimal.
        county: who reads it.

    Raises:
        RefusedError: as `read_letter`; or it is another county's, or cannot be read.
    """
    told, content = read_letter(file, public, RETURN)
    return answer_of(told, content, county)


def answer_of(told: SignedLetter, content: bytes, county: str) -> Returned:
    """The answer in a letter that was proven; RefusedError where it is another county's, or none."""
    try:
        made = Returned.of(json.loads(content))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise RefusedError("反馈的内容读不出来。请升级程序，或请上级重新生成。") from error
    if made.issuer != told.issuer:
        raise RefusedError("反馈里的单位和清单不同。请上级重新生成。")
    if made.county != county:
        raise RefusedError(f"这是给{made.county}的反馈，本县是{county}。")
    return made


def _numbered(province: Province, made: Returned) -> Returned:
    """With the number of the last answer where it said the same, else with the next one."""
    files = sorted(_place(province, made.code, made.period).glob("f*.json"))
    if not files:
        return made
    last = Returned.of(json.loads(files[-1].read_bytes()))
    same = replace(made, number=last.number)
    return same if same == last else replace(made, number=last.number + 1)


def _place(province: Province, code: str, period: str) -> Path:
    return province.folder / _FOLDER / code / period


def _standing(table: pd.DataFrame, code: str) -> ReturnedStanding:
    mine = table[table.index == code].to_dict("records")[0]
    city = table[table["city"].eq(mine["city"])]
    return ReturnedStanding(
        total=float(mine["total"]),
        rank=int(mine["rank"]),
        counties=len(table),
        rank_p5=round(float(mine["rank_p5"])),
        rank_p95=round(float(mine["rank_p95"])),
        city=str(mine["city"]),
        city_rank=int((city["rank"] < mine["rank"]).sum()) + 1,
        city_counties=len(city),
    )


def _findings(
    province: Province,
    code: str,
    package: CollectedPackage,
    found: Sequence[CrossFinding],
    ruled: Mapping[str, ProvinceRuling],
) -> Iterator[ReturnedFinding]:
    for one in found:
        if code in one.counties:
            yield _returned(province, code, one, ruled.get(one.key))
    yield from (_difference(one) for one in package.differences)


def _returned(
    province: Province, code: str, found: CrossFinding, ruling: ProvinceRuling | None
) -> ReturnedFinding:
    others = [other for other in found.counties if other != code]
    other = f"{others[0]} {province.counties[others[0]].name}" if others and found.kind == CLAIMED else ""
    rows = tuple(
        ReturnedRow(row.ledger, row.unit, row.period, row.id, row.field)
        for row in found.rows
        if row.county == code
    )
    verdict = ruling_words(province, ruling) if ruling else ""
    return ReturnedFinding(found.kind, found.key, found.words, other, verdict, rows)


def _difference(one: ScoreDifference) -> ReturnedFinding:
    who = f"{LEVEL_NAMES[one.level]} {one.name or one.code}".strip()
    words = f"{who}的{one.column}：县里发布 {one.published}，按上报的行重算是 {one.recomputed}。"
    return ReturnedFinding(DIFFERS, f"differs:{one.level}:{one.code}:{one.column}", words)
