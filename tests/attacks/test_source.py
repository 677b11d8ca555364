"""What the text of the program does not hold: ways from a text that somebody typed to something that runs."""

import ast
import re

import pytest

from tests.kit import sources
from tests.kit.project import REPO

FILES = sources.files(*sources.PRODUCT)
#: Names that run a text, read an object of any kind or hash weakly; of a module, all its calls.
RUNNING = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.execv", "os.startfile"}
READING = {"pickle", "shelve", "dill", "joblib", "yaml", "jsonpickle", "pandas.read_pickle"}
WEAK = {"hashlib.md5", "hashlib.sha1", "random"}
#: Modules that speak to other machines.
OUTWARD = {
    "requests",
    "urllib.request",
    "http.client",
    "smtplib",
    "ftplib",
    "imaplib",
    "ldap",
    "telnetlib",
    "httpx",
}

#: Modules with which something is kept secret or proven.
SECRET = {"argon2", "cryptography", "hmac", "pyotp", "secrets", "ssl"}


def calls(path):
    return [node for node in sources.nodes(path) if isinstance(node, ast.Call)]


def called(node):
    """`a.b` of a call `a.b(…)`; of a call of something else its last name."""
    return ast.unparse(node.func)


def named(path, names):
    """Calls of a file that begin with one of some names."""
    return [
        f"{path}:{node.lineno}: {called(node)}"
        for node in calls(path)
        if called(node) in names or called(node).split(".")[0] in names
    ]


def faults(names):
    return [line for path in FILES for line in named(path, names)]


def test_no_text_is_run():
    """没有 eval、exec，也不经过命令行解释器。"""
    shells = [
        f"{path}:{node.lineno}"
        for path in FILES
        for node in calls(path)
        for word in node.keywords
        if word.arg == "shell" and not (isinstance(word.value, ast.Constant) and word.value.value is False)
    ]
    assert (faults(RUNNING), shells) == ([], [])


def test_no_object_is_read_from_bytes():
    """不从外来的字节还原任意对象。"""
    assert faults(READING) == []


def test_no_weak_hash_and_no_guessable_number():
    """不用 MD5、SHA-1，也不用可以预测的随机数。"""
    assert faults(WEAK) == []


def test_every_use_of_cryptography_is_on_the_list():
    """用到密码学的每个程序文件都在《安全》的清单里，清单里没有多余的；散列只有 SHA-256。"""
    text = (REPO / "docs" / "安全.md").read_text(encoding="utf-8")
    part = text.partition("\n## 密码学清单\n")[2].partition("\n## ")[0]
    listed = re.findall(r"`(metrics/[\w/]+\.py)`", part)
    using = {
        path.as_posix()
        for path in FILES
        for module, _ in sources.imports(path)
        if module.split(".")[0] in SECRET
    }
    assert (set(listed), len(listed)) == (using, len(using))
    made = {called(node) for path in FILES for node in calls(path)}
    hashes = {name for name in made if name.startswith("hashlib.") and "(" not in name}
    assert hashes == {"hashlib.sha256", "hashlib.file_digest"}


def test_nothing_speaks_to_other_machines():
    """程序自己从不连接别的机器，邮件、目录服务、网页都不连。"""
    found = [
        f"{path}: {module}.{name}"
        for path in FILES
        for module, name in sources.imports(path)
        if {module, module.split(".")[0], f"{module}.{name}"} & OUTWARD
    ]
    assert found == []


def grown(argument):
    """Whether a text is put together from parts while the program runs."""
    if isinstance(argument, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in argument.values)
    if isinstance(argument, ast.Call):
        return called(argument).endswith(".format")
    return isinstance(argument, ast.BinOp)


QUOTED = ("f'PRAGMA", "f'DROP ", "f'CREATE VIEW ", "f'SET allowed_directories ")


def statements(path):
    """Statements in SQL that are given as text: the call and its first argument."""
    kinds = ("text", "sqlalchemy.text", "sa.text")
    for node in calls(path):
        name = called(node)
        if node.args and (name in kinds or name.endswith((".exec_driver_sql", ".execute"))):
            yield node, node.args[0]


def test_no_statement_is_put_together_from_texts():
    """SQL 语句不用文字拼接，值一律作为参数交给数据库。"""
    found = [
        f"{path}:{node.lineno}: {ast.unparse(argument)[:80]}"
        for path in FILES
        if "versions" not in path.parts  # migrations are written out of their own constants
        for node, argument in statements(path)
        # Names of objects, views and settings cannot be given parameters; they are quoted.
        if grown(argument) and not ast.unparse(argument).startswith(QUOTED)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("eval(x)", "run"),
        ("import os\nos.system(x)", "run"),
        ("import pickle\npickle.loads(x)", "read"),
        ("import hashlib\nhashlib.md5(x)", "weak"),
        ("connection.execute(text(f'select {x}'))", "sql"),
        ("connection.exec_driver_sql('select ' + x)", "sql"),
    ],
)
def test_each_is_seen_where_it_stands(source, kind, monkeypatch):
    nodes = list(ast.walk(ast.parse(source)))
    monkeypatch.setattr(sources, "nodes", lambda path: nodes)
    seen = {
        "run": named("x.py", RUNNING),
        "read": named("x.py", READING),
        "weak": named("x.py", WEAK),
        "sql": [node for node, argument in statements("x.py") if grown(argument)],
    }
    assert [name for name, found in seen.items() if found] == [kind]
