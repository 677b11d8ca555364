"""The program's own files: each is read and parsed once a run, when a test first asks for it."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from tests.kit.project import ANYWHERE, AT_THE_TOP, REPO

PRODUCT = ("dashboard.py", "pages/**/*.py", "metrics/**/*.py")


def files(*patterns: str) -> list[Path]:
    """Files of the repository, relative to it, in order."""
    return sorted(path.relative_to(REPO) for pattern in patterns for path in REPO.glob(pattern))


def every_program() -> Iterator[Path]:
    """Every Python file of the repository, tests included, relative to it."""
    for path in REPO.iterdir():
        if path.is_dir() and path.name not in AT_THE_TOP | ANYWHERE:
            yield from (found.relative_to(REPO) for found in path.rglob("*.py"))
        elif path.suffix == ".py":
            yield path.relative_to(REPO)


@cache
def text(path: Path) -> str:
    """What stands in a file."""
    return (REPO / path).read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file; whoever gets it leaves it as it is."""
    return ast.parse(text(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Everything in the syntax tree of a file."""
    return tuple(ast.walk(tree(path)))


@cache
def imports(path: Path) -> tuple[tuple[str, str], ...]:
    """(module, name) of everything a file imports anywhere."""
    return tuple(imported(nodes(path), path))


def imported(found: Iterable[ast.AST], path: Path) -> Iterator[tuple[str, str]]:
    """(module, name) of every import among nodes; the name of ``import a.b`` is empty.

    Args:
        found: nodes of a syntax tree.
        path: the file they are of, which relative imports begin from.
    """
    for node in found:
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = path.parts[: -node.level] if node.level else ()
            module = ".".join([*base, *filter(None, [node.module])])
            yield from ((module, alias.name) for alias in node.names)


def by_folder(paths: Iterable[Path]) -> dict[str, list[Path]]:
    """Folder → its files; what is asked of every file is one test a folder."""
    folders = defaultdict(list)
    for path in paths:
        folders[path.parent.as_posix()].append(path)
    return dict(folders)
