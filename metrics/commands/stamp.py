"""What a result was made by: the hashes of the framework and of the data, said beside it."""

import click

from metrics.framework import Framework


def say_versions(framework: Framework, *data_versions: str) -> None:
    """One line on stderr, so that what is on stdout or in a file stays plain data."""
    data = " → ".join(data_versions)
    click.echo(f"指标版本 {framework.version}（{framework.hash}） · 数据版本 {data}", err=True)


def versions_record(framework: Framework, data_version: str) -> dict[str, str]:
    """Both hashes as JSON says them."""
    return {"framework_version": framework.hash, "data_version": data_version}
