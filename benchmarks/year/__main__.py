"""Plays the year; prints what happened and what is wrong, and exits 1 when anything is."""

import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

import click

from benchmarks.year import acts
from benchmarks.year.county import REPO, PlayedCounty
from benchmarks.year.mishaps import PlayedServer
from benchmarks.year.verdict import verdict

FIRST_PROGRAM = REPO / "tests" / "store" / "database" / "old" / "0001.db"


def upgraded(county: PlayedCounty) -> list[str]:
    """What is wrong with a database of the first program once it is brought up to the present one."""
    county.url = f"sqlite:///{shutil.copy(FIRST_PROGRAM, county.home / 'first.db')}"
    county.must("init")
    said = county.verb("doctor")
    return [] if said.code == 0 else [f"the first program's database: {said.out}{said.err}"]


def restored(county: PlayedCounty) -> None:
    """The county goes on in a database made of its backup."""
    file = county.home / "备份.kdjb"
    county.must("backup", file)
    county.url = f"sqlite:///{county.home / 'restored.db'}"
    county.must("restore", file, "--yes")
    county.counts["restored"] += 1


def moved(county: PlayedCounty, postgres: str) -> None:
    """The county goes on at a PostgreSQL server."""
    county.must("move", "--from", county.url, "--to", postgres)
    county.url = postgres
    county.counts["moved"] += 1


def play(county: PlayedCounty, most: int, postgres: str) -> list[str]:
    """The whole year of a county, and what is wrong at its end."""
    wrong = upgraded(county)
    county.begin()
    server, quarters = PlayedServer(county), county.quarters(most)
    server.start()
    try:
        for at, quarter in enumerate(quarters):
            began = time.monotonic()
            acts.report_quarter(county, quarter, server.between)
            acts.rule_rows(county, quarter)
            acts.publish(county, quarter)
            server.weigh()
            _after(county, server, quarters, at, postgres)
            click.echo(f"{county.name} {quarter}: {time.monotonic() - began:.0f} s", err=True)
    finally:
        server.stop()
    return [*wrong, *verdict(county, quarters, server.memory)]


def _after(county: PlayedCounty, server: PlayedServer, quarters: list[str], at: int, postgres: str) -> None:
    """What happens after a quarter was published."""
    if at == 0:
        acts.correct(county, quarters[0])
    if at == 1:
        server.stop()
        restored(county)
        server.start()
        if len(quarters) > at + 1:
            acts.change_framework(county, quarters[at + 1])
    if at == 2:
        acts.reopen(county, quarters[0])
        if postgres:
            server.stop()
            moved(county, postgres)
            server.start()


@click.command()
@click.option("--county", "names", multiple=True, default=("sihong", "qinglan"), show_default=True)
@click.option("--quarters", default=4, show_default=True, type=click.IntRange(1, 4))
@click.option("--postgres", default="", help="address of an empty database; the first county moves there")
@click.option("--seed", default=20231231, show_default=True)
def main(names: tuple[str, ...], quarters: int, postgres: str, seed: int) -> None:
    """Play every county's year, one after the other."""
    wrong, began = [], time.monotonic()
    for number, name in enumerate(names):
        with tempfile.TemporaryDirectory(prefix=f"kandejian-year-{name}-") as home:
            county = PlayedCounty(name, Path(home), random.Random(f"{seed} {name}"))  # noqa: S311
            found = play(county, quarters, postgres if number == 0 else "")
        wrong += [f"{name}: {one}" for one in found]
        print(f"{name}: " + ", ".join(f"{what} {count}" for what, count in sorted(county.counts.items())))
    print(f"{(time.monotonic() - began) / 60:.0f} minutes")
    print("\n".join(wrong) or "nothing lost, every published score comes out again, the audit is whole")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
