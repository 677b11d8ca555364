"""What the province ruled about facts that two counties claim: one file a ruling, never changed."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from metrics.county import CLAIMED
from metrics.province.crossing.crossing import CrossFinding
from metrics.province.errors import ProvinceError
from metrics.province.packages import as_json
from metrics.province.register import Province

_FOLDER = "rulings"


@dataclass(frozen=True)
class ProvinceRuling:
    """Of which finding, in which county it counts (empty: in both, they are two facts), why, by whom."""

    number: int
    key: str
    keep: str
    why: str
    by: str
    at: str


def rule(
    province: Province, finding: CrossFinding, keep: str, *, why: str, by: str, at: datetime | None = None
) -> ProvinceRuling:
    """Keep a decision; of one finding the newest holds.

    Args:
        province: that decides.
        finding: one that two counties claim.
        keep: code of the county in which it counts; empty for two different facts.
        why: the reason.
        by: who decides.
        at: when; now without it.

    Raises:
        ProvinceError: nothing to decide, a county it does not concern, no reason, nobody, or not writable.
    """
    if finding.kind != CLAIMED:
        raise ProvinceError("这一条不用认定，请县里补正。")
    if keep and keep not in finding.counties:
        raise ProvinceError(f"这件事和 {keep} 无关，只能认定计在 {'、'.join(finding.counties)} 里的一个。")
    if not why.strip() or not by.strip():
        raise ProvinceError("认定要写明理由和是谁认定的。")
    folder, when = province.folder / _FOLDER, (at or datetime.now(UTC)).isoformat(timespec="seconds")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        while True:
            number = len(list(folder.glob("*.json"))) + 1
            made = ProvinceRuling(number, finding.key, keep, why.strip(), by.strip(), when)
            try:
                with (folder / f"{number:06d}.json").open("xb") as stream:
                    stream.write(as_json(asdict(made)))
            except FileExistsError:  # somebody else ruled at this moment
                continue
            return made
    except OSError as error:
        raise ProvinceError(f"写不进 {folder}（{error.strerror}）。") from error


def province_rulings(province: Province) -> Mapping[str, ProvinceRuling]:
    """Key of a finding → the ruling that holds."""
    files = sorted((province.folder / _FOLDER).glob("*.json"))
    made = (ProvinceRuling(**json.loads(file.read_bytes())) for file in files)
    return {one.key: one for one in made}


def ruling_words(province: Province, given: ProvinceRuling) -> str:
    """A decision in a sentence."""
    if not given.keep:
        return f"{province.name}认定是两件事，都计（{given.by}：{given.why}）。"
    return f"{province.name}认定计在{province.counties[given.keep].name}（{given.by}：{given.why}）。"
