"""Templates to fill in."""

from tests.kit.templates import fill

__all__ = ["fill"]
