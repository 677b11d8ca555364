"""One verb of the command line a file; each module lists its click commands in COMMANDS."""

from metrics.commands.common import KNOWN_ERRORS, in_chinese

__all__ = ["KNOWN_ERRORS", "in_chinese"]
