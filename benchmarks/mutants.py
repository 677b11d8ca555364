"""How many small faults, put into one file one at a time, its tests notice.

Run as `python -m benchmarks.mutants SOURCE TESTS… [--jobs N] [--list]`, say
`python -m benchmarks.mutants metrics/ingest/find/header.py tests/ingest/find/test_header.py`. Prints every
fault that no test noticed with its line, then killed, survived and the share killed. Nothing is left out of
the count: what survives because it changes nothing anyone could see is for the reader to tell. `--list`
prints the faults only.

The faults: comparisons turned round and moved by their border; and/or, + and -, * and /; numbers one more and
one less; texts wrapped in XX; True and False; `not` and minus dropped; conditions always true and always
false; break for continue; None returned, and assigned within functions; a statement left out; in a regular
expression a quantifier changed or one member of a class dropped. Untouched are docstrings, annotations,
imports, decorators.

The tests run in copies of the tree, one process a fault, forked from one that has already loaded everything
that does not lie in the tree. They stop at the first failure and do not shrink it. What fails, breaks or runs
five times as long as usual has noticed. Of the libraries, mutmut 3 leaves everything outside a function alone
(here the tables of words and the patterns) and cosmic-ray starts Python anew for each fault.
"""

import argparse
import ast
import gc
import importlib
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import Phase, settings

ROOT = Path(__file__).resolve().parent.parent
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", ".cache", "data", "artifacts", "docs", "*.png")
#: Seconds a run may take beside five times the usual.
GRACE = 10.0
#: Stop at the first failure, the same random examples each time, nothing that costs time and no fault needs.
OPTIONS = ["-x", "-q", "--hypothesis-seed=0", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:xdist"]

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
#: What can be changed.
Code = ast.expr | ast.stmt
Node = TypeVar("Node", bound=ast.AST)
UNTOUCHED = {"annotation", "returns", "decorator_list", "type_params"}


@dataclass(frozen=True)
class Mutant:
    """One fault: the line it stands in, what stood there and what stands there now, and the whole source."""

    line: int
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"{self.line:>5}  {_short(self.before)}  →  {_short(self.after)}"


def mutants(source: str) -> list[Mutant]:
    """Every fault that can be put into a source, each different from it and from the others."""
    tree = ast.parse(source)
    seen, made = {ast.unparse(tree)}, []
    for parent, name, place, node, in_pattern in _places(tree):
        for changed in _changes(node, in_pattern):
            if isinstance(parent, ast.Module | ast.ClassDef) and isinstance(changed, ast.Assign):
                continue
            _put(parent, name, place, changed)
            text = ast.unparse(tree)
            _put(parent, name, place, node)
            if text not in seen:
                seen.add(text)
                made.append(Mutant(node.lineno, ast.unparse(node), ast.unparse(changed), text))
    return made


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 90 else line[:89] + "…"


def _places(tree: ast.AST, in_pattern: bool = False) -> Iterator[tuple[ast.AST, str, int, Code, bool]]:
    """Every expression and statement with where it hangs: parent, field, place in a list or -1, whether in a
    regular expression."""
    for name, value in ast.iter_fields(tree):
        if name in UNTOUCHED:
            continue
        children = enumerate(value) if isinstance(value, list) else [(-1, value)]
        for place, node in children:
            if not isinstance(node, ast.AST) or isinstance(node, ast.Import | ast.ImportFrom) or _says(node):
                continue
            pattern = in_pattern or (isinstance(tree, ast.Call) and ast.unparse(tree.func) == "re.compile")
            if isinstance(node, ast.expr | ast.stmt):
                yield tree, name, place, node, pattern
            yield from _places(node, pattern)


def _says(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _put(parent: ast.AST, name: str, place: int, node: ast.AST) -> None:
    if place < 0:
        setattr(parent, name, node)
    else:
        getattr(parent, name)[place] = node


def _changes(node: Code, in_pattern: bool) -> Iterator[Code]:
    """What may stand in a node's place."""
    if isinstance(node, ast.Constant):
        yield from (ast.Constant(value) for value in _values(node.value, in_pattern))
    elif isinstance(node, ast.expr):
        yield from _expressions(node)
    else:
        yield from _statements(node)
    if isinstance(node, ast.If | ast.While | ast.IfExp) and not isinstance(node.test, ast.Constant):
        for truth in (True, False):
            yield _with(node, test=ast.Constant(truth))


def _values(value: object, in_pattern: bool) -> Iterator[bool | float | str]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (value + 1, value - 1)
    elif isinstance(value, str):
        yield f"XX{value}XX" if value else "XX"
        if in_pattern:
            yield from _patterns(value)


#: What a part of a regular expression is made of: an escape, a class, any other sign.
_PARTS = re.compile(r"\\u[0-9a-f]{4}|\\.|\[\^?(?:\\u[0-9a-f]{4}|\\.|[^\]\\])+\]|.", re.DOTALL)


def _patterns(text: str) -> Iterator[str]:
    """A part of a regular expression with one quantifier changed, or one member of a class dropped."""
    for part in _PARTS.finditer(text):
        before, sign, after = text[: part.start()], part[0], text[part.end() :]
        if len(sign) > 1 and sign[0] == "[":
            yield from (before + fewer + after for fewer in _fewer(sign))
        elif sign == "?" and before and before[-1] not in "(*+?}":
            yield before + after
        elif sign in "*+":
            yield before + {"*": "+", "+": "*"}[sign] + after


def _fewer(written: str) -> Iterator[str]:
    """A class without one of its members, as long as it has another; a range is one member."""
    head = "[^" if written[1] == "^" else "["
    members = re.findall(r"(?:\\u....|\\.|.)(?:-(?:\\u....|\\.|.))?", written[len(head) : -1])
    for place in range(len(members) if len(members) > 1 else 0):
        yield head + "".join(members[:place] + members[place + 1 :]) + "]"


def _expressions(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in COMPARISONS[type(operator)]:
                yield _with(node, ops=[*node.ops[:place], other(), *node.ops[place + 1 :]])
    elif isinstance(node, ast.BoolOp):
        yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
    elif isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        yield _with(node, op=ARITHMETIC[type(node.op)]())
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        for place, clause in enumerate(node.generators):
            for truth in (True, False) if clause.ifs else ():
                always = ast.comprehension(clause.target, clause.iter, [ast.Constant(truth)], clause.is_async)
                yield _with(
                    node, generators=[*node.generators[:place], always, *node.generators[place + 1 :]]
                )


def _statements(node: ast.stmt) -> Iterator[ast.stmt]:
    if isinstance(node, ast.Break):
        yield ast.Continue()
    elif isinstance(node, ast.Continue):
        yield ast.Break()
    elif isinstance(node, ast.Return) and node.value is not None and ast.unparse(node.value) != "None":
        yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Assign) and ast.unparse(node.value) != "None":
        yield _with(node, value=ast.Constant(None))
    elif isinstance(node, ast.Expr | ast.AugAssign | ast.Raise | ast.Delete):
        yield ast.Pass()


def _with(node: Node, **fields: object) -> Node:
    """The node with some fields changed."""
    made = type(node)(**{**dict(ast.iter_fields(node)), **fields})
    return ast.copy_location(made, node)


class _NoShrinking:
    """Tells Hypothesis that the first example that fails is good enough."""

    def pytest_collection_finish(self) -> None:
        """Comes after every conftest has chosen its own settings."""
        settings.register_profile("mutants", settings.default, phases=(Phase.explicit, Phase.generate))
        settings.load_profile("mutants")


def _tests(tree: Path, tests: list[str], loaded: Path | None = None) -> int:
    """Start the tests in a copy of the tree; the process's id. What they loaded is written to a file."""
    child = os.fork()
    if child:
        return child
    os.setsid()
    os.chdir(tree)
    sys.path[0] = str(tree)
    quiet = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(quiet, stream)
    status = 70
    try:
        status = int(pytest.main([*OPTIONS, f"--basetemp={tree / 'tmp'}", *tests], plugins=[_NoShrinking()]))
        if loaded:
            loaded.write_text("\n".join(_foreign(tree)), encoding="utf-8")
    finally:
        os._exit(status)


def _foreign(tree: Path) -> list[str]:
    """The modules in memory that do not come from the tree."""
    files = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())}
    return [name for name, file in files.items() if name != "__main__" and file and str(tree) not in file]


