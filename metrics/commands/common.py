"""What the verbs share: options, parameter types, Chinese wording of click's errors, output."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from metrics.commands.application import packages
from metrics.framework import (
    LEVEL_NAMES,
    Framework,
    FrameworkError,
    Period,
    PeriodError,
    UnitSpec,
    name_key,
    parse_period,
)
from metrics.store import Store, StoreError
from metrics.store.database import SYSTEM
from metrics.store.people import Handout

DEFAULT_DB = "sqlite:///data/kandejian.db"
KNOWN_ERRORS = (FrameworkError, PeriodError, StoreError)

_WORDINGS = (
    (click.MissingParameter, lambda e: f"缺少参数 {_parameter(e)}。"),
    (click.BadParameter, lambda e: f"参数 {_parameter(e)} 不对：{_plain(e.message)}"),
    (click.NoSuchOption, lambda e: f"没有选项 {e.option_name}。{_instead(e)}"),
    (click.FileError, lambda e: f"打不开文件 {e.ui_filename}：{e.message}"),
)


def in_chinese(error: click.ClickException) -> str:
    """One line in Chinese for an error that click found in the command line."""
    wording = next((say for kind, say in _WORDINGS if isinstance(error, kind)), None)
    text = wording(error) if wording else _plain(error.format_message())
    context = getattr(error, "ctx", None)
    return f"{text}（用法见 {context.command_path} --help）" if context else text


def _parameter(error: click.BadParameter) -> str:
    return error.param.opts[0] if error.param and error.param.opts else str(error.param_hint or "")


def _instead(error: click.NoSuchOption) -> str:
    return f"是不是 {'、'.join(error.possibilities)}？" if error.possibilities else ""


_PHRASES = (
    ("No such command ", "没有命令 "),
    ("does not exist.", "不存在。"),
    ("is a directory.", "是一个文件夹。"),
    ("is not readable.", "不可读。"),
    ("is not one of ", "不在可选值之内："),
    ("Got unexpected extra argument", "多出的参数"),
    ("File ", "文件 "),
    ("Path ", "路径 "),
    ("Directory ", "文件夹 "),
)


def _plain(message: str) -> str:
    for english, chinese in _PHRASES:
        message = message.replace(english, chinese)
    return message


class PeriodType(click.ParamType):
    """`2023`, `2023H1`, `2023Q4`, `2023-11`."""

    name = "period"

    def convert(
        self, value: str | Period, param: click.Parameter | None, ctx: click.Context | None
    ) -> Period:
        """The period; click's BadParameter with the forms understood."""
        try:
            period = value if isinstance(value, Period) else parse_period(value)
        except PeriodError as error:
            self.fail(str(error), param, ctx)
        return period


class UnitType(click.ParamType):
    """A member unit by code, name, short name or alias."""

    name = "unit"

    def convert(
        self, value: str | UnitSpec, param: click.Parameter | None, ctx: click.Context | None
    ) -> UnitSpec:
        """The unit; click's BadParameter listing the units."""
        if isinstance(value, UnitSpec):
            return value
        units = _units(ctx)
        found = _called(units, value) or _called(_former(ctx), value)
        if found is None:
            known = "、".join(f"{unit.code} {unit.name}" for unit in units)
            self.fail(f"没有成员单位“{value}”。可用：{known}", param, ctx)
        return found


def _called(units: Sequence[UnitSpec], value: str) -> UnitSpec | None:
    return next((unit for unit in units if name_key(value) in map(name_key, unit.spellings)), None)


def _former(ctx: click.Context | None) -> Sequence[UnitSpec]:
    """The units as the county listed them before, the newest first: a name of then means the unit still."""
    with Store.open(ctx.params["db"] if ctx else DEFAULT_DB, counties=packages()) as store:
        return [unit for one in reversed(store.office.former_units()) for unit in one]


def _units(ctx: click.Context | None) -> Sequence[UnitSpec]:
    """The member units of the county whose database was named; `--db` is read before other options."""
    with Store.open(ctx.params["db"] if ctx else DEFAULT_DB, counties=packages()) as store:
        return store.office.framework().units


PERIOD = PeriodType()
UNIT = UnitType()
FILE_IN = click.Path(exists=True, dir_okay=False, path_type=Path)
FILE_OUT = click.Path(dir_okay=False, path_type=Path)

