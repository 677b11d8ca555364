"""Those who try what they may not, against the real server and the real command line."""

from tests.kit.commands import run
from tests.kit.visitors import framework, office, sample, visitor

__all__ = ["framework", "office", "run", "sample", "visitor"]
