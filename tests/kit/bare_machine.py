"""A bare machine: a minimal Debian with python3 and nothing else, and commands that run in it.

Each command has mounts and processes of its own and shares the network: when it ends, however it ends,
nothing of it is left mounted or running. Mirror, proxies and pip's settings are those of this machine.
"""

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from tests.kit.project import REPO, copy_project

RELEASE = "bookworm"
PROJECT = Path("srv/kandejian")
CERTIFICATES = Path("srv/certificates.pem")
#: Mounts and processes of its own, which end with whoever started them.
OWN_SPACE = (
    *("setpriv", "--pdeathsig", "KILL"),
    *("unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child"),
)
#: The root is swapped, not only changed: under a changed one nobody may make namespaces, as a test does.
#: The shell stays as the first process, which takes in the orphans of the others.
ENTER = """
root=$1; shift
mount --bind "$root" "$root" && mount -t proc proc "$root/proc" || exit 125
for folder in /dev /sys; do mount --rbind "$folder" "$root$folder" || exit 125; done
while [ "$1" != -- ]; do mount --bind -o ro "$1" "$root$1" || exit 125; shift; done
shift
cd "$root" && pivot_root . . && umount -l . && cd / || exit 125
"$@"
exit $?
"""
PROXIES = ("http_proxy", "https_proxy", "no_proxy")
#: pip's settings that say where packages come from; others, such as a folder to install to, stay here.
PIP_SETTINGS = (
    "index-url",
    "extra-index-url",
    "find-links",
    "no-index",
    "trusted-host",
    "constraint",
    "proxy",
    "timeout",
    "default-timeout",
    "retries",
    "cert",
)


class CannotMakeError(RuntimeError):
    """No bare machine can be made here; says why."""


@dataclass(frozen=True)
class Machine:
    """A bare machine with the project in ``PROJECT``: its folder, and what each command is given."""

    root: Path
    environment: dict[str, str]
    shown: tuple[Path, ...]

    def start(self, command: Sequence[str], log: Path, **environment: str) -> subprocess.Popen[bytes]:
        """Start ``command`` in the project's folder; what it prints goes to ``log``."""
        given = {**self.environment, **environment}
        settings = [f"{name}={value}" for name, value in given.items()]
        inside = ["env", "-i", f"--chdir=/{PROJECT}", *settings, *command]
        entered = ["bash", "-c", ENTER, "enter", self.root, *self.shown, "--", *inside]
        with log.open("wb") as output:
            return subprocess.Popen(
                [*OWN_SPACE, *entered], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
            )

    def run(self, command: Sequence[str], log: Path, seconds: float, **environment: str) -> int:
        """Run ``command`` to its end or for ``seconds``; gives its exit code."""
        process = self.start(command, log, **environment)
        try:
            return process.wait(seconds)
        finally:
            end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a command together with all it has started."""
    process.kill()
    process.wait(20)


@contextmanager
def bare_machine() -> Iterator[Machine]:
    """A machine in a temporary folder, gone when the block ends; raises CannotMakeError."""
    require_rights()
    with tempfile.TemporaryDirectory(prefix="kandejian-bare.") as folder:
        root = Path(folder) / "machine"
        debootstrap(root)
        yield furnish(root)


@contextmanager
def copied(machine: Machine) -> Iterator[Machine]:
    """The same machine anew for one command with a copy of the project, gone when the block ends."""
    root = machine.root.with_name("copy")
    try:
        subprocess.run(["cp", "-a", "--reflink=auto", machine.root, root], check=True)
        copy_project(root / PROJECT)
        yield Machine(root, machine.environment, machine.shown)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def require_rights() -> None:
    """Only root may unpack and enter another system, and not inside every container."""
    if sys.platform != "linux" or os.geteuid() != 0:
        raise CannotMakeError("only root on Linux can make a bare machine")
    tried = said_by([*OWN_SPACE, "mount", "--bind", "/", "/"])
    if tried.returncode:
        raise CannotMakeError(f"no right to mount: {tried.stderr.strip()}")
    if (
        shutil.which("debootstrap") is None
        and said_by(["bash", "-c", "source .ci/env.sh; apt_install debootstrap"]).returncode
    ):
        raise CannotMakeError("debootstrap is missing and could not be installed")


def debootstrap(root: Path) -> None:
    """Make a minimal system with python3 in ``root``; raises CannotMakeError where that fails."""
    made = ["debootstrap", "--variant=minbase", "--include=python3", RELEASE, root, mirror()]
    # In a space of its own too: what it mounts on the way does not outlive it.
    done = said_by([*OWN_SPACE, *made])
    if done.returncode:
        raise CannotMakeError(f"debootstrap failed: {done.stdout[-500:]}{done.stderr[-500:]}")


def mirror() -> str:
    """Where this machine's own Debian packages come from."""
    asked = ["apt-get", "indextargets", "--format", "$(LABEL) $(COMPONENT) $(REPO_URI)"]
    for line in said_by([*asked, "Created-By: Packages"]).stdout.splitlines():
        label, component, address = line.split(maxsplit=2)
        if (label, component) == ("Debian", "main"):
            return address
    raise CannotMakeError("apt knows no Debian mirror here: apt-get update")


