"""A package opened without trusting it: form, signature and hashes first, contents afterwards."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, BadZipFile, ZipFile

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from metrics.county import Dataset, SubmissionInfo, version_of
from metrics.framework import CountyPackage, FrameworkError, PeriodError, parse_period
from metrics.province.errors import RefusedError
from metrics.province.packages.model import FORMAT, Handover, PackageManifest, RowAt
from metrics.province.packages.packing import (
    COUNTY,
    EXPECTED,
    FRAMEWORK,
    LEDGERS,
    MANIFEST,
    ORIGINALS,
    PARQUET,
    PLACES,
    REPORTS,
    RULED_OUT,
    RULINGS,
    SCORES,
    SIGNATURE,
    THUMBNAILS,
    WEBP,
    sha256,
)
from metrics.province.packages.signing import verify

#: Bytes of a package, of what its Parquet unfolds to, and how many members it has: far above any county.
MOST_BYTES, MOST_UNFOLDED, MOST_FILES = 1 << 30, 4 << 30, 200
#: Originals that may lie in a package besides: every unit's file of every quarter, with corrections.
MOST_ORIGINALS = 4000
#: Pictures of a county's cases, carriers and honours, and bytes of one, which is 320 px wide.
MOST_THUMBNAILS, MOST_OF_ONE = 4000, 256 << 10
_THUMBNAIL = re.compile(rf"{THUMBNAILS}(\w+)-([0-9]{{1,18}})-([0-9]{{1,9}}){re.escape(WEBP)}", re.ASCII)


@dataclass(frozen=True)
class SealedPackage:
    """A package of right form whose manifest was read; nothing of it is believed yet."""

    content: bytes
    manifest: PackageManifest
    said: bytes
    signature: bytes
    files: Mapping[str, bytes]


def members_of(file: Path | bytes) -> tuple[bytes, dict[str, bytes]]:
    """The bytes of a stored zip, which lies somewhere or is at hand, and its members.

    Raises:
        RefusedError: it is no zip, too large, compressed (a small file could unfold to any size), or has two
            members of a name.
    """
    if isinstance(file, bytes):
        return file, _members(file)
    try:
        if file.stat().st_size > MOST_BYTES:
            raise RefusedError(f"文件超过 {MOST_BYTES >> 20} MB，不像一个县的上报包。")
        # Read once: what is verified is what is kept, whoever writes to the file meanwhile.
        content = file.read_bytes()
    except OSError as error:
        raise RefusedError(f"文件读不出来（{error.strerror}）。") from error
    return content, _members(content)


def _members(content: bytes) -> dict[str, bytes]:
    try:
        with ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            _require_plain(members, len(content))
            return {member.filename: archive.read(member) for member in members}
    except (BadZipFile, EOFError, NotImplementedError, OSError, RuntimeError) as error:
        raise RefusedError("不是完整的上报包：文件没有传完，或者被改动过。请重新拷贝。") from error


def sealed(file: Path) -> SealedPackage:
    """Read a package's members.

    Raises:
        RefusedError: it is no package, too large, compressed (a small file could unfold to any size), has two
            members of a name, or a manifest of another form.
    """
    return sealed_bytes(*members_of(file))


def sealed_bytes(content: bytes, files: dict[str, bytes] | None = None) -> SealedPackage:
    """The same of bytes that are at hand, with or without their members; RefusedError as `sealed`."""
    files = _members(content) if files is None else files
    try:
        said = files.pop(MANIFEST)
        signature = files.pop(SIGNATURE)
        manifest = PackageManifest.of(json.loads(said))
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        raise RefusedError("没有可读的清单，不是本系统的上报包。") from error
    if manifest.revision < 1:
        raise RefusedError(f"清单里的发布次数是 {manifest.revision}，应从 1 起。")
    if manifest.format != FORMAT:
        raise RefusedError(f"上报包是第 {manifest.format} 种格式，本程序读第 {FORMAT} 种。请升级程序。")
    return SealedPackage(content, manifest, said, signature, files)


def _require_plain(members: list, size: int) -> None:
    names = [member.filename for member in members]
    originals, pictures = (sum(name.startswith(one) for name in names) for one in (ORIGINALS, THUMBNAILS))
    many = originals > MOST_ORIGINALS or pictures > MOST_THUMBNAILS
    if many or len(names) - originals - pictures > MOST_FILES or len(set(names)) < len(names):
        raise RefusedError("包里的文件太多或者重名，不是本系统的上报包。")
    # Members that overlap would add up to more than the file itself.
    if any(member.compress_type != ZIP_STORED or member.flag_bits & 1 for member in members) or (
        sum(member.file_size for member in members) > size
    ):
        raise RefusedError("包里有压缩或加密的内容，可能展开成很大的文件，没有打开。")


def opened(package: SealedPackage, public: str, county: str) -> Handover:
    """The contents of a package, once they are proven to be what the county has signed.

    Args:
        package: as `sealed` gives it.
        public: the key that the county has registered.
        county: its name in the register.

    Raises:
        RefusedError: the signature, a hash, the county, the framework or the data version is not what it
            says, or a member cannot be read.
    """
    proven(package, public, county)
    manifest = package.manifest
    try:
        given = _handover(package)
        framework = given.framework
    except (KeyError, ValueError, TypeError, AttributeError, pa.ArrowException, PeriodError) as error:
        raise RefusedError("包里的内容读不出来。请县里用同一版程序重新生成。") from error
    except FrameworkError as error:
        raise RefusedError(f"包里的指标或县情读不出来：{error}") from error
    if framework.county != county or manifest.county != county:
        raise RefusedError(f"包里是{framework.county}的数据，代码 {manifest.code} 登记的是{county}。")
    if framework.hash != manifest.framework_version:
        raise RefusedError("按包里的县情和指标算出的指标版本和清单不同：两边程序自带的台账或词汇不是同一版。")
    known = {info.sha256 for info in given.data.submissions.values()}
    for sha, content in given.originals.items():
        if sha not in known or sha256(content) != sha:
            raise RefusedError(f"原文件 {sha[:12]} 不是报送清单里的，或者内容不符。请县里重新生成。")
    if version_of(given.data.submissions.values(), given.rulings) != manifest.data_version:
        raise RefusedError("包里的报送清单和数据版本对不上。请县里重新生成。")
    return given


def proven(package: SealedPackage, public: str, county: str) -> None:
    """Refuse a package that is not as a county has signed it; what it says is not read."""
    verify(package.said, package.signature, public, county)
    _require_hashes(package)


def _require_hashes(package: SealedPackage) -> None:
    told = package.manifest.files
    if missing := sorted(set(told) - set(package.files)):
        raise RefusedError(f"包里缺少 {missing[0]}。请重新拷贝。")
    if strange := sorted(set(package.files) - set(told)):
        raise RefusedError(f"包里有清单以外的文件 {strange[0]}。")
    for name, content in package.files.items():
        if sha256(content) != told[name]:
            raise RefusedError(f"{name} 的内容和清单的校验码不符：传送中损坏，或者被改动过。")


def _handover(package: SealedPackage) -> Handover:
    files, manifest = package.files, package.manifest
    unfolded = [_unfolded(content) for name, content in files.items() if name.endswith(PARQUET)]
    if sum(unfolded) > MOST_UNFOLDED:
        raise RefusedError("包里的台账展开以后太大，没有读取。")
    reports = [_report(line) for line in json.loads(files[REPORTS])]
    period = parse_period(manifest.period)
    data = Dataset(
        period=period,
        ledgers=_frames(files, LEDGERS),
        submissions={info.id: info for info in reports},
        places={
            (int(number), str(code)): (str(sheet), dict(columns))
            for number, code, sheet, columns in json.loads(files[PLACES])
        },
        expected=_frame(files[EXPECTED]),
        version=manifest.data_version,
        ruled_out=_frame(files[RULED_OUT]),
    )
    if sum(map(len, data.ledgers.values())) != manifest.rows:
        raise RefusedError("台账的行数和清单不同。请县里重新生成。")
    return Handover(
        code=manifest.code,
        period=period,
        revision=manifest.revision,
        chain=manifest.chain,
        before=manifest.before,
        package=CountyPackage.from_json(files[COUNTY].decode("utf-8")),
        framework_text=files[FRAMEWORK].decode("utf-8"),
        data=data,
        rulings=tuple((str(key), str(keep)) for key, keep in json.loads(files[RULINGS])),
        tables=_frames(files, SCORES),
        program=manifest.program,
        originals={
            name.removeprefix(ORIGINALS): content
            for name, content in files.items()
            if name.startswith(ORIGINALS)
        },
        thumbnails=_thumbnails(files),
        sha256=sha256(package.content),
    )


def _thumbnails(files: Mapping[str, bytes]) -> dict[RowAt, bytes]:
    """The pictures of rows: they are shown as they came, so nothing else may come in their place."""
    found = {}
    for name, content in files.items():
        if not name.startswith(THUMBNAILS):
            continue
        named = _THUMBNAIL.fullmatch(name)
        if named is None or len(content) > MOST_OF_ONE or content[:4] + content[8:12] != b"RIFFWEBP":
            raise RefusedError(f"{name} 不是本系统做的小图。请县里用同一版程序重新生成。")
        found[named[1], int(named[2]), int(named[3])] = content
    return found


def _report(line: dict) -> SubmissionInfo:
    at = datetime.fromisoformat(line["submitted_at"])
    return SubmissionInfo(**{**line, "submitted_at": at})


def _unfolded(content: bytes) -> int:
    told = pq.ParquetFile(pa.BufferReader(content)).metadata
    return sum(told.row_group(number).total_byte_size for number in range(told.num_row_groups))


def _frames(files: Mapping[str, bytes], folder: str) -> dict[str, pd.DataFrame]:
    return {
        name.removeprefix(folder).removesuffix(PARQUET): _frame(content)
        for name, content in files.items()
        if name.startswith(folder)
    }


def _frame(content: bytes) -> pd.DataFrame:
    return pd.read_parquet(BytesIO(content))
