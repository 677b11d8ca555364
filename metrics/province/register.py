"""The province: which counties it collects from, by which keys, under which framework."""

import csv
import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import mkstemp

from metrics.framework import VISIBLE, read_files
from metrics.province.errors import ProvinceError
from metrics.province.packages import as_json, public_text, sha256

_FILE, _TEXT = "province.json", "framework.toml"
_COLUMNS = ("代码", "名称", "市", "公钥")


@dataclass(frozen=True)
class RegisteredCounty:
    """A county that hands up: GB/T 2260 code, name in full, its city, its public key (hexadecimal)."""

    code: str
    name: str
    city: str
    key: str

    @property
    def city_code(self) -> str:
        """The first four digits."""
        return self.code[:4]


@dataclass(frozen=True)
class Province:
    """A folder with what was collected.

    Args:
        folder: where it lies.
        name: of the province.
        counties: by code.
        framework_text: `visible.toml` under which all are scored.
        city: code of the city whose counties alone these are; empty for the whole province.
    """

    folder: Path
    name: str
    counties: Mapping[str, RegisteredCounty]
    framework_text: str
    city: str = ""

    def of_city(self, city: str) -> "Province":
        """The same folder as a city sees it: no county but its own stands in anything that is made of it."""
        own = {code: one for code, one in self.counties.items() if one.city_code == city}
        return replace(self, counties=own, city=city)

    @property
    def called(self) -> str:
        """Of whom its numbers speak: the province, or the city whose counties these are."""
        return self.cities.get(self.city, self.city) if self.city else self.name

    @property
    def framework(self) -> str:
        """sha256 of the framework's text."""
        return sha256(self.framework_text.encode("utf-8"))

    @property
    def cities(self) -> Mapping[str, str]:
        """City code → name."""
        return {one.city_code: one.city for one in self.counties.values()}


def begin(folder: Path, name: str, counties: Path, framework: Path | None = None) -> Province:
    """Make a province, or bring its list of counties up to date; what was collected stays.

    Args:
        folder: made where it is missing.
        name: of the province.
        counties: CSV with 代码, 名称, 市 and 公钥 (a `.pub` file beside it).
        framework: the `visible.toml` that all are scored by; without it the program's own, or the one it has.

    Raises:
        ProvinceError: the list cannot be used, or packages were collected under another framework.
    """
    listed = {one.code: one for one in _listed(counties)}
    known = read_province(folder) if (folder / _FILE).exists() else None
    text = known.framework_text if known else read_files()[VISIBLE].decode("utf-8")
    if framework is not None:
        text = framework.read_text(encoding="utf-8")
    if known and text != known.framework_text and any((folder / "packages").glob("*/*/*")):
        raise ProvinceError("已经按原来的指标收过上报包，不能换指标。请另建一个文件夹重新收。")
    made = Province(folder, name, listed, text)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(folder / _TEXT, text.encode("utf-8"))
    replace_file(
        folder / _FILE, as_json({"name": name, "counties": [asdict(one) for one in listed.values()]})
    )
    return made


def read_province(folder: Path) -> Province:
    """The province in a folder; ProvinceError where there is none."""
    try:
        said = json.loads((folder / _FILE).read_bytes())
        counties = [RegisteredCounty(**one) for one in said["counties"]]
        text = (folder / _TEXT).read_text(encoding="utf-8")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ProvinceError(f"{folder} 不是省级文件夹。请先执行 province init。") from error
    return Province(folder, str(said["name"]), {one.code: one for one in counties}, text)


def _listed(file: Path) -> list[RegisteredCounty]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream))
    if not lines or not set(_COLUMNS) <= set(lines[0]):
        raise ProvinceError(f"{file} 应是有“{'、'.join(_COLUMNS)}”四列的 CSV（UTF-8）。")
    found: dict[str, RegisteredCounty] = {}
    for number, line in enumerate(lines, 2):
        code, name, city, key = (str(line[column] or "").strip() for column in _COLUMNS)
        if not re.fullmatch(r"[0-9]{6}", code) or not name or not city:
            raise ProvinceError(f"{file} 第 {number} 行：代码应是六位数字，名称和市不能空。")
        if code in found:
            raise ProvinceError(f"{file} 第 {number} 行：代码 {code} 和前面重复。")
        found[code] = RegisteredCounty(code, name, city, public_text(file.parent / key))
    return list(found.values())


def replace_file(file: Path, content: bytes) -> None:
    """Put a file in its place whole; others who do the same at this moment do not disturb it."""
    number, part = mkstemp(dir=file.parent, prefix=".", suffix=".part")
    with os.fdopen(number, "wb") as stream:
        stream.write(content)
    Path(part).replace(file)
