"""Ledger frames as Parquet bytes, and back with the types their specification names."""

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from metrics.framework import LedgerSpec
from metrics.ingest import BOUND, RAW, ROW
from metrics.store.database.errors import StoreError

#: Column type → Arrow type; every other type is text.
_ARROW = {"int": pa.int64(), "decimal": pa.float64(), "bool": pa.bool_(), "date": pa.timestamp("us")}
_PANDAS = {
    pa.large_string(): pd.StringDtype(na_value=float("nan")),
    pa.int64(): pd.Int64Dtype(),
    pa.float64(): pd.Float64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}


def pack(frame: pd.DataFrame, ledger: str) -> bytes:
    """A ledger frame as Parquet.

    Raises:
        StoreError: a column holds values of several types.
    """
    try:
        table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise StoreError(f"台账 {ledger} 有一列的值类型不一致，没有保存：{error.args[0]}") from error
    return repack(table)


def repack(table: pa.Table) -> bytes:
    """The bytes of which `unpack` gives this table."""
    sink = pa.BufferOutputStream()
    # Without dictionaries, statistics and Arrow schema a short ledger is half as big and read twice as fast.
    pq.write_table(table, sink, use_dictionary=False, write_statistics=False, store_schema=False)
    return sink.getvalue().to_pybytes()


def unpack(content: bytes) -> pa.Table:
    """The Arrow table of what `pack` gave."""
    return pq.ParquetFile(pa.BufferReader(content)).read(use_threads=False)


def to_frame(tables: Sequence[pa.Table], spec: LedgerSpec) -> pd.DataFrame:
    """Stored tables of one ledger, one after the other, as a frame.

    Args:
        tables: in the order their rows should have; older ones may lack columns of the specification.
        spec: the ledger. Columns it does not know are left out; those it has are there without any table too.

    Returns:
        Every field in the type of the specification, the `__raw` and `__bound` companions that are present,
        and `_row`.

    Raises:
        StoreError: a column was stored with a type that cannot become the present one.
    """
    table = one_table(tables, spec)
    wanted = {column.id: _ARROW.get(column.type, pa.large_string()) for column in spec.columns}
    companions = [f"{field}{suffix}" for field in wanted for suffix in (RAW, BOUND)]
    wanted |= {name: pa.large_string() for name in companions if name in table.column_names}
    arrays = {name: _typed(table, name, kind, spec) for name, kind in wanted.items()}
    frame = pa.table(arrays).to_pandas(types_mapper=_PANDAS.get)
    rows = table[ROW].to_pandas() if tables else pd.Series([], dtype="int64")
    # Without a copy, columns of a single table would be views of its immutable memory.
    return frame.assign(**{ROW: rows.astype("int64")}).copy()


def one_table(tables: Sequence[pa.Table], spec: LedgerSpec) -> pa.Table:
    """Stored tables of one ledger as one, which need not have the same columns.

    Raises:
        StoreError: a column was stored with types that do not go together.
    """
    try:
        return (
            pa.concat_tables(tables, promote_options="permissive").combine_chunks()
            if tables
            else pa.table({})
        )
    except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
        raise StoreError(f"{spec.sheet}（{spec.code}）各期存的列类型对不上：{error.args[0]}") from error


def _typed(table: pa.Table, name: str, kind: pa.DataType, spec: LedgerSpec) -> pa.ChunkedArray | pa.Array:
    if name not in table.column_names:
        return pa.nulls(table.num_rows, kind)
    try:
        return table[name].cast(kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        problem = f"{spec.sheet}（{spec.code}）的 {name} 以前存的是 {table[name].type}，现在要的是 {kind}"
        raise StoreError(f"{problem}，转不过来。请不要改已有列的类型，另加一列。") from error
