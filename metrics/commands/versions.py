"""`versions`: the versions of the framework, what each changed, why, and from when it holds."""

from datetime import date

import click

from metrics.commands.common import db_option, json_option, opened, print_json
from metrics.store.office import FrameworkVersion


@click.command("versions", help="指标框架的各个版本：谁在什么时候为什么改了什么，自哪一天起用。")
@json_option
@db_option
def command(as_json: bool, db: str) -> None:
    """Print one version a line, its changes below it."""
    with opened(db)[0] as store:
        versions = store.office.framework_versions()
    if as_json:
        print_json([as_record(version) for version in versions])
        return
    for version in versions:
        since = "" if version.starts_on == date.min else f"\t{version.starts_on} 起"
        click.echo(f"{version.version}\t{version.hash[:8]}{since}\t{version.account}\t{version.reason}")
        for name, (old, new) in version.changes.items():
            click.echo(f"  {name}\t{old} → {new}")


def as_record(version: FrameworkVersion) -> dict[str, object]:
    """A version as JSON says it."""
    own = version.starts_on == date.min
    return {
        "version": version.version,
        "hash": version.hash,
        "parent": version.parent or None,
        "starts_on": None if own else version.starts_on.isoformat(),
        "changes": {name: list(pair) for name, pair in version.changes.items()},
        "reason": version.reason,
        "account": version.account or None,
        "at": version.at.isoformat() if version.at else None,
    }


COMMANDS = (command,)
