"""Where the guard and the faults are written: one line each on the server's own output, with the time."""

import logging

_FORM, _TIME = "%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S%z"


def configure() -> None:
    """Give our loggers a handler of their own; doing it twice adds none."""
    logger = logging.getLogger("kandejian")
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter(_FORM, _TIME))
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
