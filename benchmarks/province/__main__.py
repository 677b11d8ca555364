"""Measures the parts that are asked for; exits 1 when a limit does not hold."""

import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import click

from benchmarks.province.alone import changed, nation
from benchmarks.province.figures import BenchFigure
from benchmarks.province.making import BenchProvince, kept_samples, made_province
from benchmarks.province.rows import rows
from benchmarks.province.several import killed, pairs, whole
from metrics.province import SampleRows


def parts(
    made: BenchProvince, samples: Sequence[SampleRows], count: int, most: int
) -> Mapping[str, Callable[[], Iterable[BenchFigure]]]:
    """Part → what measures it.

    Args:
        made: the packages.
        samples: what they are made of.
        count: pairs of runs.
        most: rows in the lake.
    """
    return {
        "pairs": lambda: pairs(made, count),
        "killed": lambda: killed(made),
        "whole": lambda: whole(made),
        "nation": lambda: nation(made),
        "rows": lambda: rows(made, samples, most, count),
        # The last one: it lays a package of its own beside the others.
        "changed": lambda: changed(made),
    }


@click.command()
@click.argument("names", nargs=-1, metavar="[PART]…")
@click.option("--counties", default=8, show_default=True, type=click.IntRange(4, 120))
@click.option("--quarters", default=1, show_default=True, type=click.IntRange(1, 8))
@click.option("--pairs", "count", default=5, show_default=True, type=click.IntRange(1))
@click.option("--rows", "most", default=500_000, show_default=True, type=click.IntRange(1000))
def main(names: tuple[str, ...], counties: int, quarters: int, count: int, most: int) -> None:
    """Make the packages, measure part by part, print."""
    with tempfile.TemporaryDirectory(prefix="kandejian-province-") as folder:
        began, samples = time.monotonic(), kept_samples()
        made = made_province(Path(folder), samples, counties, quarters)
        print(f"{counties} × {quarters} packages made in {time.monotonic() - began:.0f} s", file=sys.stderr)
        known = parts(made, samples, count, most)
        if unknown := [name for name in names if name not in known]:
            raise click.BadParameter(f"{unknown[0]}: there are {', '.join(known)}")
        held = True
        for name, part in known.items():
            if names and name not in names:
                continue
            began = time.monotonic()
            for figure in part():
                print(figure.line, flush=True)
                held &= figure.holds
            print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr)
    sys.exit(not held)


if __name__ == "__main__":
    main()
