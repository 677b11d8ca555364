"""Where the program itself lies: the repository, or the folder of the wheel it was installed from."""

from collections.abc import Iterator
from pathlib import Path

from metrics.framework import CountyPackage, read_package

_BESIDE_METRICS = Path(__file__).parents[2]
_IN_THE_WHEEL = _BESIDE_METRICS / "kandejian"
#: Holds dashboard.py, pages/, sample_data/, .streamlit/ and requirements.txt.
APPLICATION = _IN_THE_WHEEL if (_IN_THE_WHEEL / "dashboard.py").is_file() else _BESIDE_METRICS
#: A folder each for the sample counties; `--demo` alone means the first one.
SAMPLES = APPLICATION / "sample_data"
SAMPLE = SAMPLES / "sihong"
#: What the sample counties are called when one is asked for.
SAMPLE_NAMES = tuple(sorted(path.parent.name for path in SAMPLES.glob("*/county")))
REQUIREMENTS = APPLICATION / "requirements.txt"
DASHBOARD = APPLICATION / "dashboard.py"


def samples() -> Iterator[Path]:
    """The folders of the sample counties."""
    for name in SAMPLE_NAMES:
        yield SAMPLES / name


def packages() -> Iterator[CountyPackage]:
    """What the sample counties say of themselves; databases of earlier programs are one of them."""
    for folder in samples():
        yield read_package(folder / "county")
