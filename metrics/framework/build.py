"""Turns a table of a TOML file into a frozen spec, by the spec's own annotations."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import lru_cache
from types import UnionType
from typing import Any, ClassVar, Protocol, TypeVar, cast, get_args, get_origin, get_type_hints

from metrics.framework.model import FrameworkError


class DataclassSpec(Protocol):
    """What `dataclasses.fields` takes: any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


Spec = TypeVar("Spec", bound=DataclassSpec)
Kind = TypeVar("Kind")
Table = Mapping[str, object]


def build_all(spec: type[Spec], source: Table, key: str, file: str) -> Iterator[Spec]:
    """Every `[[key]]` table of a file as a spec.

    Raises:
        FrameworkError: there is none, or one has an unknown key, lacks a required one, or has a value of
            another type.
    """
    rows = source.get(key)
    if not isinstance(rows, list) or not rows:
        raise FrameworkError(file, key, "[[…]]", "至少要有一个")
    for position, row in enumerate(rows, 1):
        yield build(spec, row, file, f"{key} {row.get('id') or row.get('word') or f'第{position}个'}")


def build(spec: type[Spec], row: Table, file: str, table: str) -> Spec:
    """One table as a spec; raises FrameworkError as `build_all` does."""
    hints = _hints(spec)
    refuse_unknown(row, hints, file, table)
    for part in fields(spec):
        if part.default is MISSING and part.default_factory is MISSING:
            need(row, part.name, file, table)
    return spec(**{key: _coerce(hints[key], value, file, table, key) for key, value in row.items()})


@lru_cache(maxsize=64)
def _hints(spec: type[DataclassSpec]) -> dict[str, Any]:
    """The annotations of a spec, resolved once: it is what reading a framework takes longest for."""
    return get_type_hints(spec)


def need(row: Table, key: str, file: str, table: str) -> object:
    """The value of a required key; FrameworkError without it."""
    if key not in row:
        raise FrameworkError(file, table, key, "缺少这个必填的键")
    return row[key]


def need_text(row: Table, key: str, file: str, table: str) -> str:
    """The text of a required key; FrameworkError without it, or where it is no text."""
    return _typed(need(row, key, file, table), (str,), file, table, key)


def refuse_unknown(row: Table, known: Collection[str], file: str, table: str) -> None:
    """FrameworkError naming the first key that is not known."""
    for key in row:
        if key not in known:
            raise FrameworkError(file, table, key, f"不认识这个键；可用的是 {'、'.join(sorted(known))}")


def _coerce(
    hint: Any,  # noqa: ANN401 - what `get_type_hints` gives
    value: object,
    file: str,
    table: str,
    key: str,
) -> object:
    """A TOML value in the field's type: nested tables to specs, lists to tuples, numbers as they are."""
    if isinstance(hint, type) and is_dataclass(hint):
        return build(hint, _typed(value, (dict,), file, table, key), file, f"{table} 的 {key}")
    origin = get_origin(hint)
    if origin is tuple:
        return _tuple(get_args(hint)[0], value, file, table, key)
    if origin is not None and origin is not UnionType:
        return _frozen(_typed(value, (dict,), file, table, key))
    return _typed(value, get_args(hint) if origin is UnionType else (hint,), file, table, key)


def _tuple(inner: type, value: object, file: str, table: str, key: str) -> tuple[object, ...]:
    rows = _typed(value, (list,), file, table, key)
    if is_dataclass(inner):
        named = f"{table} 的 {key}"
        return tuple(build(inner, row, file, f"{named} {row.get('id', n)}") for n, row in enumerate(rows, 1))
    return tuple(_typed(item, (inner,), file, table, key) for item in rows)


def _typed(value: object, kinds: tuple[type[Kind], ...], file: str, table: str, key: str) -> Kind:
    allowed: tuple[type, ...] = (*kinds, int) if float in kinds else kinds
    if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in kinds):
        names = "或".join(kind.__name__ for kind in kinds)
        raise FrameworkError(file, table, key, f"值 {value!r} 的类型不对，应为 {names}")
    # Of a kind asked for, or a whole number where any number would do.
    return cast("Kind", value)


def _frozen(value: Table) -> Table:
    return {key: _frozen_value(item) for key, item in value.items()}


def _frozen_value(value: object) -> object:
    if isinstance(value, list):
        return tuple(_frozen_value(item) for item in value)
    return _frozen(value) if isinstance(value, dict) else value
