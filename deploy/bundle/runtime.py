"""Makes the runtime of a bundle out of Debian's packages: Python, Chromium, and every library the two need.

python deploy/bundle/runtime.py PLATFORM PACKAGES FOLDER    PACKAGES holds .deb files, FOLDER is the bundle

The C library comes along too, so the server's own may be older (麒麟, 统信) or none at all. Programs look for
libraries in `lib` beside them; the loader's own place is written on the server, which alone knows it.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

#: Platform → folder of libraries in Debian, the loader of programs.
PLACES = {
    "x86_64": ("x86_64-linux-gnu", "ld-linux-x86-64.so.2"),
    "aarch64": ("aarch64-linux-gnu", "ld-linux-aarch64.so.1"),
}
#: Loaded by name while a program runs, or wanted by packages from elsewhere: nothing says so in the programs.
BY_NAME = (
    *(
        "libstdc++.so.6",
        "libgcc_s.so.1",
        "libz.so.1",
        "libm.so.6",
        "libdl.so.2",
        "libpthread.so.0",
        "librt.so.1",
    ),
    *("libutil.so.1", "libresolv.so.2", "libanl.so.1", "libnss_files.so.2", "libnss_dns.so.2"),
    *("libsoftokn3.so", "libfreebl3.so", "libfreeblpriv3.so", "libnssckbi.so"),
)
#: Packages from elsewhere bring paths of their own, on which these would not be found: Python loads them.
FIRST = tuple(name for name in BY_NAME if ".so." in name and "nss" not in name)
#: What the program of a loader is called until `interpreter.py` writes the place: room for a long one.
PLACEHOLDER = "/" + "kandejian-loader-not-set-yet/" * 8
BOM = Path(__file__).resolve().parents[1] / "sbom.cdx.json"


def main(platform: str, packages: Path, folder: Path) -> None:
    """Write `runtime`, `licences`, the pip wheel and the bill of materials into the folder of a bundle."""
    runtime = folder / "runtime"
    with tempfile.TemporaryDirectory(prefix="kandejian-bundle.") as place:
        root, kept = Path(place), sorted(packages.glob("*.deb"))
        for package in kept:
            subprocess.run(["dpkg-deb", "-x", package, root], check=True)
        libraries = _libraries(root, PLACES[platform][0])
        used = _programs(root, runtime, libraries, PLACES[platform][1])
        _fonts(root, runtime)
        [pip] = root.glob("usr/share/python-wheels/pip-*.whl")
        shutil.copy(pip, runtime / pip.name)
        named = sorted(_owners(kept, root, used))
        _licences(root, folder / "licences", (name for _, name, _ in named))
        _bill(folder / "sbom.cdx.json", platform, named)


def _libraries(root: Path, triplet: str) -> dict[str, Path]:
    """File name → where it lies among the unpacked packages."""
    found: dict[str, Path] = {}
    folders = [root / place for place in (f"lib/{triplet}", f"usr/lib/{triplet}", "lib64", "lib")]
    direct = [path for folder in folders for path in sorted(folder.glob("*.so*"))]
    # Some keep private ones in a folder of their own (NSS, PulseAudio).
    for path in [*direct, *sorted((root / "usr/lib" / triplet).rglob("*.so*"))]:
        found.setdefault(path.name, path)
    return found


def _programs(root: Path, runtime: Path, libraries: dict[str, Path], loader: str) -> set[Path]:
    """Copy both programs with their libraries and set where they look for them; gives what was taken."""
    (runtime / "bin").mkdir(parents=True)
    (runtime / "lib").mkdir()
    shutil.copy(root / "usr/bin/python3.11", runtime / "bin")
    shutil.copytree(root / "usr/lib/python3.11", runtime / "lib/python3.11", symlinks=False, ignore=_unused)
    shutil.copytree(root / "usr/lib/chromium", runtime / "chromium", ignore=_unused)
    started = [runtime / "bin/python3.11", runtime / "chromium/chromium"]
    crash = runtime / "chromium/chrome_crashpad_handler"
    roots = [*started, crash, *(runtime / "lib/python3.11/lib-dynload").glob("*.so")]
    roots += (runtime / "chromium").glob("*.so*")
    own = {path.name for path in (runtime / "chromium").iterdir()}
    used = {
        root / "usr/bin/python3.11",
        root / "usr/lib/chromium/chromium",
        root / "usr/lib/python3.11/os.py",
    }
    for name in _closure(roots, libraries, own, loader):
        shutil.copy(libraries[name].resolve(), runtime / "lib" / name)
        _forget_places(runtime / "lib" / name)
        used.add(libraries[name])
    for program in [*started, crash]:
        _patch(program, "--set-interpreter", PLACEHOLDER)
        _patch(program, "--force-rpath", "--set-rpath", "$ORIGIN/../lib")
    for name in FIRST:
        _patch(runtime / "bin/python3.11", "--add-needed", name)
    (runtime / "loader").write_text(f"{loader}\n", encoding="utf-8")
    return used


def _unused(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name in ("__pycache__", "EXTERNALLY-MANAGED") or name.endswith(".TOC")]


def _closure(roots: Iterable[Path], libraries: dict[str, Path], own: set[str], loader: str) -> Iterator[str]:
    """Names of the libraries that programs need, and those that these need.

    Raises:
        SystemExit: one is in none of the packages.
    """
    done: set[str] = set()
    waiting = [*BY_NAME, loader, *(name for path in roots for name in _needed(path))]
    while waiting:
        name = waiting.pop()
        if name in done or (name in own and name not in libraries):
            continue
        if name not in libraries:
            sys.exit(f"打包失败：取来的 Debian 软件包里没有 {name}。")
        done.add(name)
        yield name
        waiting += _needed(libraries[name])


def _needed(file: Path) -> list[str]:
    return _said("--print-needed", file)


def _forget_places(library: Path) -> None:
    """Take away where a library looks for others: a folder of Debian's would be all it looks in."""
    if _said("--print-rpath", library):
        _patch(library, "--remove-rpath")


