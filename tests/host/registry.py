"""Which function checks which entry of the contract; the files in checks/ are found by themselves."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

CHECKS: dict[str, Callable] = {}
FOLDER = Path(__file__).parent / "checks"


def checks(*ids):
    """Decorator: the function holds the entries of these ids; it fails once one is broken."""

    def keep(function):
        for one in ids:
            assert one not in CHECKS, f"two checks of {one}"
            CHECKS[one] = function
        return function

    return keep


def discover():
    for path in sorted(FOLDER.glob("*.py")):
        import_module(f"tests.host.checks.{path.stem}")
    return CHECKS
