"""`library`: further measures that stand ready to be taken into a framework."""

import click

from metrics.commands.common import db_option, json_option, opened, print_json
from metrics.framework import FORMULA_LEVELS, Framework, LibraryMeasure, load_library


@click.command("library", help="指标库：可以取用的其他指标，各来自哪张台账、满分值多少、谁报这张台账。")
@json_option
@db_option
def command(as_json: bool, db: str) -> None:
    """Print one measure a line; on the page 指标管理 they are taken."""
    _, framework = opened(db)
    entries = [as_record(framework, one) for one in load_library()]
    if as_json:
        print_json(entries)
        return
    for entry in entries:
        click.echo(
            f"{entry['id']}\t{entry['name']}\t{entry['parent']}\t{entry['sheets']}\t{entry['targets']}"
        )
        click.echo(f"  {entry['words']}。{entry['why']}")


def as_record(framework: Framework, entry: LibraryMeasure) -> dict[str, str]:
    """A measure of the library in words."""
    measure, ledger = entry.measure, entry.measure.ledger
    targets = (
        f"{FORMULA_LEVELS[level]} {full:g} {ledger.units.get(level, '')}".strip()
        for level, full in ledger.full_score.items()
    )
    owners = {unit.short_name: None for code in ledger.source for unit in framework.owners(code)}
    return {
        "id": entry.id,
        "name": measure.name,
        "parent": measure.parent,
        "sheets": "、".join(f"{framework.ledgers[code].sheet}（{code}）" for code in ledger.source),
        "levels": "、".join(FORMULA_LEVELS[level] for level in ledger.levels),
        "targets": "，".join(targets),
        "owners": "、".join(owners),
        "words": measure.words,
        "why": entry.why,
    }


COMMANDS = (command,)