db_option = click.option(
    "--db",
    envvar="DATABASE_URL",
    default=DEFAULT_DB,
    show_default=True,
    is_eager=True,
    help="数据库地址；也可用环境变量 DATABASE_URL。",
)
period_option = click.option("--period", type=PERIOD, required=True, help="报告期：2023、2023H1、2023Q4。")
as_option = click.option(
    "--as",
    "account",
    default=SYSTEM,
    help="按哪个账号看：台账行只给它看得到的；不写则全部（能登录服务器的人）。",
)
json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")


def opened(db: str) -> tuple[Store, Framework]:
    """The store behind a database URL (migrated) and the framework."""
    store = _closed_in_the_end(Store.open(db, counties=packages()))
    return store, store.reporting.collecting(store.office.framework())


def _closed_in_the_end(store: Store) -> Store:
    """The store, whose connections are given back when the verb has ended."""
    context = click.get_current_context(silent=True)
    if context is not None:
        context.call_on_close(store.close)
    return store


def entity_code(names: Mapping[str, str], level: str, entity: str | None) -> str:
    """The code of an entity that was named by code or full name; the only one there is without a name.

    Raises:
        BadParameter: none was named, or nobody is called that.
    """
    if entity is None and len(names) == 1:
        return next(iter(names))
    word = LEVEL_NAMES[level]
    if entity is None:
        raise click.BadParameter(f"要写明哪个{word}（代码或全称）。", param_hint="--entity")
    wanted = name_key(entity)
    found = [code for code, name in names.items() if wanted in (name_key(code), name_key(name))]
    if not found:
        raise click.BadParameter(f"没有{word}“{entity}”。", param_hint="--entity")
    return found[0]


def row_code(names: Mapping[str, str], sheet: str, entity: str | None) -> str:
    """The code of a ledger row that was named by code or name; BadParameter where there is none."""
    if entity is None:
        raise click.BadParameter(f"要写明{sheet}里的哪一行（编号或名称）。", param_hint="--entity")
    wanted = name_key(entity)
    found = [code for code, name in names.items() if wanted in (name_key(code), name_key(name))]
    if not found:
        raise click.BadParameter(f"{sheet}里没有“{entity}”。", param_hint="--entity")
    return found[0]


version_option = click.option(
    "--framework-version", "version", default="", help="按哪个指标版本计分（名称）；不写则按该期在用的版本。"
)


def opened_for(db: str, period: Period, version: str) -> tuple[Store, Framework]:
    """The store, and the framework of a version by its name, or of the one in force for a period."""
    store = _closed_in_the_end(Store.open(db, counties=packages()))
    known = {one.version: one for one in store.office.framework_versions()}
    if version and version not in known:
        raise click.BadParameter(
            f"没有指标版本“{version}”；可用 {'、'.join(known)}。", param_hint="--framework-version"
        )
    if version:
        return store, store.office.framework(known[version].id, period)
    return store, store.office.framework_for(period)


def print_json(value: object) -> None:
    """JSON on stdout, Chinese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def write_or_print(text: str, out: Path | None) -> None:
    """A text to a file (UTF-8, replaced at once) or to stdout."""
    if out is None:
        click.echo(text, nl=False)
        return
    write_file(out, text.encode("utf-8"))


def write_file(out: Path, content: bytes) -> None:
    """Bytes to a file, through a neighbour, so that a failure leaves the old file whole."""
    with written_beside({out: content}):
        pass


@contextmanager
def written_beside(files: Mapping[Path, bytes]) -> Iterator[None]:
    """Write files beside their places and put them there when the block ends; after a failure none is left.

    Raises:
        FileError: a place cannot be written.
    """
    beside = {out: out.with_name(out.name + ".part") for out in files}
    place = Path()
    try:
        for place, neighbour in beside.items():
            place.parent.mkdir(parents=True, exist_ok=True)
            neighbour.write_bytes(files[place])
        yield
        for place, neighbour in beside.items():
            neighbour.replace(place)
    except OSError as error:
        raise click.FileError(str(place), hint=f"写不进去（{error.strerror}），请换一个位置") from error
    finally:
        for neighbour in beside.values():
            with suppress(OSError):
                neighbour.unlink(missing_ok=True)


def hand_over(store: Store, given: Handout, account: str, files: Mapping[Path, bytes]) -> None:
    """Files that somebody takes: written beside their places, into the audit, then into their places.

    So the audit tells of no file that could not be made or written, and none lies there untold.

    Raises:
        FileError: a place cannot be written; then nothing is in the audit.
        StoreError: the account may not take them, or the audit cannot be written; then no file is there.
    """
    with written_beside(files):
        store.people.hand_out(given, account)
