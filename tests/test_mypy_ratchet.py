"""The list of mypy's errors only shrinks."""

import importlib.util

import pytest

from tests.kit.project import REPO

SPEC = importlib.util.spec_from_file_location("ratchet", REPO / ".ci/mypy.py")
ratchet = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(ratchet)

OUTPUT = """a.py:3: error: Bad  [misc]
a.py:3: note: because
b/c.py:9: error: Worse  [arg-type]
a.py:7: error: Bad again  [misc]
Found 3 errors in 2 files (checked 9 source files)
"""


def test_errors_are_counted_per_file():
    assert ratchet.errors_of(OUTPUT) == {"a.py": 2, "b/c.py": 1}
    assert ratchet.errors_of("Success: no issues found in 9 source files\n") == {}


def test_a_run_that_broke_is_no_clean_run():
    with pytest.raises(SystemExit, match="没有检查完"):
        ratchet.errors_of("mypy: can't read file 'metrics': No such file\n")


@pytest.mark.parametrize(
    ("allowed", "said"),
    [
        ({"a.py": 2, "b/c.py": 1}, []),
        ({"a.py": 2}, ["b/c.py：mypy 报 1 个错误，最多允许 0 个"]),
        ({"a.py": 1, "b/c.py": 1}, ["a.py：mypy 报 2 个错误，最多允许 1 个"]),
        ({"a.py": 2, "b/c.py": 4}, ["b/c.py：只剩 1 个错误（名单写着 4）"]),
        ({"a.py": 2, "b/c.py": 1, "gone.py": 1}, ["gone.py：只剩 0 个错误"]),
    ],
)
def test_more_and_fewer_errors_are_both_refused(allowed, said):
    wrong = list(ratchet.faults({"a.py": 2, "b/c.py": 1}, allowed))
    assert len(wrong) == len(said)
    assert all(line.startswith(start) for line, start in zip(wrong, said, strict=True))


def test_writing_lowers_and_never_raises_or_adds():
    found = {"a.py": 2, "b/c.py": 1}
    assert ratchet.lowered(found, {"a.py": 5, "b/c.py": 0, "gone.py": 3}) == {"a.py": 2}


def test_the_list_is_read_as_it_is_written():
    text = ratchet.RATCHET.read_text(encoding="utf-8")
    listed = ratchet.read_list(text)
    assert ratchet.written(listed) == text
    assert [file for file in listed if not (REPO / file).is_file()] == []
    assert min(listed.values(), default=1) > 0
