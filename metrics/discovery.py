"""Registries find their files: importing a room's door imports every file that lies in it."""

from importlib import import_module
from pathlib import Path
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


def modules_naming(package: str, name: str) -> tuple[ModuleType, ...]:
    """Import only those modules of a package whose text holds a name in quotes.

    Args:
        package: dotted name of a package.
        name: what is looked for, as it is written in the files.

    Returns:
        The modules, in the order of their names; all of them where the files cannot be read as text.
    """
    folders = [Path(folder) for folder in import_module(package).__path__]
    files = sorted(file for folder in folders for file in folder.glob("*.py") if file.stem != "__init__")
    if not files:
        return modules_of(package)
    return tuple(
        import_module(f"{package}.{file.stem}")
        for file in files
        if f'"{name}"' in file.read_text(encoding="utf-8")
    )
