"""`not-ours`: a row that stands under another unit's brand counts for the brand no more, by a ruling."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any

import click

from metrics.commands.common import db_option, opened, period_option
from metrics.doubts import foreign_rows
from metrics.framework import Period
from metrics.ingest.write import csv_text
from metrics.store import StoreError
from metrics.store.people import Handout
from metrics.store.reporting import RuledRow, Ruling, not_ours

_SHOWN = ("brand", "lead", "unit", "sheet", "code", "name")


@click.command(
    "not-ours",
    help="别的单位报在品牌下的行：不写 --row 时列出来；写了编号和理由，认定“不是我们的”，--take-back 撤销。",
)
@click.option("--brand", required=True, help="品牌编号，例如 B07。")
@period_option
@click.option("--row", "codes", multiple=True, help="行的编号，例如 A08-23Q1-001；可写多次。")
@click.option("--why", default="", help="理由：谁说的、为什么。")
@click.option("--take-back", is_flag=True, help="撤销，这一行仍计给品牌。")
@click.option("--as", "account", required=True, help="谁来认定（账号）。")
@db_option
def command(
    brand: str, period: Period, codes: tuple[str, ...], why: str, take_back: bool, account: str, db: str
) -> None:
    """List what other units typed under a brand, or rule that some of it is not the brand's."""
    store, framework = opened(db)
    every = foreign_rows(framework, store.reporting.dataset(framework, period, ruled=False))
    seen = store.reporting.rows_for(account, every[every["brand"].eq(brand)]).frame
    if not codes:
        asks = {("see-rows", unit) for unit in seen["unit"]}
        store.people.hand_out(Handout("表格", f"别的单位报在{brand}下的行", asks), account)
        click.echo(csv_text(seen[list(_SHOWN)].set_index(_SHOWN[0])), nl=False)
        return
    if missing := [code for code in codes if not seen["code"].eq(code).any()]:
        raise StoreError(
            f"{period.label}别的单位报在{brand}下的行里没有 {'、'.join(missing)}。不写 --row 可以列出全部。"
        )
    with store.whole() as whole:
        for ruling in _rulings(seen[seen["code"].isin(codes)].to_dict("records"), why):
            if take_back:
                whole.rulings.undo(ruling.key, account, note=why)
            else:
                whole.rulings.rule(ruling, account)
    done = f"仍计给{brand}。" if take_back else f"不再计给{brand}和它的牵头单位，只计给企业和全县。"
    click.echo(f"{'、'.join(codes)}：{done}", err=True)


def _rulings(rows: Iterable[Mapping[Hashable, Any]], why: str) -> Iterator[Ruling]:
    for row in rows:
        yield not_ours(row["brand"], RuledRow(row["ledger"], row["unit"], row["quarter"], row["id"]), why)


COMMANDS = (command,)
