"""What is installed is what was tested: every package with its version, every file of it with its hash."""

import hashlib
import json
import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import distribution, packages_distributions, version

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.kit import sources
from tests.kit.project import REPO

LOCKS = ("requirements.txt", "deploy/requirements-province.txt", "tests/requirements.txt", ".ci/lock.txt")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})(?![0-9a-f])")
ENTRY = re.compile(r"(?P<need>[^ ;]+==[^ ;]+( ; [^-]+?)?)(?P<hashes>( +--hash=sha256:[0-9a-f]{64})+)")
#: Every file of a version has its hash: at least the archive of its source and a wheel, seldom one alone.
FEW = 2
#: Windows on the processors of today, as wheels of compiled packages name it.
WINDOWS = {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"}


def entries(name):
    """Each package of a lock on one line, without comments."""
    text = re.sub(r"\s*\\\n\s*", " ", (REPO / name).read_text(encoding="utf-8"))
    return [
        line.strip()
        for line in text.splitlines()
        if line.strip() and not line.strip().startswith(("#", "-r "))
    ]


def pins(name):
    """Canonical name → (requirement, hashes)."""
    found = {}
    for line in entries(name):
        entry = ENTRY.fullmatch(line)
        need = Requirement(entry["need"])
        found[canonicalize_name(need.name)] = (need, HASH.findall(entry["hashes"]))
    return found


def direct(name):
    """The packages a list names, as requirements."""
    lines = (REPO / ".ci" / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def needed(names, **environment):
    """Everything that packages need here or on another system, told by what is installed; a set of names."""
    found, ahead = set(), [(canonicalize_name(need.name), frozenset(need.extras)) for need in names]
    seen = set()
    while ahead:
        name, extras = ahead.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        found.add(name)
        try:
            wants = distribution(name).requires or ()
        except ImportError:
            continue  # another system's: what it needs is not known here
        for want in map(Requirement, wants):
            places = [{**environment, "extra": extra} for extra in (extras or {""})]
            if want.marker is None or any(want.marker.evaluate(place) for place in places):
                ahead.append((canonicalize_name(want.name), frozenset(want.extras)))
    return found


def applies(need, environment):
    return need.marker is None or need.marker.evaluate(environment)


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_has_its_version_and_hashes(name):
    lines = entries(name)
    assert [line[:60] for line in lines if not ENTRY.fullmatch(line)] == []
    assert len(lines) > 15
    few = [need.name for need, hashes in pins(name).values() if len(set(hashes)) < FEW]
    assert few == [], "a file of another platform or the source is missing: run .ci/lock.sh"


@pytest.mark.parametrize("name", LOCKS)
def test_no_address_stands_in_a_lock(name):
    assert not re.search(
        r"://|--(extra-)?index-url|--find-links|@ ", (REPO / name).read_text(encoding="utf-8")
    )


def test_the_versions_locked_are_those_tested():
    locked = {name: pin for lock in LOCKS[:-1] for name, pin in pins(lock).items()}
    here = {name: need for name, (need, _) in locked.items() if applies(need, {})}
    assert {name: version(name) for name in here} == {
        name: str(need.specifier).removeprefix("==") for name, need in here.items()
    }


@pytest.mark.parametrize("system", [{}, WINDOWS], ids=["here", "windows"])
def test_what_is_locked_is_what_is_needed(system):
    lists, held, named = ("requirements.in", "province.in", "tests.in"), {}, []
    for lock, name in zip(LOCKS, lists, strict=False):
        assert pins(lock).keys() & held.keys() == set()
        held |= pins(lock)
        named += direct(name)
        wanted = needed(named, **system)
        assert {name for name, (need, _) in held.items() if applies(need, system)} == wanted


def test_windows_needs_no_package_of_its_own():
    program = [need for need, _ in pins("requirements.txt").values()]
    only = [need.name for need in program if applies(need, WINDOWS) and not applies(need, {})]
    assert only == [], "pip downloads for Windows on Linux without it: write it into docs/部署.md"


def test_the_lists_name_versions_of_the_locks():
    listed = {
        "requirements.in": "requirements.txt",
        "province.in": "deploy/requirements-province.txt",
        "tests.in": "tests/requirements.txt",
        "lock.in": ".ci/lock.txt",
    }
    for name, lock in listed.items():
        held = {**pins("requirements.txt"), **pins(lock)} if name == "tests.in" else pins(lock)
        other = [
            need for need in direct(name) if held[canonicalize_name(need.name)][0].specifier != need.specifier
        ]
        assert [str(need) for need in other] == [], "run .ci/lock.sh"


def test_what_the_program_imports_is_on_its_list():
    of = packages_distributions()
    imported = {
        module.split(".")[0]
        for path in sources.files(*sources.PRODUCT)
        for module, _ in sources.imports(path)
        if module and module.split(".")[0] not in sys.stdlib_module_names
    }
    lists = ("requirements.in", "province.in")
    named = {canonicalize_name(need.name) for name in lists for need in direct(name)}
    absent = {
        module
        for module in imported & of.keys()
        if not {canonicalize_name(one) for one in of[module]} & named
    }
    assert absent == set(), "imported, but not on .ci/requirements.in"
    assert len(imported & of.keys()) > 15


def wheel(folder):
    """A package of one file, built by hand."""
    path = folder / "tiny_thing-1.0-py3-none-any.whl"
    about = "tiny_thing-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("tiny_thing.py", "")
        archive.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: tiny-thing\nVersion: 1.0\n")
        archive.writestr(
            f"{about}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{about}/RECORD", "")
    return path


@pytest.mark.breadth(1)
@pytest.mark.parametrize("kind", ["right", "wrong", "none"])
def test_a_file_of_another_hash_is_refused(kind, tmp_path):
    right = hashlib.sha256(wheel(tmp_path).read_bytes()).hexdigest()
    line = {"right": f"--hash=sha256:{right}", "wrong": f"--hash=sha256:{'0' * 64}", "none": ""}[kind]
    (tmp_path / "r.txt").write_text(f"tiny-thing==1.0 {line}\n")
    (tmp_path / ".venv").mkdir()
    script = (
        f'source {REPO}/.ci/env.sh; cd "$THERE"; VENV_PYTHON={sys.executable}; ensure_requirements kind r.txt'
    )
    offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "PIP_TARGET": str(tmp_path / "in")}
    done = subprocess.run(
        ["bash", "-c", f"set -euo pipefail; {script}"],
        cwd=REPO,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "THERE": str(tmp_path), **offline},
        capture_output=True,
        text=True,
        check=False,
    )
    there = (tmp_path / "in" / "tiny_thing.py").exists()
    assert (done.returncode == 0, there) == (kind == "right", kind == "right"), done.stderr
    if kind != "right":
        assert "HASHES" in done.stderr.upper()
        assert "错误：安装依赖失败" in done.stderr


