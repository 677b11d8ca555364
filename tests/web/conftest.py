"""The office behind its server, and who visits it."""

from tests.kit.visitors import framework, office, sample, visitor

__all__ = ["framework", "office", "sample", "visitor"]
