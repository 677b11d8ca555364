"""The bundle for servers without network: made, installed, served, upgraded, rolled back on an empty machine.

The machine is a folder with busybox and nothing else, not even a C library, in a network without any route.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.kit.project import REPO

DEPLOY = REPO / "deploy"
SCRIPTS = [DEPLOY / "bundle.sh", DEPLOY / "bundle" / "install.sh", DEPLOY / "bundle" / "kandejian.sh"]
#: A network and processes of its own: when it ends, nothing goes on running.
ALONE = (
    *("setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--mount", "--propagation", "private"),
    *("--pid", "--fork", "--kill-child"),
)
ENTER = """
mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" || exit 125
exec chroot "$1" /bin/busybox sh /steps.sh
"""
#: Fills the empty machine, then does what an administrator would.
STEPS = """
/bin/busybox --install -s /bin
export PATH=/bin HOME=/root
ip link set lo up
echo "routes: $(ip route | wc -l)"
for name in python3 pip chromium curl apt-get systemctl; do command -v "$name" && echo "has $name"; done
installed=/srv/kdj
step() { echo "== $1"; shift; "$@" 2>&1; echo "-- $?"; }
port() { PORT=8599 KANDEJIAN_PATIENCE=300 "$@"; }
at() { "$installed/kandejian" "$@"; }

