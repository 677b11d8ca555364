"""The project itself: where it lies, a copy of it as a clone has it, and its command `init`."""

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
#: Tables that others published, and the source report's figures.
REFERENCE = REPO / "tests" / "reference"
IGNORED = (REPO / ".gitignore").read_text(encoding="utf-8").split()
AT_THE_TOP = {".git", *(name.strip("/") for name in IGNORED if name.startswith("/"))}
ANYWHERE = {name.strip("/") for name in IGNORED if not name.startswith("/")}


def copy_project(target: Path) -> Path:
    """Copy the working tree to ``target``, which must not exist; gives ``target``."""
    return shutil.copytree(REPO, target, ignore=_left_out)


def _left_out(folder: str, names: Iterable[str]) -> set[str]:
    here = Path(folder).relative_to(REPO)
    return {name for name in names if name in ANYWHERE or str(here / name) in AT_THE_TOP}


def initialise(path: Path, *, demo: bool | str) -> str:
    """Run ``init`` for a database at ``path`` and give its URL; a failure shows what the command said.

    ``demo`` may name a sample county.
    """
    url = f"sqlite:///{path}"
    named = [demo] if isinstance(demo, str) else []
    command = [sys.executable, "-m", "metrics", "init", *(["--demo", *named] if demo else []), "--db", url]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return url
