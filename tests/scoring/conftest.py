"""Property tests run without a clock: a slow machine is not a failure."""

from hypothesis import settings

settings.register_profile("scoring", deadline=None)
settings.load_profile("scoring")
