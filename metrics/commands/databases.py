"""Which of the two databases a start serves: the office's own, or the sample county's in another file."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from metrics.commands.application import APPLICATION, SAMPLE, SAMPLES, samples
from metrics.commands.common import DEFAULT_DB
from metrics.commands.sample import DatabaseKind, kind_among
from metrics.framework import SHANGHAI
from metrics.store import StoreError
from metrics.store.care import contents_of, move
from metrics.store.database import address_of, file_of

#: Where the sample county lives, beside the office's database (`DEFAULT_DB`).
SAMPLE_DB = "sqlite:///data/sample.db"
DEMO, OFFICE, AUTO = "demo", "office", "auto"


@dataclass(frozen=True)
class Served:
    """A database to be served.

    Args:
        url: its address.
        load: the folder of the sample county that is brought in first, if one is.
        sample: whether it is the sample county's, which anybody may enter.
        said: sentences about what was found and done.
    """

    url: str
    load: Path | None
    sample: bool
    said: tuple[str, ...] = ()


def sample_db(name: str) -> str:
    """Where a sample county lives when no other database is named; each has a file of its own."""
    return SAMPLE_DB if name == SAMPLE.name else f"sqlite:///data/sample-{name}.db"


def choose(wanted: str, given: str = "", name: str = SAMPLE.name) -> Served:
    """Decide what is served; an old sample county in the office's place is moved out of it first.

    Args:
        wanted: `DEMO`, `OFFICE`, or `AUTO`: the office's own when it has begun, else the sample county.
        given: a database named by DATABASE_URL or `--db`; it is never changed for another.
        name: which of the sample counties is meant by `DEMO`.

    Raises:
        StoreError: what is wanted cannot be had without mixing the two.
    """
    if given:
        kind = _kind(given)
        return Served(
            given,
            SAMPLES / name if wanted == DEMO else None,
            wanted == DEMO or kind in (DatabaseKind.SAMPLE, DatabaseKind.TRIED),
            _mixed(kind),
        )
    return _demo(name) if wanted == DEMO else {OFFICE: _office, AUTO: _either}[wanted]()


def place(url: str) -> str:
    """A database in words: its file, or its address without a password."""
    address = address_of(url)
    file = file_of(address)
    return str(file) if file else address.render_as_string(hide_password=True)


def command(option: str) -> str:
    """What to type to start with an option."""
    script = "start.bat" if os.name == "nt" else "./start.sh"
    return f"{script if (APPLICATION / 'start.sh').is_file() else 'kandejian serve'} {option}".strip()


def _demo(name: str) -> Served:
    """The sample county, in whatever state the office's database is: only an old sample there is moved."""
    kind = _kind(DEFAULT_DB)
    said = _moved(must=False) if kind is DatabaseKind.SAMPLE else ()
    return Served(sample_db(name), load=SAMPLES / name, sample=True, said=said)


def _office() -> Served:
    kind = _kind(DEFAULT_DB)
    if kind is DatabaseKind.TRIED:
        raise StoreError(_tried_words())
    said = _moved(must=True) if kind is DatabaseKind.SAMPLE else _mixed(kind)
    return Served(DEFAULT_DB, load=None, sample=False, said=said)


def _either() -> Served:
    kind = _kind(DEFAULT_DB)
    if kind in (DatabaseKind.OFFICE, DatabaseKind.MIXED):
        return Served(DEFAULT_DB, load=None, sample=False, said=_mixed(kind))
    if kind is DatabaseKind.TRIED:
        return Served(DEFAULT_DB, load=None, sample=True, said=(_tried_words(),))
    return _demo(SAMPLE.name)


def _kind(url: str) -> DatabaseKind:
    """Whose a database is; one that cannot be read is taken for an office's, and so left alone."""
    file = file_of(address_of(url))
    if file is not None and not file.exists():
        return DatabaseKind.EMPTY
    try:
        return kind_among(contents_of(url), samples())
    except StoreError:
        return DatabaseKind.OFFICE


def _mixed(kind: DatabaseKind) -> tuple[str, ...]:
    if kind is not DatabaseKind.MIXED:
        return ()
    return ("注意：这个库里样例县和正式的数据混在一起，演示入口已关闭。怎么办见 python -m metrics doctor。",)


def _tried_words() -> str:
    file = file_of(address_of(DEFAULT_DB))
    return (
        f"{file} 里是样例县和后来用演示账号报送的文件，没有移动。如果那些只是试用，请停止本系统，"
        f"把它改名（例如改成 data/tried.db），再运行 {command('--office')} 从空的正式库开始；"
        f"如果那些是正式的数据，请在“报送历史”下载原文件，到正式库里重新报送。"
    )


def _moved(*, must: bool) -> tuple[str, ...]:
    """Move the sample county an older program left in the office's place; what was said of it.

    Raises:
        StoreError: it cannot be moved, and `must` be.
    """
    old, new = file_of(address_of(DEFAULT_DB)), file_of(address_of(SAMPLE_DB))
    if old is None or new is None:  # both are files
        return ()
    if new.exists():
        new = new.with_name(f"{new.stem}-{datetime.now(SHANGHAI):%Y%m%d-%H%M%S}{new.suffix}")
    try:
        move(DEFAULT_DB, new)
    except StoreError as error:
        if must:
            raise
        return (f"{old} 里只有旧版程序装的样例县，本应移到 {new}。{error}",)
    return (f"{old} 里只有旧版程序装的样例县，已移到 {new}。",)