step install port /bundles/one/install.sh --to $installed
step answers port at answers 5
step version at --version
step doctor at doctor --json
step owner stat -c %U $installed/data
sample="--db sqlite:///data/demo.db"
step chart at chart ranking --period 2023 --by enterprise --out data/a.png $sample
step brief at brief --period 2023 --format pdf --out data/a.pdf $sample
step again port /bundles/one/install.sh --to $installed
step damaged port /bundles/damaged/install.sh --to $installed
step upgrade port /bundles/two/install.sh --to $installed
step answers port at answers 5
step version at --version
step broken port /bundles/broken/install.sh --to $installed
step answers port at answers 5
step version at --version
step programs ls $installed/versions
step backups ls $installed/data/backups
step stop port at stop
step answers port at answers 1
"""


def test_the_scripts_can_be_read_by_their_shells():
    for script in SCRIPTS:
        shell = "bash" if "bash" in script.read_text(encoding="utf-8").splitlines()[0] else "sh"
        assert subprocess.run([shell, "-n", script], check=False).returncode == 0
        assert os.access(script, os.X_OK)


def test_a_platform_without_a_bundle_is_said():
    for platform, said in (("loongarch64", "龙芯"), ("sparc", "不认识的平台 sparc")):
        command = [DEPLOY / "bundle.sh", platform]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, said in done.stderr) == (1, True)


def test_the_place_of_the_loader_is_written_into_a_program(tmp_path):
    program = shutil.copy(os.path.realpath(sys.executable), tmp_path / "python")
    script = DEPLOY / "bundle" / "interpreter.py"
    asked = (
        "import interpreter as i; from pathlib import Path; c = Path({0!r}).read_bytes(); s, n = i.place(c); "
    )
    run = [sys.executable, "-c", asked.format(str(program)) + "print(c[s:s+n].rstrip(bytes(1)).decode())"]
    before = subprocess.run(run, cwd=script.parent, capture_output=True, text=True, check=True).stdout.strip()
    assert Path(before).name.startswith("ld-")
    other = "import interpreter as i; from pathlib import Path; i.write(Path({0!r}), b'/lib/ld')"
    subprocess.run([sys.executable, "-c", other.format(str(program))], cwd=script.parent, check=True)
    after = subprocess.run(run, cwd=script.parent, capture_output=True, text=True, check=True).stdout.strip()
    assert after == "/lib/ld"
    long = other.format(str(program)).replace("/lib/ld", "/" + "x" * 999)
    done = subprocess.run(
        [sys.executable, "-c", long], cwd=script.parent, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "安装的位置太长" in done.stderr) == (1, True)


def need(*programs):
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux can make a machine of its own")
    if missing := [name for name in programs if not shutil.which(name)]:
        pytest.skip(f"not installed: {', '.join(missing)}")
    if subprocess.run([*ALONE, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no right to make a network of its own")


def bundle(platform, folder):
    """A bundle as `deploy/bundle.sh` writes it, unpacked."""
    done = subprocess.run(
        [DEPLOY / "bundle.sh", platform, folder], capture_output=True, text=True, check=False
    )
    if "取不到" in done.stderr:
        pytest.skip(f"nothing to make a bundle of could be fetched: {done.stderr[-300:]}")
    assert done.returncode == 0, done.stdout + done.stderr
    [file] = folder.glob(f"*-{platform}.tar.gz")
    [told] = folder.glob(f"*-{platform}.tar.gz.sha256")
    assert told.read_text().split()[0] == hashlib.sha256(file.read_bytes()).hexdigest()
    with tarfile.open(file) as archive:
        archive.extractall(folder, filter="tar")
    file.unlink()
    return folder / file.name.removesuffix(".tar.gz")


def changed(one, target, version, change=lambda folder: None, *, seal=True):
    """Another version of a bundle."""
    shutil.copytree(one, target, symlinks=True, copy_function=os.link)
    files = [target / "VERSION", target / "program/metrics/__init__.py", target / "program/dashboard.py"]
    for file in [*files, target / "SHA256SUMS"]:
        content = file.read_bytes()
        file.unlink()
        file.write_bytes(content)
    files[0].write_text(f"{version}\n")
    source = files[1].read_text(encoding="utf-8")
    files[1].write_text(
        re.sub(r"(?m)^__version__ = .*$", f'__version__ = "{version}"', source), encoding="utf-8"
    )
    change(target)
    if seal:
        lines = (target / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
        names = {str(file.relative_to(target)): file for file in files}
        sums = [
            f"{hashlib.sha256(names[name].read_bytes()).hexdigest()}  ./{name}"
            if (name := line.split("  ./")[1]) in names
            else line
            for line in lines
        ]
        (target / "SHA256SUMS").write_text("\n".join([*sums, ""]), encoding="utf-8")
    return target


def busybox(folder):
    """The only program of the empty machine."""
    subprocess.run(
        ["apt-get", "-qq", "download", "busybox-static"], cwd=folder, check=False, capture_output=True
    )
    found = list(folder.glob("busybox-static*.deb"))
    if not found:
        pytest.skip("busybox-static could not be had")
    subprocess.run(["dpkg-deb", "-x", found[0], folder / "unpacked"], check=True)
    return folder / "unpacked/bin/busybox"


@pytest.fixture
def empty_machine(tmp_path):
    """A folder with busybox, an administrator called root, and nothing else."""
    root = tmp_path / "machine"
    for name in ("bin", "proc", "dev", "tmp", "etc", "root", "srv", "bundles"):
        (root / name).mkdir(parents=True)
    shutil.copy(busybox(tmp_path), root / "bin/busybox")
    (root / "bin/busybox").chmod(0o755)
    # busybox cannot make accounts: the administrator of such a machine has made it.
    people = "root:x:0:0:root:/root:/bin/sh\nkandejian:x:990:990::/srv/kdj:/bin/false\n"
    (root / "etc/passwd").write_text(people)
    (root / "etc/group").write_text("root:x:0:\nkandejian:x:990:\n")
    (root / "tmp").chmod(0o1777)
    tmp_path.chmod(0o755)
    return root


def steps_of(text):
    """Name of a step → what it printed and its code, in order."""
    parts = re.findall(r"^== (\w+)\n(.*?)^-- (\d+)$", text, re.MULTILINE | re.DOTALL)
    return [(name, int(code), said) for name, said, code in parts]


@pytest.mark.long
def test_the_bundle_on_an_empty_machine(empty_machine, tmp_path, demo_file):
    need("unshare", "setpriv", "dpkg-deb", "apt-get")
    made = bundle("x86_64", tmp_path)
    bundles = empty_machine / "bundles"
    one = made.rename(bundles / "one")

    def breaks(folder):
        with (folder / "program/metrics/__init__.py").open("a", encoding="utf-8") as file:
            file.write('raise SystemExit("今天不干活")\n')

    changed(one, bundles / "two", "0.1.8")
    changed(one, bundles / "broken", "0.1.9", breaks)
    changed(one, bundles / "damaged", "0.1.7", breaks, seal=False)
    (empty_machine / "srv/kdj/data").mkdir(parents=True)
    shutil.copy(demo_file, empty_machine / "srv/kdj/data/demo.db")
    (empty_machine / "steps.sh").write_text(STEPS, encoding="utf-8")
    log = tmp_path / "steps.log"
    with log.open("wb") as output:
        subprocess.run(
            ["env", "-i", f"PATH={os.environ['PATH']}", *ALONE, "bash", "-c", ENTER, "enter", empty_machine],
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            check=False,
            timeout=1800,
        )
    told = log.read_text(encoding="utf-8", errors="replace")
    assert "routes: 0" in told, told
    assert "\nhas " not in told
    done = steps_of(told)
    codes = [(name, code) for name, code, _ in done]
    said = {f"{name}{number}": words for number, (name, _, words) in enumerate(done)}
    assert codes == [
        ("install", 0),
        ("answers", 0),
        ("version", 0),
        ("doctor", 0),
        ("owner", 0),
        ("user", 2),
        ("chart", 0),
        ("brief", 0),
        ("again", 1),
        ("damaged", 1),
        ("upgrade", 0),
        ("answers", 0),
        ("version", 0),
        ("broken", 1),
        ("answers", 0),
        ("version", 0),
        ("programs", 0),
        ("backups", 0),
        ("stop", 0),
        ("answers", 1),
    ], told[-6000:]
    assert said["owner4"].strip() == "kandejian"
    states = {check["name"]: check["state"] for check in json.loads(said["doctor3"])}
    assert set(states.values()) <= {"正常", "注意"}
    assert states["依赖"] == states["字体"] == states["浏览器"] == "正常"
    data = empty_machine / "srv/kdj/data"
    assert (data / "a.png").read_bytes().startswith(b"\x89PNG")
    assert (data / "a.pdf").read_bytes().startswith(b"%PDF")
    assert "校验码不符" in said["damaged8"]
    assert "已升级到 0.1.8" in said["upgrade9"]
    assert "0.1.8" in said["version11"]
    assert "已退回 0.1.8" in said["broken12"]
    assert "今天不干活" in said["broken12"]
    assert "0.1.8" in said["version14"]
    assert len(re.findall(r"before-\S+\.kdj$", said["backups16"], re.MULTILINE)) == 2


@pytest.mark.long
def test_the_bundle_for_aarch64_holds_its_platform_only(tmp_path):
    need("dpkg-deb", "apt-get")
    made = bundle("aarch64", tmp_path)
    programs = [made / "runtime/bin/python3.11", made / "runtime/chromium/chromium"]
    programs += (made / "runtime/lib").glob("*.so*")
    assert len(programs) > 60
    assert {int.from_bytes(program.read_bytes()[18:20], "little") for program in programs} == {183}
    wheels = sorted(path.name for path in (made / "wheels").iterdir())
    required = re.findall(r"(?m)^([\w.-]+)==", (REPO / "requirements.txt").read_text(encoding="utf-8"))
    assert len(wheels) >= len(required) - 5
    assert not [name for name in wheels if "x86_64" in name or not name.endswith(("any.whl", "aarch64.whl"))]
    assert all(zipfile.is_zipfile(made / "wheels" / name) for name in wheels)
    bill = json.loads((made / "sbom.cdx.json").read_text(encoding="utf-8"))
    names = {component["name"] for component in bill["components"]}
    assert {"chromium", "python3.11-minimal", "libc6", "pandas", "streamlit"} <= names
    licences = {path.stem for path in (made / "licences").iterdir()}
    assert {"chromium", "libc6", "python3.11-minimal"} <= licences


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_accepts_the_units_of_an_installation_elsewhere(tmp_path):
    script = (DEPLOY / "bundle/install.sh").read_text(encoding="utf-8")
    [writes] = re.findall(r"^set_units\(\) \{.*?^\}", script, re.MULTILINE | re.DOTALL)
    head = f"set -eu; to=/srv/kdj new={REPO} user=kdj; as_service() {{ return 0; }}; systemctl() {{ :; }}\n"
    run = head + writes.replace("/etc/systemd/system/", f"{tmp_path}/") + "\nset_units\n"
    subprocess.run(["sh", "-c", run], check=True)
    written = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()}
    assert set(written) == {path.name for path in (DEPLOY / "systemd").iterdir()}
    assert not [name for name, text in written.items() if "/opt/kandejian" in text]
    for name, text in written.items():
        (tmp_path / name).unlink()
        if name.endswith(".service"):
            assert "User=kdj\n" in text
            assert "EnvironmentFile=/srv/kdj/kandejian.env\n" in text
        plain = text.replace("/srv/kdj/current/.venv/bin/python", "/bin/true")
        (tmp_path / name.replace("@", "@8501")).write_text(plain, encoding="utf-8")
    command = ["systemd-analyze", "verify", *tmp_path.iterdir()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "kandejian" not in done.stderr, done.stderr
