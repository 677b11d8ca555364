"""Where the program itself lies: the repository, or the folder of the wheel it was installed from."""

from pathlib import Path

_BESIDE_METRICS = Path(__file__).parents[2]
_IN_THE_WHEEL = _BESIDE_METRICS / "kandejian"
#: Holds dashboard.py, pages/, sample_data/, .streamlit/ and requirements.txt.
APPLICATION = _IN_THE_WHEEL if (_IN_THE_WHEEL / "dashboard.py").is_file() else _BESIDE_METRICS
SAMPLE = APPLICATION / "sample_data"
REQUIREMENTS = APPLICATION / "requirements.txt"
DASHBOARD = APPLICATION / "dashboard.py"