def test_windows_asks_for_hashes_too():
    text = (REPO / "start.bat").read_text(encoding="utf-8")
    assert (
        re.findall(r"pip install [^\n]*-r ", text)
        == re.findall(r"pip install [^\n]*--require-hashes -r ", text)
        != []
    )


BILL = json.loads((REPO / "deploy/sbom.cdx.json").read_text(encoding="utf-8"))


def test_the_bill_of_materials_names_every_package():
    assert (BILL["bomFormat"], BILL["specVersion"]) == ("CycloneDX", "1.6")
    named = {part["name"]: part for part in BILL["components"]}
    locked = pins("requirements.txt")
    assert named.keys() == locked.keys()
    for name, (need, hashes) in locked.items():
        part = named[name]
        assert need.specifier.contains(part["version"])
        assert part["purl"] == f"pkg:pypi/{name}@{part['version']}"
        listed = [one["content"] for files in part["externalReferences"] for one in files["hashes"]]
        assert sorted(listed) == sorted(hashes)


def test_the_bill_of_materials_names_every_licence():
    def words(entry):
        held = entry.get("license", {})
        return entry.get("expression") or held.get("id") or held.get("name")

    licences = {
        part["name"]: [words(entry) for entry in part.get("licenses", ())] for part in BILL["components"]
    }
    assert [name for name, found in licences.items() if not found or not all(found)] == []
    assert licences["streamlit"] == ["Apache-2.0"]


def test_the_bill_of_materials_says_what_needs_what():
    edges = {edge["ref"]: set(edge.get("dependsOn", ())) for edge in BILL["dependencies"]}
    whole = BILL["metadata"]["component"]
    assert whole["name"] == "kandejian"
    assert edges[whole["bom-ref"]] == {part["bom-ref"] for part in BILL["components"]}
    streamlit = next(part["bom-ref"] for part in BILL["components"] if part["name"] == "streamlit")
    assert any(one.startswith("pkg:pypi/pandas@") for one in edges[streamlit])
