"""One verb of the command line a file; each module lists its click commands in COMMANDS."""
