"""The office behind its server, and who attacks it."""

from tests.kit.visitors import framework, office, visitor

__all__ = ["framework", "office", "visitor"]
