"""The last day on which a county's package of a period is in time, as the province has said it."""

import json
from collections.abc import Mapping
from datetime import date

from metrics.framework import Period
from metrics.province.errors import ProvinceError
from metrics.province.packages import as_json
from metrics.province.register import Province, replace_file

_FILE = "due.json"


def set_due(province: Province, period: Period, on: date) -> None:
    """Say the last day of a period; ProvinceError where it cannot be written."""
    try:
        replace_file(province.folder / _FILE, as_json({**due_days(province), period.code: on.isoformat()}))
    except OSError as error:
        raise ProvinceError(f"写不进 {province.folder}（{error.strerror}）。") from error


def due_of(province: Province, period: Period) -> date | None:
    """The last day of a period; None where nobody has said it."""
    said = due_days(province).get(period.code)
    return date.fromisoformat(said) if said else None


def due_days(province: Province) -> Mapping[str, str]:
    """Code of a period → its last day as ISO text; ProvinceError where the file cannot be read."""
    try:
        said: dict[str, str] = json.loads((province.folder / _FILE).read_bytes())
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise ProvinceError(f"{province.folder / _FILE} 读不出来。请用 province due 重新写。") from error
    return said
