"""Registries find their files: importing a room's door imports every file that lies in it."""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def modules_of(package: str) -> tuple[ModuleType, ...]:
    """Import every module of a package, rooms within it left out, in the order of their names.

    Args:
        package: dotted name of a package that is being imported or was.

    Returns:
        The modules. A file that cannot be imported raises what it raises.
    """
    names = sorted(info.name for info in iter_modules(import_module(package).__path__) if not info.ispkg)
    return tuple(import_module(f"{package}.{name}") for name in names)
