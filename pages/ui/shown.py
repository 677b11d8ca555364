"""What one run of a page has drawn so far, for its files."""

from collections.abc import Callable
from dataclasses import dataclass, field

from metrics.framework import parse_period
from metrics.reports import Block, Stamp, file_stem
from metrics.reports.print import onscreen
from pages import cached


@dataclass
class Page:
    """What one run of a page drew so far."""

    title: str
    key: cached.Edition
    slot: object
    blocks: list[Callable[[], Block]] = field(default_factory=list)
    chosen: str = ""

    @property
    def period(self) -> str:
        """The period's Chinese name."""
        return parse_period(self.key.period).label

    def stamp(self) -> Stamp:
        """What a file made now says about itself."""
        framework = cached.framework_of(self.key)
        return onscreen.stamp(self.chosen, self.key.version, f"{framework.version}（{framework.hash[:8]}）")

    def file(self, title: str, suffix: str) -> str:
        """File name with period and data version."""
        return file_stem(title, self.period, self.key.version) + suffix
