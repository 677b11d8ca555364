"""The check-up of the program's framework on the sample county: CPU of the verb, children included.

    python -m benchmarks.checkup sqlite:///county.db [2023]

The database holds the sample county (`python -m metrics init --demo`). Prints CPU seconds, which load on the
machine changes little; more than `MOST` end the command with an error.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
#: CPU seconds that whoever saves a version waits at most.
MOST = 60.0


def cpu() -> float:
    """CPU seconds of this process and of its children that ended."""
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def checked(database: str, period: str) -> float:
    """CPU seconds of `audit --period`; RuntimeError when it does not pass.

    Args:
        database: its address.
        period: a year or quarter that is approved.
    """
    before = cpu()
    verb = [sys.executable, "-m", "metrics", "audit", "--period", period, "--json", "--db", database]
    ended = subprocess.run(verb, cwd=REPO, capture_output=True, check=False)  # noqa: S603 - our own verb
    if ended.returncode:
        raise RuntimeError(ended.stderr.decode("utf-8", "replace")[-400:])
    return cpu() - before


def main() -> None:
    """Measure once and say so; exit 1 above the limit."""
    database, period = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "2023"
    spent = checked(database, period)
    print(f"check-up of {period}: {spent:.1f} s CPU (at most {MOST:.0f})")
    if spent > MOST:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
