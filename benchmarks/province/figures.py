"""A figure with its limit, and what a piece of work took."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class BenchFigure:
    """A measured number.

    Args:
        name: what it is.
        value: the number.
        unit: behind it.
        most, least: the limits of it, where there are any.
        spread: smallest and largest of what it is the median of.
    """

    name: str
    value: float
    unit: str = ""
    most: float | None = None
    least: float | None = None
    spread: tuple[float, float] | None = None

    @property
    def holds(self) -> bool:
        """Whether it is within its limits."""
        return (self.most is None or self.value <= self.most) and (
            self.least is None or self.value >= self.least
        )

    @property
    def line(self) -> str:
        """The figure as it is printed."""
        between = f" ({self.spread[0]:.3g}–{self.spread[1]:.3g})" if self.spread else ""
        limits = [
            f"{word} {limit:.3g}"
            for word, limit in (("at most", self.most), ("at least", self.least))
            if limit is not None
        ]
        verdict = f"  [{', '.join(limits)}: {'holds' if self.holds else 'DOES NOT HOLD'}]" if limits else ""
        return f"{self.name:<74} {self.value:>10.4g} {self.unit}{between}{verdict}"


def of_many(name: str, values: Sequence[float], unit: str = "", **limits: float) -> BenchFigure:
    """The median of some values as a figure."""
    return BenchFigure(name, median(values), unit, spread=(min(values), max(values)), **limits)


@dataclass(frozen=True)
class TimeSpent:
    """Wall and CPU seconds."""

    wall: float
    cpu: float


def cpu_of(*pids: int) -> float:
    """CPU seconds that processes have used until now; one that has ended counts nothing."""
    used = 0
    for pid in pids:
        file = Path(f"/proc/{pid}/stat")
        if file.exists():
            told = file.read_text(encoding="ascii").rpartition(")")[2].split()
            used += int(told[11]) + int(told[12])
    return used / _TICKS


def spent(work: Callable[[], object], *pids: int) -> TimeSpent:
    """What a piece of work took in this process and in others that are at work for it."""
    pids = (os.getpid(), *pids)
    cpu, wall = cpu_of(*pids), time.perf_counter()
    work()
    return TimeSpent(time.perf_counter() - wall, cpu_of(*pids) - cpu)


def peak() -> float:
    """The process's own peak memory in MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024
