"""The house: a room is used through its door, rooms make no circle, every class has a name of its own."""

import ast
from collections import defaultdict
from pathlib import Path

import pytest

from tests.kit.project import REPO

PRODUCT = ("dashboard.py", "pages/**/*.py", "metrics/**/*.py")
#: Folders whose files are entered one by one: a page, what one page shows, a verb, a migration is a file.
FILE_BY_FILE = {"pages", "pages.ui", "metrics.commands", "metrics.store.database.migrations.versions"}
#: Files that make a folder worth opening.
LEAST = 3


def files(*patterns):
    return sorted(path.relative_to(REPO) for pattern in patterns for path in REPO.glob(pattern))


def module_of(path):
    """``metrics/store/__init__.py`` → metrics.store, ``metrics/cli.py`` → metrics.cli."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(path):
    """The folder a file lies in, as a package."""
    return ".".join(path.parent.parts)


TREES = {path: ast.parse((REPO / path).read_text(encoding="utf-8")) for path in files(*PRODUCT)}
MODULES = {module_of(path): path for path in TREES}
ROOMS = {module_of(path) for path in TREES if path.name == "__init__.py"}


def imported(tree, modules=MODULES):
    """(module, name) of everything imported from the product."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module in modules:
            yield from ((node.module, alias.name) for alias in node.names)


def is_within(room, other):
    return room == other or room.startswith(f"{other}.")


def exported(room):
    """What a room offers: `__all__` of its `__init__`."""
    tree = TREES[Path(*room.split("."), "__init__.py")]
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


def past_the_door(path, tree):
    """Imports of another room's inner files, and of what its door does not offer."""
    here = room_of(path)
    for module, name in imported(tree):
        room = module if module in ROOMS else module.rpartition(".")[0]
        if is_within(here, room) or room in FILE_BY_FILE:
            continue
        if module not in ROOMS:
            yield f"{path}: {module}.{name} is an inner file of {room}"
        elif f"{module}.{name}" not in ROOMS and name not in exported(room):
            yield f"{path}: {name} is not in __all__ of {room}"


@pytest.mark.parametrize("room", sorted({room_of(path) for path in TREES}))
def test_rooms_are_used_through_their_door(room):
    here = {path: tree for path, tree in TREES.items() if room_of(path) == room}
    assert [line for path, tree in here.items() for line in past_the_door(path, tree)] == []


def test_an_inner_file_is_caught():
    tree = ast.parse("from metrics.charts.base.palette import INK\nfrom metrics.words import no_such_word")
    assert list(past_the_door(Path("metrics/reports/print/x.py"), tree)) == [
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
    for path, tree in TREES.items():
        here = room_of(path)
        for module, _ in imported(tree):
            room = module if module in ROOMS else module.rpartition(".")[0]
            if not is_within(here, room) and not is_within(room, here):
                arrows[here].add(room)
    assert circle(arrows) == []
    assert circle(defaultdict(set, a={"b"}, b={"c"}, c={"b"})) == ["b", "c"]


def test_a_folder_has_three_files_or_more():
    """The door, the files and the rooms within count; data beside the code is what the room is about."""
    folders = {path.parent for path in TREES} - {Path(), Path("metrics")}
    counts = {folder.as_posix(): len(list((REPO / folder).glob("[!_]*"))) + 1 for folder in folders}
    assert {folder: count for folder, count in counts.items() if count < LEAST} == {}


def test_class_names_are_unique():
    places = defaultdict(list)
    for path in files("**/*.py"):
        if path.parts[0] not in (".venv", ".cache", "data"):
            for node in ast.walk(ast.parse((REPO / path).read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    places[node.name].append(path.as_posix())
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def borrowed(path, tree):
    """What a test file imports from another folder of tests than its own, those above it and tests/kit."""
    here = room_of(path)
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in [node.module or ""] if isinstance(node, ast.ImportFrom) else names:
            room = name.rpartition(".")[0]
            lent = is_within(name, "tests.kit") or is_within(here, room)
            if name.startswith("tests.") and not lent:
                yield f"{path}: {name} is another folder's; what two folders use lies in tests/kit"


def test_what_two_folders_of_tests_use_lies_in_the_kit():
    trees = {path: ast.parse((REPO / path).read_text(encoding="utf-8")) for path in files("tests/**/*.py")}
    assert [line for path, tree in trees.items() for line in borrowed(path, tree)] == []
    caught = ast.parse("from tests.store.reporting.test_whatif import county")
    assert len(list(borrowed(Path("tests/pages/test_upload.py"), caught))) == 1
