"""The house: a room is used through its door, rooms make no circle, every class has a name of its own."""

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from tests.kit import sources
from tests.kit.project import REPO

#: Folders whose files are entered one by one: a page, what one page shows, a verb, a migration is a file.
FILE_BY_FILE = {"pages", "pages.ui", "metrics.commands", "metrics.store.database.migrations.versions"}
#: Where a file may define a class.
CLASS = re.compile(r"^\s*class \w", re.MULTILINE)
#: Modules of tests that a file imports.
OF_TESTS = re.compile(r"^\s*(?:from|import) (tests\.[\w.]+)", re.MULTILINE)
#: Files that make a folder worth opening.
LEAST = 3


def module_of(path):
    """``metrics/store/__init__.py`` → metrics.store, ``metrics/cli.py`` → metrics.cli."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(path):
    """The folder a file lies in, as a package."""
    return ".".join(path.parent.parts)


FILES = sources.files(*sources.PRODUCT)
MODULES = {module_of(path) for path in FILES}
ROOMS = {module_of(path) for path in FILES if path.name == "__init__.py"}
FOLDERS = sources.by_folder(FILES)


def of_the_product(imports):
    """Those of (module, name) whose module is one of the product's."""
    return [(module, name) for module, name in imports if module in MODULES]


def is_within(room, other):
    return room == other or room.startswith(f"{other}.")


@cache
def exported(room):
    """What a room offers: `__all__` of its `__init__`."""
    for node in sources.tree(Path(*room.split("."), "__init__.py")).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def past_the_door(path, imports):
    """Imports of another room's inner files, and of what its door does not offer."""
    here = room_of(path)
    for module, name in of_the_product(imports):
        room = module if module in ROOMS else module.rpartition(".")[0]
        if is_within(here, room) or room in FILE_BY_FILE:
            continue
        if module not in ROOMS:
            yield f"{path}: {module}.{name} is an inner file of {room}"
        elif f"{module}.{name}" not in ROOMS and name not in exported(room):
            yield f"{path}: {name} is not in __all__ of {room}"


@pytest.mark.parametrize("folder", FOLDERS)
def test_rooms_are_used_through_their_door(folder):
    assert [line for path in FOLDERS[folder] for line in past_the_door(path, sources.imports(path))] == []


def test_an_inner_file_is_caught():
    imports = [("metrics.charts.base.palette", "INK"), ("metrics.words", "no_such_word")]
    assert list(past_the_door(Path("metrics/reports/print/x.py"), imports)) == [
        "metrics/reports/print/x.py: metrics.charts.base.palette.INK is an inner file of metrics.charts.base",
        "metrics/reports/print/x.py: no_such_word is not in __all__ of metrics.words",
    ]


def circle(arrows):
    """Rooms of one circle of imports, or nothing."""
    done = set()

    def walk(room, way):
        if room in way:
            return way[way.index(room) :]
        if room in done:
            return []
        done.add(room)
        return next((found for other in arrows[room] if (found := walk(other, [*way, room]))), [])

    return next((found for room in sorted(arrows) if (found := walk(room, []))), [])


def test_rooms_make_no_circle():
    """A room and the rooms within it are one house: inner rooms use what lies at its top."""
    arrows = defaultdict(set)
    for path in FILES:
        here = room_of(path)
        for module, _ in of_the_product(sources.imports(path)):
            room = module if module in ROOMS else module.rpartition(".")[0]
            if not is_within(here, room) and not is_within(room, here):
                arrows[here].add(room)
    assert circle(arrows) == []
    assert circle(defaultdict(set, a={"b"}, b={"c"}, c={"b"})) == ["b", "c"]


def test_a_folder_has_three_files_or_more():
    """The door, the files and the rooms within count; data beside the code is what the room is about."""
    folders = {path.parent for path in FILES} - {Path(), Path("metrics")}
    counts = {folder.as_posix(): len(list((REPO / folder).glob("[!_]*"))) + 1 for folder in folders}
    assert {folder: count for folder, count in counts.items() if count < LEAST} == {}


def test_class_names_are_unique():
    places = defaultdict(list)
    for path in sources.every_program():
        if CLASS.search(sources.text(path)):
            for node in sources.nodes(path):
                if isinstance(node, ast.ClassDef):
                    places[node.name].append(path.as_posix())
    assert len(places) > 100
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def borrowed(path, text):
    """What a test file imports from another folder of tests than its own, those above it and tests/kit."""
    here = room_of(path)
    for module in dict.fromkeys(OF_TESTS.findall(text)):
        room = module.rpartition(".")[0]
        if not is_within(module, "tests.kit") and not is_within(here, room):
            yield f"{path}: {module} is another folder's; what two folders use lies in tests/kit"


def test_what_two_folders_of_tests_use_lies_in_the_kit():
    lent = [line for path in sources.files("tests/**/*.py") for line in borrowed(path, sources.text(path))]
    assert lent == []
    caught = (
        "from tests.store.test_x import county\n    import tests.commands.y\nfrom tests.kit.x import dataset"
    )
    assert len(list(borrowed(Path("tests/pages/test_upload.py"), caught))) == 2
