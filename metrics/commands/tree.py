"""What the verbs about the tree of one score share: whose score, and which part of it."""

import click

from metrics.framework import LEVELS, Framework

level_option = click.option(
    "--by", "level", type=click.Choice(list(LEVELS)), required=True, help="企业、品牌、单位等层级。"
)
entity_option = click.option("--entity", help="代码或全称；全县不用写。")
item_option = click.option("--item", help="只看某一项，如 K1；也可写指标，如 K1a。")


def require_item(framework: Framework, item: str | None) -> None:
    """Refuse an item that is none; BadParameter with those there are."""
    if item and item not in framework.node and item not in framework.measure:
        raise click.BadParameter(
            f"没有“{item}”这一项；可用 {'、'.join(framework.node)}。", param_hint="--item"
        )