def _said(option: str, file: Path) -> list[str]:
    asked = subprocess.run(["patchelf", option, file], capture_output=True, text=True, check=False)
    return asked.stdout.split()


def _patch(file: Path, *options: str) -> None:
    file.chmod(0o755)
    subprocess.run(["patchelf", *options, file], check=True)


def _fonts(root: Path, runtime: Path) -> None:
    """Latin letters; Chinese ones lie in the program already, which draws with them."""
    shutil.copytree(root / "usr/share/fonts/truetype/dejavu", runtime / "fonts")


def _owners(packages: Iterable[Path], root: Path, used: set[Path]) -> Iterator[tuple[str, str, str]]:
    """Of packages something was taken from: `name=version`, name, SHA-256 of the file."""
    wanted = {path.relative_to(root).as_posix() for path in used} | {"usr/share/fonts/truetype/dejavu/"}
    wanted |= {path.resolve().relative_to(root.resolve()).as_posix() for path in used}
    for package in packages:
        listed = subprocess.run(
            ["dpkg-deb", "-c", package], capture_output=True, text=True, check=True
        ).stdout
        names = {line.split(" -> ")[0].rpartition(" ./")[2] for line in listed.splitlines()}
        if names & wanted or package.name.startswith("python3-pip-whl"):
            name, version = _field(package, "Package"), _field(package, "Version")
            yield f"{name}={version}", name, hashlib.sha256(package.read_bytes()).hexdigest()


def _field(package: Path, name: str) -> str:
    asked = subprocess.run(["dpkg-deb", "-f", package, name], capture_output=True, text=True, check=True)
    return asked.stdout.strip()


def _licences(root: Path, folder: Path, names: Iterable[str]) -> None:
    folder.mkdir()
    for name in names:
        text = root / "usr/share/doc" / name / "copyright"
        if text.exists():
            shutil.copy(text.resolve(), folder / f"{name}.txt")


def _bill(file: Path, platform: str, named: Iterable[tuple[str, str, str]]) -> None:
    """The bill of materials of the wheels, with Debian's packages of the runtime."""
    bill = json.loads(BOM.read_text(encoding="utf-8"))
    for full, name, sha256 in named:
        version = full.partition("=")[2]
        address = f"pkg:deb/debian/{name}@{version.replace('+', '%2B')}"
        bill["components"].append(
            {
                "type": "library",
                "bom-ref": f"deb:{full}",
                "name": name,
                "version": version,
                "purl": f"{address}?arch={platform}&distro=bookworm",
                "hashes": [{"alg": "SHA-256", "content": sha256}],
            }
        )
    file.write_text(json.dumps(bill, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
