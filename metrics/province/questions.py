"""Questions to the rows of all counties in SQL, in memory (DuckDB), within a limit, only reading.

A library inside the process, never a shared file; asked for only where a question is put, so that counties
need not install it (`deploy/requirements-province.txt`).
"""

from typing import Any

import pandas as pd

from metrics.framework import Period
from metrics.province.errors import ProvinceError
from metrics.province.lake import COUNTY_CODE, LAKE, LakeSource, sources
from metrics.province.optional import optional
from metrics.province.register import Province

#: What a question may use of the machine.
_LIMITS = {"memory_limit": "900MB", "threads": "2"}
#: Rows of an answer; who wants more asks for a sum.
MOST_ANSWERED = 10_000
BY_COUNTY = "SELECT county, city, count(*) AS n FROM rows GROUP BY ALL ORDER BY n DESC, county"


def asked(province: Province, period: Period, ledger: str, question: str = BY_COUNTY) -> pd.DataFrame:
    """The answer to a question.

    Args:
        province: whose lake.
        period: of the packages; each county's newest one counts.
        ledger: code of the ledger, the table `rows`: its fields, `_row`, `_submission`, `_unit`, `_period`,
            `_county` (code), and `county`, `city` (names).
        question: one SELECT.

    Returns:
        As the question has it, at most `MOST_ANSWERED` rows.

    Raises:
        ProvinceError: nothing has come, DuckDB is not there, or the question cannot be answered: it is no
            SELECT, names what is not there, reads or writes elsewhere, or needs more than the limit.
    """
    duckdb = optional("duckdb", "查行")
    found = sources(province, period, ledger)
    if not found:
        raise ProvinceError(f"{period.label}还没有收到 {ledger} 的行。")
    with duckdb.connect(":memory:", config=dict(_LIMITS)) as connection:
        _lay_out(connection, province, found)
        try:
            statements = connection.extract_statements(question)
            if [one.type for one in statements] != [duckdb.StatementType.SELECT]:
                raise ProvinceError("只能问一句 SELECT。")
            answer: pd.DataFrame = connection.execute(statements[0]).fetch_df_chunk(MOST_ANSWERED // 2048 + 1)
        except duckdb.Error as error:
            raise ProvinceError(f"这一句问不了：{str(error).splitlines()[0]}") from error
    return answer.head(MOST_ANSWERED)


def _lay_out(connection: Any, province: Province, found: list[LakeSource]) -> None:  # noqa: ANN401 - optional
    """The tables `counties` and `rows`; afterwards only the lake can be read and nothing can be set."""
    connection.execute("CREATE TABLE counties (code VARCHAR, county VARCHAR, city VARCHAR)")
    connection.executemany(
        "INSERT INTO counties VALUES (?, ?, ?)",
        [(one.code, one.name, one.city) for one in province.counties.values()],
    )
    parts = " UNION ALL BY NAME ".join(
        # The path names ledger, period and city: those are no fields.
        f"SELECT * FROM read_parquet({_text(one.file)}, hive_partitioning = false) "  # noqa: S608
        f"WHERE {COUNTY_CODE} IN ({_texts(one.counties)})"
        for one in found
    )
    connection.execute(
        f"CREATE VIEW rows AS SELECT lake.*, counties.county, counties.city FROM ({parts}) AS lake "  # noqa: S608
        f"JOIN counties ON lake.{COUNTY_CODE} = counties.code"
    )
    lake = _text((province.folder / LAKE).resolve())
    connection.execute(f"SET allowed_directories = [{lake}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _text(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"


def _texts(values: tuple[str, ...]) -> str:
    return ", ".join(map(_text, values))