def furnish(root: Path) -> Machine:
    """Give the machine in ``root`` this machine's way to packages."""
    (root / "etc/hosts").write_text("127.0.0.1 localhost\n")
    (root / "etc/dpkg/dpkg.cfg.d/bare").write_text("force-unsafe-io\n")  # it lives for minutes
    dumped = said_by(["apt-config", "dump"]).stdout.splitlines()
    proxies = [line for line in dumped if line.startswith("Acquire::") and "proxy" in line.lower()]
    (root / "etc/apt/apt.conf.d/bare").write_text("\n".join([*proxies, ""]))
    environment = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
    named = [name for proxy in PROXIES for name in (proxy, proxy.upper())]
    environment |= {name: os.environ[name] for name in named if name in os.environ}
    settings = pip_settings()
    environment |= take_certificates(settings.pop("cert", ""), root)
    environment |= {f"PIP_{name.upper().replace('-', '_')}": value for name, value in settings.items()}
    shown = tuple(shown_paths(settings))
    for path in shown:
        place(path, root)
    return Machine(root, environment, shown)


def pip_settings() -> dict[str, str]:
    """Where pip takes packages from on this machine, by files and by variables."""
    listed = said_by([sys.executable, "-m", "pip", "config", "list"]).stdout.splitlines()
    pairs = [line.split("=", 1) for line in listed]
    found: dict[str, str] = {}
    for section in ("global.", "install.", ":env:."):  # the later one counts
        found |= {
            name.removeprefix(section): ast.literal_eval(value)
            for name, value in pairs
            if name.startswith(section)
        }
    return {name: value for name, value in found.items() if name in PIP_SETTINGS}


def take_certificates(named: str, root: Path) -> dict[str, str]:
    """Copy the certificates that pip trusts here, under a name that no program looks for by itself."""
    for path in filter(None, (named, *map(os.environ.get, ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")))):
        if Path(path).is_file():
            shutil.copy(path, root / CERTIFICATES)
            return {"PIP_CERT": f"/{CERTIFICATES}"}
    return {}


def shown_paths(settings: dict[str, str]) -> Iterator[Path]:
    """Files and folders of this machine that pip's settings name."""
    for word in {word for value in settings.values() for word in value.split()}:
        address = urlsplit(word)
        path = Path(address.path)
        if not address.scheme and path.is_absolute() and path.exists():
            yield path
        elif address.scheme == "file" and path.exists():
            yield path.parent  # the pages of an index name files beside it


def place(path: Path, root: Path) -> None:
    """Make the empty file or folder over which ``path`` is mounted."""
    target = root / path.relative_to("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        target.mkdir(exist_ok=True)
    else:
        target.touch()


def said_by(command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=REPO, capture_output=True, text=True, check=False)