def _load(names: list[str]) -> None:
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError:
            continue
    gc.freeze()


def _baseline(tree: Path, tests: list[str]) -> float:
    """Seconds that the tests take on the source as it is, everything foreign loaded before."""
    loaded = tree / "loaded.txt"
    for _ in range(2):
        started = time.monotonic()
        if os.waitstatus_to_exitcode(os.waitpid(_tests(tree, tests, loaded), 0)[1]):
            raise SystemExit(f"the tests fail on the source as it is: pytest {' '.join(tests)}")
        taken = time.monotonic() - started
        _load(loaded.read_text(encoding="utf-8").splitlines())
    return taken


def survivors(every: list[Mutant], source: str, tests: list[str], jobs: int) -> list[Mutant]:
    """The faults no test notices; each is printed as it turns out.

    Args:
        every: the faults to try.
        source: path of the file they stand in, below the project.
        tests: what pytest is to run.
        jobs: how many at once.
    """
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        first = Path(folder) / "0"
        shutil.copytree(ROOT, first, ignore=NOT_COPIED)
        limit = GRACE + 5 * _baseline(first, tests)
        for old in (first / source).parent.glob(f"__pycache__/{Path(source).stem}.*.pyc"):
            old.unlink()
        sys.dont_write_bytecode = True
        free = [first, *(Path(shutil.copytree(first, Path(folder) / str(n))) for n in range(1, jobs))]
        return _try_all(every, source, tests, free, limit)


def _try_all(
    every: list[Mutant], source: str, tests: list[str], free: list[Path], limit: float
) -> list[Mutant]:
    waiting, alive = list(reversed(every)), []
    running: dict[int, tuple[Mutant, Path, float]] = {}
    while waiting or running:
        while waiting and free:
            mutant, tree = waiting.pop(), free.pop()
            (tree / source).write_text(mutant.source, encoding="utf-8")
            running[_tests(tree, tests)] = (mutant, tree, time.monotonic() + limit)
        for child, (mutant, tree, deadline) in list(running.items()):
            if time.monotonic() > deadline:
                os.killpg(child, signal.SIGKILL)
            ended, status = os.waitpid(child, os.WNOHANG)
            if not ended:
                continue
            del running[child]
            free.append(tree)
            if os.waitstatus_to_exitcode(status) == 0:
                alive.append(mutant)
                print(mutant, flush=True)
        time.sleep(0.01)
    return alive


def main() -> None:
    """Print what survives and the share that does not."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.mutants")
    options.add_argument("source", help="the file to put faults into")
    options.add_argument("tests", nargs="+", help="what pytest is to run")
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options.add_argument("--list", action="store_true", help="print the faults, try none")
    wanted = options.parse_args()
    every = mutants((ROOT / wanted.source).read_text(encoding="utf-8"))
    if wanted.list:
        print(*every, sep="\n")
        return
    started = time.monotonic()
    alive = survivors(every, wanted.source, wanted.tests, wanted.jobs)
    killed = len(every) - len(alive)
    share = killed / len(every)
    print(f"{killed} killed, {len(alive)} survived, {share:.1%}, {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
