"""The project as a clone has it: without what git ignores and without git."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from tests.conftest import REPO

IGNORED = (REPO / ".gitignore").read_text(encoding="utf-8").split()
AT_THE_TOP = {".git", *(name.strip("/") for name in IGNORED if name.startswith("/"))}
ANYWHERE = {name.strip("/") for name in IGNORED if not name.startswith("/")}


def copy_project(target: Path) -> Path:
    """Copy the working tree to ``target``, which must not exist; gives ``target``."""
    return shutil.copytree(REPO, target, ignore=_left_out)


def _left_out(folder: str, names: Iterable[str]) -> set[str]:
    here = Path(folder).relative_to(REPO)
    return {name for name in names if name in ANYWHERE or str(here / name) in AT_THE_TOP}
