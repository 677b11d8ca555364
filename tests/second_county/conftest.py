"""The second sample county: its pages, its files, its command line, its set-up."""

from tests.kit.commands import run
from tests.kit.pages import own_main, signed_in

__all__ = ["own_main", "run", "signed_in"]
