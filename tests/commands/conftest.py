"""The command line."""

from tests.kit.commands import run

__all__ = ["run"]
