"""One verb of the command line a file; each module lists its click commands in COMMANDS,
and in ERRORS what its rooms raise beside KNOWN_ERRORS with a sentence for the user."""

from metrics.commands.common import KNOWN_ERRORS, in_chinese

__all__ = ["KNOWN_ERRORS", "in_chinese"]
